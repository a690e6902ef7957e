/** What a payer answers to a request, cleaned of the wire, and which decision it holds for a line. */

declare const approved: unique symbol;
/** HCPCS billing units the payer certified. */
export type ApprovedUnits = number & { readonly [approved]: true };

/** HCR01. */
const reviewActions = ['A1', 'A2', 'A3', 'A4', 'A6', 'C', 'CT', 'NA'] as const;
export type ReviewAction = (typeof reviewActions)[number];

/** What the payer said about the event or about one service. */
export interface Decision {
  readonly action: ReviewAction;
  /** The number for REF*G1, exactly as received. */
  readonly number?: string;
  /** HCR03 codes. */
  readonly reasons: readonly string[];
  /** Certified units; absent means as asked. */
  readonly units?: ApprovedUnits;
  readonly from?: string;
  readonly to?: string;
  readonly message?: string;
}
/** AAA: the request was never decided. */
export interface Rejection {
  /** `2010C`, `2000F[2]`. */
  readonly level: string;
  /** AAA03 and AAA04. */
  readonly code: string;
  readonly followUp?: string;
  /** The line it rejects, at 2000F and 2010F. */
  readonly trace?: string;
  readonly hcpcs?: string;
}
export interface ServiceDecision extends Decision {
  /** Our echoed line trace, where the payer echoes it. */
  readonly trace?: string;
  readonly hcpcs?: string;
}
/** One 278 response, cleaned of the wire. */
export interface AuthorizationAnswer {
  /** Our reference, echoed by the payer. */
  readonly reference?: string;
  /** The payer's own trace. */
  readonly payerTrace?: string;
  readonly event?: Decision;
  readonly services: readonly ServiceDecision[];
  readonly rejections: readonly Rejection[];
  /** BHT06 19: further updates follow. */
  readonly furtherUpdates: boolean;
}

/** A line as the payer may name it: by our trace, else by its code. */
interface NamedLine {
  readonly trace: string;
  readonly hcpcs: string;
}

/**
 * The decision on a line: its own first, the event's where nothing is said of the line; never by order of appearance.
 * Undefined where the payer names a code without our trace and two of `all` lines have it: nothing is billed on a
 * decision that may belong to the other. Undefined too for a rejected line, which inherits no approval of its event.
 */
export function decisionOf(
  line: NamedLine,
  all: readonly NamedLine[],
  answer: AuthorizationAnswer,
): Decision | undefined {
  const own = saidOf(line, answer.services);
  const hasNamesake = all.some((other) => other !== line && other.hcpcs === line.hcpcs);
  const isUnclear = own.length > 1 || (hasNamesake && own.some(({ trace }) => trace === undefined));
  const isRejected = saidOf(line, answer.rejections).length > 0;
  return isUnclear || isRejected ? undefined : (own[0] ?? answer.event);
}

function saidOf<T extends Partial<NamedLine>>(line: NamedLine, said: readonly T[]): readonly T[] {
  const traced = said.filter(({ trace }) => trace === line.trace);
  return traced.length > 0 ? traced : said.filter(({ trace, hcpcs }) => trace === undefined && hcpcs === line.hcpcs);
}
