/** A patient's chart: an index over a set of resources that resolves every kind of FHIR reference. */

import { error, type Issue, warning } from '../outcome.ts';
import type { Reference } from './elements.ts';
import { entriesOf } from './entries.ts';
import { parseAs, parseResource, resourceTypeOf } from './parse.ts';
import { isKnownType, type KnownResource, type KnownType, type ResourceOf } from './resources.ts';

export interface Chart {
  /** Everything that could be read, in the order it came, the newest copy of each. */
  readonly resources: readonly KnownResource[];
  /** What could not be read (errors) and what was set aside (warnings), with `Type/id` before the FHIR path. */
  readonly issues: readonly Issue[];
  /** How we name a resource to people and in proofs: `MedicationRequest/mr1`, `Medication/mr1#med`. */
  nameOf(resource: KnownResource): string;
  all<T extends KnownType>(type: T): readonly ResourceOf<T>[];
  get<T extends KnownType>(type: T, id: string): ResourceOf<T> | undefined;
  /** Follows a reference found in `from`; undefined: not in the chart, or not of that type. */
  resolve<T extends KnownType>(
    type: T,
    reference: Reference | undefined,
    from: KnownResource,
  ): ResourceOf<T> | undefined;
  /** Does this reference, found in `from`, point at `target`? */
  pointsAt(reference: Reference | undefined, from: KnownResource, target: KnownResource): boolean;
}

export interface ChartOptions {
  /** FHIR base address of the server; an absolute reference to another server is never taken for one of ours. */
  readonly base?: string;
}

/**
 * Builds a chart from a Bundle, a resource, or an array of either (parsed with `parseJson`, or plain objects).
 * Never fails: what cannot be read is in `issues`. Of several copies of one resource the newest wins.
 */
export function chartOf(input: unknown, options: ChartOptions = {}): Chart {
  const issues: Issue[] = [];
  const current = new Map<string, Copy>();
  const bases = new Set(options.base === undefined ? [] : [options.base.replace(/\/$/, '')]);
  const byUrl = new Map<string, string>();
  for (const entry of entriesOf(input, issues)) {
    const key = keyOf(entry.json, entry.fullUrl, current.size);
    const restUrl = entry.fullUrl === undefined ? undefined : REST_URL.exec(entry.fullUrl);
    if (restUrl?.[1] !== undefined) bases.add(restUrl[1]);
    const parsed = parseResource(entry.json);
    if (!parsed.ok) {
      if (isKnownType(resourceTypeOf(entry.json) ?? '')) {
        issues.push(...parsed.issues.map((issue) => ({ ...issue, path: `${key}: ${issue.path ?? ''}` })));
      }
      continue;
    }
    const copy = { resource: parsed.value, key, base: restUrl?.[1] };
    const known = current.get(key);
    if (known?.base !== undefined && copy.base !== undefined && known.base !== copy.base) {
      issues.push(twoServers(key));
      continue;
    }
    if (entry.fullUrl !== undefined) byUrl.set(entry.fullUrl, key);
    if (known !== undefined) issues.push(...contradiction(known, copy));
    if (known === undefined || isNewer(copy.resource, known.resource)) current.set(key, copy);
  }
  return new ResourceChart(current, byUrl, bases, issues);
}

interface Copy {
  readonly resource: KnownResource;
  readonly key: string;
  /** Server the entry came from, where its fullUrl tells. */
  readonly base: string | undefined;
}

const REST_URL = /^(https?:\/\/.+)\/[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}$/;
const LITERAL = /^(?:(https?:\/\/.+)\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/([A-Za-z0-9.-]{1,64}))?$/;

/** `Type/id`; a resource without id is known by its fullUrl, or by its place in the input. */
function keyOf(json: unknown, fullUrl: string | undefined, place: number): string {
  const type = resourceTypeOf(json) ?? 'Unknown';
  const id = typeof json === 'object' && json !== null ? (json as { readonly id?: unknown }).id : undefined;
  if (typeof id === 'string') return `${type}/${id}`;
  return fullUrl === undefined ? `${type}/entry-${place + 1}` : `${type}/${fullUrl}`;
}

/** lastUpdated decides, then a numeric versionId, then the later place in the input. */
function isNewer(candidate: KnownResource, known: KnownResource): boolean {
  const [a, b] = [candidate.meta?.lastUpdated, known.meta?.lastUpdated];
  if (a !== undefined && b !== undefined && Date.parse(a) !== Date.parse(b)) return Date.parse(a) > Date.parse(b);
  const [newVersion, oldVersion] = [Number(candidate.meta?.versionId), Number(known.meta?.versionId)];
  return Number.isNaN(newVersion) || Number.isNaN(oldVersion) ? true : newVersion >= oldVersion;
}

/** The same id on two servers is two things: the first stays, for nobody may mix two patients. */
const twoServers = (key: string): Issue =>
  error('SAME_ID_ON_TWO_SERVERS', 'Two servers send a resource with this id. Send one server at a time.', {
    path: key,
  });

function contradiction(known: Copy, copy: Copy): readonly Issue[] {
  const told = (resource: KnownResource): boolean =>
    resource.meta?.lastUpdated !== undefined || resource.meta?.versionId !== undefined;
  if (told(known.resource) && told(copy.resource)) return [];
  if (JSON.stringify(known.resource) === JSON.stringify(copy.resource)) return [];
  return [
    warning('CONTRADICTING_COPIES', 'Two different copies without a version; the later one is used. Send one.', {
      path: known.key,
    }),
  ];
}

