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
  /** Where the payer names a place of service: the one it means. */
  readonly placeOfService?: string;
  /** NPIs of the providers it is certified for, where the payer names any. */
  readonly providers?: readonly string[];
  /** Documents the payer asks for: LOINC codes (HI*LOI) and PWK01 report types. */
  readonly wanted?: readonly string[];
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
  /** When the payer made the message: CCYYMMDD and HHMM, as far as it says (BHT04, BHT05). */
  readonly sent?: string;
  /** The member id it speaks of. */
  readonly memberId?: string;
  /** The payer's number of a review that certified nothing (REF*NT): for a reconsideration, an appeal, a call. */
  readonly reviewNumber?: string;
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

export const isCertified = ({ action }: Decision): boolean => action === 'A1' || action === 'A6';

/**
 * The decision on a line: its own first, the event's where nothing is said of the line; never by order of appearance.
 * A payer that denies the line as asked and adds one of its own with the same code has modified it: then the added
 * units and dates count. Undefined where the payer names a code without our trace and two of `all` lines have it, or
 * decides twice on one line: nothing is billed on a decision that may belong elsewhere. Undefined too for a rejected
 * line, which inherits no approval of its event.
 */
export function decisionOf(
  line: NamedLine,
  all: readonly NamedLine[],
  answer: AuthorizationAnswer,
): ServiceDecision | undefined {
  if (saidOf(line, answer.rejections).length > 0) return undefined;
  const hasNamesake = all.some((other) => other !== line && other.hcpcs === line.hcpcs);
  const traced = answer.services.filter(({ trace }) => trace === line.trace);
  const untraced = answer.services.filter(({ trace, hcpcs }) => trace === undefined && hcpcs === line.hcpcs);
  if (hasNamesake && untraced.length > 0) return undefined;
  const own = traced.length > 0 ? [...traced, ...untraced.filter(isCertified)] : untraced;
  const [only] = own;
  if (own.length <= 1) return only ?? answer.event;
  return own.length === 2 ? modified(own) : undefined;
}

/** Two things said of one line: as asked it falls or changes, and beside it stands what is certified instead. */
function modified(said: readonly ServiceDecision[]): ServiceDecision | undefined {
  const asked = said.find(({ action }) => action === 'A3') ?? said.find(({ action }) => action === 'A6');
  const instead = said.find((one) => one !== asked && isCertified(one));
  if (asked === undefined || instead === undefined) return undefined;
  if (asked.action === 'A6' && instead.units === asked.units) return asked;
  if (instead.units === undefined || instead.units === asked.units) return undefined;
  return { ...instead, action: 'A6', reasons: [...new Set([...asked.reasons, ...instead.reasons])] };
}

function saidOf<T extends Partial<NamedLine>>(line: NamedLine, said: readonly T[]): readonly T[] {
  const traced = said.filter(({ trace }) => trace === line.trace);
  return traced.length > 0 ? traced : said.filter(({ trace, hcpcs }) => trace === undefined && hcpcs === line.hcpcs);
}

/** What the payer certified without our having asked for it: no line of ours has its trace or its code. */
export const notAskedFor = (all: readonly NamedLine[], answer: AuthorizationAnswer): readonly ServiceDecision[] =>
  answer.services.filter(
    (said) =>
      isCertified(said) &&
      !all.some(({ trace, hcpcs }) => (said.trace === undefined ? said.hcpcs === hcpcs : said.trace === trace)),
  );
