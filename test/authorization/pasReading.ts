/** The facts of PAS examples that a 278 carries, read by hand from the JSON: a second way to them than the product's. */

interface Json {
  readonly [key: string]: unknown;
}
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const codeIn = (concept: unknown): string | undefined => text(list(record(concept)['coding'])[0]?.['code']);
const systemIn = (concept: unknown): string => text(list(record(concept)['coding'])[0]?.['system']) ?? '';
/** The publisher of the examples wrote its own addresses; the last part of them is PAS's. */
const extension = (holder: Json, name: string): Json =>
  list(holder['extension']).find(({ url }) => text(url)?.replace(/^.*extension-/, '') === name) ?? {};

export interface PasRequest {
  readonly trace: string;
  readonly certification: string;
  readonly lines: readonly PasLine[];
  readonly diagnoses: readonly string[];
  readonly urgent: boolean;
}
export interface PasLine {
  readonly sequence: number;
  /** Absent where the item names a kind of service and no procedure. */
  readonly code?: string;
  readonly serviceType?: string;
  readonly place?: string;
  readonly certification: string;
  readonly units?: number;
  readonly from?: string;
  readonly to?: string;
  readonly previousNumber?: string;
  readonly reviewNumber?: string;
}

export function pasRequest(claim: Json): PasRequest {
  const lines = list(claim['item']).map(lineOf);
  const kinds = [...new Set(lines.map(({ certification }) => certification))];
  return {
    trace: text(list(claim['identifier'])[0]?.['value']) ?? '',
    certification: kinds.length === 1 ? (kinds[0] ?? 'I') : list(claim['related']).length > 0 ? 'S' : 'I',
    lines,
    diagnoses: list(claim['diagnosis']).flatMap((one) => codeIn(one['diagnosisCodeableConcept']) ?? []),
    urgent: codeIn(claim['priority']) === 'stat',
  };
}

function lineOf(item: Json): PasLine {
  const product = item['productOrService'];
  const isProcedure = !systemIn(product).includes('1365');
  const code = isProcedure ? codeIn(product) : undefined;
  const serviceType = codeIn(item['category']) ?? (isProcedure ? undefined : codeIn(product));
  const period = record(item['servicedPeriod']);
  const from = text(item['servicedDate']) ?? text(period['start']);
  const to = text(item['servicedDate']) ?? text(period['end']);
  const value = record(item['quantity'])['value'];
  const place = codeIn(item['locationCodeableConcept']);
  const previousNumber = text(extension(item, 'authorizationNumber')['valueString']);
  const reviewNumber = text(extension(item, 'administrationReferenceNumber')['valueString']);
  return {
    sequence: Number(item['sequence']),
    certification: codeIn(extension(item, 'certificationType')['valueCodeableConcept']) ?? 'I',
    ...(code === undefined ? {} : { code }),
    ...(serviceType === undefined ? {} : { serviceType }),
    ...(place === undefined ? {} : { place }),
    ...(typeof value === 'number' ? { units: value } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(previousNumber === undefined ? {} : { previousNumber }),
    ...(reviewNumber === undefined ? {} : { reviewNumber }),
  };
}

export interface PasAnswer {
  readonly trace: string;
  readonly outcome: string;
  readonly items: readonly {
    readonly sequence: number;
    readonly action?: string;
    readonly number?: string;
    readonly from?: string;
    readonly to?: string;
  }[];
  readonly reviewNumber?: string;
  readonly errors: readonly { readonly code: string; readonly level?: string; readonly followUp?: string }[];
}

export function pasAnswer(response: Json): PasAnswer {
  const items = list(response['item']).map((item) => {
    const review = list(item['adjudication']).map((one) => extension(one, 'reviewAction'))[0] ?? {};
    const action = codeIn(extension(review, 'reviewActionCode')['valueCodeableConcept']);
    const number = text(list(review['extension']).find(({ url }) => url === 'number')?.['valueString']);
    const period = record(extension(item, 'itemPreAuthPeriod')['valuePeriod']);
    const [from, to] = [text(period['start']), text(period['end'])];
    return {
      sequence: Number(item['itemSequence']),
      ...(action === undefined ? {} : { action }),
      ...(number === undefined ? {} : { number }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
  });
  const reviewNumber = list(response['item']).flatMap(
    (item) => text(extension(item, 'administrationReferenceNumber')['valueString']) ?? [],
  )[0];
  return {
    trace: text(list(response['identifier'])[0]?.['value']) ?? '',
    outcome: text(response['outcome']) ?? '',
    items,
    ...(reviewNumber === undefined ? {} : { reviewNumber }),
    errors: list(response['error']).map((one) => {
      const element = text(list(extension(one, 'errorElement')['extension'])[0]?.['valueString']);
      const followUp = codeIn(extension(one, 'errorFollowupAction')['valueCodeableConcept']);
      return {
        code: codeIn(one['code']) ?? '',
        ...(element === undefined ? {} : { level: element.replace(/-.*$/, '') }),
        ...(followUp === undefined ? {} : { followUp }),
      };
    }),
  };
}
