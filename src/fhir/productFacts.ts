/** Our own extensions on MedicationAdministration: product facts FHIR R4 has no element for. */

import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import { parseDecimal } from '../quantity.ts';
import { type Extension, quantity as quantitySchema } from './elements.ts';
import { normalizeNdc } from './ndc.ts';
import { TECHNIQUES, type Technique } from './route.ts';
import { type Amount, amountOf } from './units.ts';

/** Prefix of every extension url of ours. */
export const EXTENSION = 'urn:infusebridge:fhir:';

export type ContainerType = 'single-dose' | 'multi-dose' | 'pharmacy-bulk';
const CONTAINERS: readonly ContainerType[] = ['single-dose', 'multi-dose', 'pharmacy-bulk'];

/** Containers of one product that were opened for one dose. */
export interface PackageOpened {
  /** As sent. */
  readonly ndc: string;
  /** 11 digits; absent for an ambiguous ten-digit code, which the coding rules hold on. */
  readonly ndc11?: string;
  readonly count: number;
  /** Drug per container. */
  readonly amount?: Amount;
  /** Volume per container. */
  readonly volume?: Amount;
  readonly container?: ContainerType;
}
/** Who bought it: we, a pharmacy that billed it and sent it, the patient who brought it, our own pharmacy. */
export type Acquisition = 'buy-and-bill' | 'white-bag' | 'brown-bag' | 'clear-bag';
const ACQUISITIONS: readonly Acquisition[] = ['buy-and-bill', 'white-bag', 'brown-bag', 'clear-bag'];

export interface ProductFacts {
  readonly packages: readonly PackageOpened[];
  /** What was thrown away; zero is a statement too. */
  readonly discarded?: Amount;
  readonly acquired340b?: boolean;
  readonly vascularAccess?: string;
  readonly technique?: Technique;
  readonly acquisition?: Acquisition;
  readonly pumpKind?: 'portable' | 'implanted';
}

/**
 * Reads `packages-opened`, `amount-discarded`, `acquired-340b`, `vascular-access`, `technique`, `acquisition` and
 * `pump-kind`.
 * Issues: MALFORMED_EXTENSION, NDC_INVALID and those of `amountOf`, each at `path.extension[n]`.
 */
export function productFactsOf(extensions: readonly Extension[] | undefined, path: string): Outcome<ProductFacts> {
  const issues: Issue[] = [];
  const packages: PackageOpened[] = [];
  let facts: Omit<ProductFacts, 'packages'> = {};
  (extensions ?? []).forEach((extension, index) => {
    if (!extension.url.startsWith(EXTENSION)) return;
    const at = `${path}.extension[${index}]`;
    const name = extension.url.slice(EXTENSION.length);
    if (name === 'packages-opened') {
      const opened = packageOf(extension, at);
      if (opened.ok) packages.push(opened.value);
      issues.push(...opened.issues);
      return;
    }
    const fact = simpleFact(name, extension, at);
    if (fact.ok) facts = { ...facts, ...fact.value };
    issues.push(...fact.issues);
  });
  return issues.some((issue) => issue.severity === 'error') ? bad(...issues) : good({ ...facts, packages }, issues);
}

function simpleFact(name: string, extension: Extension, path: string): Outcome<Omit<ProductFacts, 'packages'>> {
  const { valueBoolean, valueString } = extension;
  if (name === 'amount-discarded') {
    const discarded = amountIn(extension, path, 'zero allowed');
    return discarded.ok ? good({ discarded: discarded.value }) : discarded;
  }
  if (name === 'acquired-340b') {
    return typeof valueBoolean === 'boolean' ? good({ acquired340b: valueBoolean }) : malformed('valueBoolean', path);
  }
  if (name === 'vascular-access') {
    return typeof valueString === 'string' ? good({ vascularAccess: valueString }) : malformed('valueString', path);
  }
  if (name === 'technique') {
    const code = extension['valueCode'] ?? valueString;
    const technique = TECHNIQUES.find((known) => known === code);
    return technique === undefined ? malformed(`one of ${TECHNIQUES.join(', ')}`, path) : good({ technique });
  }
  if (name === 'acquisition') {
    const acquisition = acquisitionIn(extension);
    return acquisition === undefined ? malformed(`one of ${ACQUISITIONS.join(', ')}`, path) : good({ acquisition });
  }
  if (name === 'pump-kind') {
    const kind = extension['valueCode'] ?? valueString;
    return kind === 'portable' || kind === 'implanted'
      ? good({ pumpKind: kind })
      : malformed('one of portable, implanted', path);
  }
  return malformed('a name from the product documentation', path);
}

