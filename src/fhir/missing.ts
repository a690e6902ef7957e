/** What a chart points at and does not hold: the next resources to fetch. */

import type { Chart } from './chart.ts';
import { isKnownType, type KnownType } from './resources.ts';

export interface ResourceName {
  readonly type: KnownType;
  readonly id: string;
}

const LITERAL = /^(?:(https?:\/\/.+)\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;

/**
 * References to types we read that the chart cannot resolve: relative ones, and absolute ones under `base`.
 * Absolute references to other servers are never named: following them would send a token there.
 */
export function missingReferences(chart: Chart, base?: string): readonly ResourceName[] {
  const own = base?.replace(/\/$/, '');
  const missing = new Map<string, ResourceName>();
  for (const resource of chart.resources) {
    for (const text of referencesIn(resource)) {
      const [, origin, type = '', id = ''] = LITERAL.exec(text) ?? [];
      if ((origin !== undefined && origin !== own) || !isKnownType(type) || id === '.' || id === '..') continue;
      if (chart.get(type, id) === undefined) missing.set(`${type}/${id}`, { type, id });
    }
  }
  return [...missing.values()];
}

/** Every `reference` text inside, contained resources too. Recursion is bounded by the depth the text was read with. */
function referencesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}