class ResourceChart implements Chart {
  readonly resources: readonly KnownResource[];
  readonly issues: readonly Issue[];
  readonly #byKey: ReadonlyMap<string, Copy>;
  readonly #byUrl: ReadonlyMap<string, string>;
  readonly #bases: ReadonlySet<string>;
  readonly #names = new WeakMap<KnownResource, string>();
  readonly #contained = new WeakMap<KnownResource, Map<string, KnownResource | undefined>>();
  readonly #holders = new WeakMap<KnownResource, KnownResource>();

  constructor(
    byKey: ReadonlyMap<string, Copy>,
    byUrl: ReadonlyMap<string, string>,
    bases: ReadonlySet<string>,
    issues: readonly Issue[],
  ) {
    this.#byKey = byKey;
    this.#byUrl = byUrl;
    this.#bases = bases;
    this.issues = issues;
    this.resources = [...byKey.values()].map((copy) => copy.resource);
    for (const copy of byKey.values()) this.#names.set(copy.resource, copy.key);
  }

  nameOf(resource: KnownResource): string {
    return this.#names.get(resource) ?? `${resource.resourceType}/${resource.id ?? 'without-id'}`;
  }

  all<T extends KnownType>(type: T): readonly ResourceOf<T>[] {
    return this.resources.filter((r): r is ResourceOf<T> & KnownResource => r.resourceType === type);
  }

  get<T extends KnownType>(type: T, id: string): ResourceOf<T> | undefined {
    return this.#asType(type, this.#byKey.get(`${type}/${id}`)?.resource);
  }

  resolve<T extends KnownType>(
    type: T,
    reference: Reference | undefined,
    from: KnownResource,
  ): ResourceOf<T> | undefined {
    if (reference === undefined) return undefined;
    const text = reference.reference;
    if (text === undefined) return this.#byIdentifier(type, reference.identifier?.system, reference.identifier?.value);
    if (text.startsWith('#')) return this.#asType(type, this.#containedIn(from, text.slice(1)));
    const literal = this.#literal(text);
    if (literal !== undefined) return this.#asType(type, literal);
    const conditional = /^([A-Z][A-Za-z]+)\?identifier=([^|]*)\|(.+)$/.exec(text);
    return conditional?.[1] === type ? this.#byIdentifier(type, conditional[2], conditional[3]) : undefined;
  }

  pointsAt(reference: Reference | undefined, from: KnownResource, target: KnownResource): boolean {
    return this.resolve(target.resourceType, reference, from) === target;
  }

  #asType<T extends KnownType>(type: T, resource: KnownResource | undefined): ResourceOf<T> | undefined {
    return resource?.resourceType === type ? (resource as ResourceOf<T>) : undefined;
  }

  #literal(text: string): KnownResource | undefined {
    const known = this.#byUrl.get(text.replace(/\/_history\/[^/]+$/, ''));
    if (known !== undefined) return this.#byKey.get(known)?.resource;
    const [, base, type, id] = LITERAL.exec(text) ?? [];
    if (type === undefined || id === undefined) return undefined;
    // An absolute reference counts only where it names a server this chart came from.
    if (base !== undefined && this.#bases.size > 0 && !this.#bases.has(base)) return undefined;
    return this.#byKey.get(`${type}/${id}`)?.resource;
  }

  #byIdentifier<T extends KnownType>(
    type: T,
    system: string | undefined,
    value: string | undefined,
  ): ResourceOf<T> | undefined {
    if (value === undefined) return undefined;
    const found = this.all(type).filter((candidate) => {
      const identifiers = candidate.identifier;
      if (!Array.isArray(identifiers)) return false;
      return identifiers.some(
        (i) => i.value === value && (system === undefined || system === '' || i.system === system),
      );
    });
    return found.length === 1 ? found[0] : undefined;
  }

  /** `#id` inside a contained resource means a sibling in the same holder. */
  #containedIn(from: KnownResource, id: string): KnownResource | undefined {
    const holder = this.#holders.get(from) ?? from;
    const cache = this.#contained.get(holder) ?? new Map<string, KnownResource | undefined>();
    this.#contained.set(holder, cache);
    if (!cache.has(id)) cache.set(id, this.#parseContained(holder, id));
    return cache.get(id);
  }

  #parseContained(holder: KnownResource, id: string): KnownResource | undefined {
    const json = holder.contained?.find((resource) => resource.id === id || resource.id === `#${id}`);
    if (json === undefined || !isKnownType(json.resourceType)) return undefined;
    const parsed = parseAs(json.resourceType, json);
    if (!parsed.ok) return undefined;
    const resource = parsed.value as KnownResource;
    this.#names.set(resource, `${this.nameOf(holder)}#${id}`);
    this.#holders.set(resource, holder);
    return resource;
  }
}

/** An unresolved reference, told at its path. */
export const unresolved = (path: string): Issue =>
  error(
    'UNRESOLVED_REFERENCE',
    'The resource this points at is not in the chart. Send it along, or correct the reference.',
    {
      path,
    },
  );