const acquisitionIn = (extension: Extension): Acquisition | undefined =>
  ACQUISITIONS.find((known) => known === (extension['valueCode'] ?? extension['valueString']));

/** How a dispensed drug was bought, where the pharmacy's system says so with the same extension. */
export const dispensedAcquisition = (extensions: readonly Extension[] | undefined): Acquisition | undefined =>
  (extensions ?? []).flatMap((e) => (e.url === `${EXTENSION}acquisition` ? (acquisitionIn(e) ?? []) : []))[0];

function packageOf(extension: Extension, path: string): Outcome<PackageOpened> {
  const part = (name: string): Extension | undefined => extension.extension?.find((e) => e.url === name);
  const issues: Issue[] = [];
  const ndc = part('ndc')?.['valueString'] ?? part('ndc')?.['valueCode'];
  const reading = typeof ndc === 'string' ? normalizeNdc(ndc) : undefined;
  if (reading === undefined) issues.push(...malformed('ndc as valueString', path).issues);
  if (reading?.kind === 'invalid')
    issues.push(error('NDC_INVALID', 'This is no NDC layout. Send 11 digits or hyphens.', { path }));
  const count = wholeOf(part('count')?.['valuePositiveInt'] ?? part('count')?.['valueInteger']);
  if (count === undefined) issues.push(...malformed('count as valuePositiveInt', path).issues);
  const containerCode = part('container')?.['valueCode'] ?? part('container')?.['valueString'];
  const container = CONTAINERS.find((known) => known === containerCode);
  if (containerCode !== undefined && container === undefined) {
    issues.push(...malformed(`container as one of ${CONTAINERS.join(', ')}`, path).issues);
  }
  const amount = optionalAmount(part('amount'), path, issues);
  const volume = optionalAmount(part('volume'), path, issues);
  if (issues.length > 0 || count === undefined || typeof ndc !== 'string') return bad(...issues);
  return good({
    ndc,
    count,
    ...(reading?.kind === 'ndc11' ? { ndc11: reading.ndc11 } : {}),
    ...(amount === undefined ? {} : { amount }),
    ...(volume === undefined ? {} : { volume }),
    ...(container === undefined ? {} : { container }),
  });
}

function optionalAmount(part: Extension | undefined, path: string, issues: Issue[]): Amount | undefined {
  if (part === undefined) return undefined;
  const amount = amountIn(part, path);
  if (amount.ok) return amount.value;
  issues.push(...amount.issues);
  return undefined;
}

function amountIn(extension: Extension, path: string, zero?: 'zero allowed'): Outcome<Amount> {
  const parsed = quantitySchema.safeParse(extension['valueQuantity']);
  if (!parsed.success) return malformed('valueQuantity', path);
  const value = parsed.data.value === undefined ? undefined : parseDecimal(parsed.data.value);
  if (zero !== undefined && value?.isZero()) {
    const one = amountOf({ ...parsed.data, value: '1' }, path);
    return one.ok ? good({ unit: one.value.unit, value }) : one;
  }
  const amount = amountOf(parsed.data, path);
  if (amount.ok && amount.value.per !== undefined) return malformed('an amount, not an amount per body size', path);
  return amount;
}

function wholeOf(value: unknown): number | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
}

const malformed = (wanted: string, path: string): Outcome<never> =>
  bad(error('MALFORMED_EXTENSION', `This extension needs ${wanted}. Correct the site's mapping.`, { path }));
