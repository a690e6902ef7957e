/** Issue: our data or theirs is wrong. Issues are returned, all at once, never thrown (Faults are thrown, Answers are events). */

export type Severity = 'error' | 'warning';

/** One thing that is wrong, told to a person. Holds no name, id or date of a patient. */
export interface Issue {
  /** Stable code, e.g. `MISSING_STOP_TIME`, or a 999 code such as `IK403:7`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong and what to do about it, in one or two plain sentences. */
  readonly message: string;
  /** FHIR path (`MedicationRequest.dosageInstruction[0]`) or X12 path (`837/2000A/2300[2]/CLM`). */
  readonly path?: string;
  /** X12 designator, 1-based: `SVC01-1`. */
  readonly ref?: string;
  /** 1-based number of the segment within its transaction set (ST is 1). */
  readonly segment?: number;
  /** Byte offset of the segment in the file. */
  readonly offset?: number;
  /** What made a rule apply that was broken. */
  readonly trigger?: Trigger;
  /** 1-based line of the file, where whoever found it knew it. */
  readonly line?: number;
  /** Whose rule it is: a guide (`005010X222A1`), a mappings file, a payer id. */
  readonly rule?: string;
}

/** A segment that makes a rule apply: its id, its number in the set, the loop it stands in, the element that counts. */
export interface Trigger {
  readonly id: string;
  readonly segment: number;
  readonly loop?: string;
  readonly ref?: string;
}

/** A value, or the reasons why there is none; warnings may accompany a value. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

export const good = <T>(value: T, issues: readonly Issue[] = []): Outcome<T> => ({ ok: true, value, issues });
export const bad = (...issues: readonly Issue[]): Outcome<never> => ({ ok: false, issues });

export const error = (code: string, message: string, where: Partial<Issue> = {}): Issue => ({
  code,
  severity: 'error',
  message,
  ...where,
});
export const warning = (code: string, message: string, where: Partial<Issue> = {}): Issue => ({
  code,
  severity: 'warning',
  message,
  ...where,
});

/** One line for a terminal or a log: where, what, whose rule. */
export function printIssue(issue: Issue): string {
  const where = [issue.path, issue.ref].filter(Boolean).join(' ');
  const at = issue.segment === undefined ? '' : ` (segment ${issue.segment})`;
  const rule = issue.rule === undefined ? '' : ` [${issue.rule}]`;
  return `${issue.severity} ${issue.code}${where === '' ? '' : ` at ${where}`}${at}: ${issue.message}${rule}`;
}

/** Shows that a value was there without showing it: `3 characters`, `empty`. */
export function masked(text: string | undefined): string {
  if (text === undefined || text === '') return 'empty';
  return `${text.length} character${text.length === 1 ? '' : 's'}`;
}

/** A resource to put into a chart and the identifier it is created or updated by: writing it twice changes nothing. */
export interface Write<R> {
  readonly resource: R;
  readonly identifier: { readonly system: string; readonly value: string };
  /** The same for an EHR that takes no resources of this type. */
  readonly otherwise?: R;
  /** Of a Task that opens again what people ended: the one version it may be written over. */
  readonly over?: string;
}
