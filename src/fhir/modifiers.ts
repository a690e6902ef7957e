/** Modifier extensions change what a resource means: one we do not know stops us (FHIR R4 extensibility). */

import { error, type Issue } from '../outcome.ts';
import type { KnownResource } from './resources.ts';

/** An error per modifier extension, since we know none; empty for nearly every resource. */
export function unknownModifiers(resource: KnownResource): readonly Issue[] {
  const extensions = resource['modifierExtension'];
  if (!Array.isArray(extensions)) return [];
  return extensions.map((_extension, index) =>
    error('MODIFIER_UNKNOWN', 'A modifier extension changes the meaning of this record. Handle it by hand.', {
      path: `${resource.resourceType}.modifierExtension[${index}]`,
    }),
  );
}
