/** Takes the resources out of whatever was sent: a Bundle of any type, a resource, or an array of either. */

import { error, type Issue } from '../outcome.ts';
import { resourceTypeOf } from './parse.ts';
import { schemas } from './resources.ts';

export interface Entry {
  readonly json: unknown;
  readonly fullUrl?: string;
}

/** Bundles in bundles are public practice two deep (a notification holding a response bundle); more is refused. */
const MAX_NESTING = 4;

/** Lists the resources of `input`; deletions and the server's own remarks are left out. Issues are pushed to `issues`. */
export function entriesOf(input: unknown, issues: Issue[], nesting = 0): readonly Entry[] {
  if (nesting > MAX_NESTING) {
    issues.push(error('WRONG_RESOURCE_TYPE', 'Bundles nest too deep. Send a flat Bundle.', { path: 'Bundle' }));
    return [];
  }
  if (Array.isArray(input)) return input.flatMap((item: unknown) => entriesOf(item, issues, nesting + 1));
  const type = resourceTypeOf(input);
  if (type === undefined) {
    issues.push(
      error('WRONG_RESOURCE_TYPE', 'This is not a FHIR resource: resourceType is missing.', { rule: 'FHIR R4' }),
    );
    return [];
  }
  return type === 'Bundle' ? bundleEntries(input, issues, nesting) : [{ json: input }];
}

function bundleEntries(input: unknown, issues: Issue[], nesting: number): readonly Entry[] {
  const bundle = schemas.Bundle.safeParse(input);
  if (!bundle.success) {
    issues.push(
      error('MALFORMED_ELEMENT', 'The Bundle cannot be read: its entries are not what FHIR asks for.', {
        path: 'Bundle.entry',
      }),
    );
    return [];
  }
  return (bundle.data.entry ?? []).flatMap((entry) => {
    const { resource, fullUrl } = entry;
    if (resource === undefined || entry.request?.method === 'DELETE' || entry.search?.mode === 'outcome') return [];
    if (resource.resourceType === 'Bundle') return entriesOf(resource, issues, nesting + 1);
    return [fullUrl === undefined ? { json: resource } : { json: resource, fullUrl }];
  });
}
