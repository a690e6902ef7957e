/** What every resource has, and how we say so. */

import { z } from 'zod';
import { extension, identifier } from './elements.ts';

export const many = <T extends z.ZodType>(schema: T): z.ZodOptional<z.ZodArray<T>> => z.array(schema).optional();
export const contained = z.looseObject({ resourceType: z.string(), id: z.string().optional() });

export function resource<const T extends string, S extends z.core.$ZodLooseShape>(resourceType: T, shape: S) {
  return z.looseObject({
    resourceType: z.literal(resourceType),
    id: z.string().optional(),
    meta: z.looseObject({ versionId: z.string().optional(), lastUpdated: z.string().optional() }).optional(),
    contained: many(contained),
    extension: many(extension),
    identifier: many(identifier),
    ...shape,
  });
}
