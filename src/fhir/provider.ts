/** Who orders, gives and bills: a clinician or an organization with its NPI. */

import { isNpi } from '../npi.ts';
import { bad, error, good, type Outcome } from '../outcome.ts';
import type { Chart } from './chart.ts';
import { unresolved } from './chart.ts';
import type { Identifier, Reference } from './elements.ts';
import { addressOf, bestName, type PostalAddress } from './person.ts';
import type { KnownResource } from './resources.ts';
import { NPI, TAX_ID, TAXONOMY } from './systems.ts';

export interface Provider {
  readonly kind: 'person' | 'organization';
  /** Family name, or the organization's name. */
  readonly name: string;
  readonly given: readonly string[];
  readonly npi?: string;
  readonly taxId?: string;
  /** NUCC taxonomy code. */
  readonly taxonomy?: string;
  readonly phone?: string;
  readonly address?: PostalAddress;
  /** `Practitioner/pr1`. */
  readonly source: string;
}

/**
 * Follows a reference to a Practitioner, PractitionerRole or Organization.
 * Issues at `path`: MISSING_PROVIDER, UNRESOLVED_REFERENCE, MISSING_NPI, NPI_INVALID (its check digit is wrong).
 */
export function providerOf(
  chart: Chart,
  reference: Reference | undefined,
  from: KnownResource,
  path: string,
): Outcome<Provider> {
  if (reference === undefined) {
    return bad(error('MISSING_PROVIDER', 'No provider is named. Name the ordering or performing provider.', { path }));
  }
  const role = chart.resolve('PractitionerRole', reference, from);
  const person = chart.resolve('Practitioner', role === undefined ? reference : role.practitioner, role ?? from);
  const organization = chart.resolve('Organization', role === undefined ? reference : role.organization, role ?? from);
  const found = person ?? organization;
  if (found === undefined) {
    const npi = npiIn(reference.identifier === undefined ? [] : [reference.identifier]);
    if (npi === undefined || reference.display === undefined) return bad(unresolved(path));
    return checkedNpi({ kind: 'person', name: reference.display, given: [], npi, source: chart.nameOf(from) }, path);
  }
  const name = found.resourceType === 'Practitioner' ? bestName(found.name) : undefined;
  const identifiers = Array.isArray(found.identifier) ? (found.identifier as readonly Identifier[]) : [];
  const npi = npiIn(identifiers) ?? npiIn(role?.identifier ?? []);
  const taxId = identifiers.find((i) => TAX_ID.has(i.system ?? ''))?.value;
  const specialties = [...(role?.specialty ?? []), ...(role?.code ?? [])].flatMap((concept) => concept.coding ?? []);
  const taxonomy = specialties.find((c) => TAXONOMY.has(c.system ?? ''))?.code;
  const phone = [...(role?.telecom ?? []), ...(found.telecom ?? [])].find((t) => t.system === 'phone')?.value;
  const address = addressOf(found.address);
  return checkedNpi(
    {
      kind: person === undefined ? 'organization' : 'person',
      name: (found.resourceType === 'Organization' ? found.name : name?.family) ?? '',
      given: name?.given ?? [],
      source: chart.nameOf(found),
      ...(npi === undefined ? {} : { npi }),
      ...(taxId === undefined ? {} : { taxId: taxId.replace(/\D/g, '') }),
      ...(taxonomy === undefined ? {} : { taxonomy }),
      ...(phone === undefined ? {} : { phone }),
      ...(address === undefined ? {} : { address }),
    },
    path,
  );
}

function checkedNpi(provider: Provider, path: string): Outcome<Provider> {
  if (provider.npi === undefined)
    return bad(error('MISSING_NPI', 'The provider has no NPI. Add it to the directory.', { path }));
  if (!isNpi(provider.npi))
    return bad(error('NPI_INVALID', 'The NPI fails its check digit. Correct the directory.', { path }));
  return good(provider);
}

const npiIn = (identifiers: readonly Identifier[]): string | undefined =>
  identifiers.find((i) => NPI.has(i.system ?? ''))?.value?.trim();
