/** A FHIR resource parsed, not assumed: typed value, or every shape fault at once with its FHIR path. */

import { bad, error, good, type Issue, masked, type Outcome } from '../outcome.ts';
import { parseJson } from './json.ts';
import { isKnownType, type KnownResource, type KnownType, type ResourceOf, schemas } from './resources.ts';

/**
 * Checks one resource against the shape we consume (FHIR R4). `json` comes from `parseJson` (numbers as text)
 * or is a plain object.
 * Issues: `WRONG_RESOURCE_TYPE` (not a resource, or a type we do not read), `MALFORMED_ELEMENT`, `MISSING_ELEMENT`.
 */
export function parseResource(json: unknown): Outcome<KnownResource> {
  const type = resourceTypeOf(json);
  if (type === undefined) {
    return bad(error('WRONG_RESOURCE_TYPE', 'This is not a FHIR resource: resourceType is missing.', { rule: RULE }));
  }
  if (!isKnownType(type)) {
    return bad(
      error('WRONG_RESOURCE_TYPE', 'This resource type is not read here. Leave it out of the input.', {
        path: plainName(type),
        rule: RULE,
      }),
    );
  }
  return parseAs(type, json);
}

/** Like `parseResource`, for one expected type. */
export function parseAs<T extends KnownType>(type: T, json: unknown): Outcome<ResourceOf<T>> {
  const actual = resourceTypeOf(json);
  if (actual !== type) {
    return bad(
      error(
        'WRONG_RESOURCE_TYPE',
        `Expected a ${type}, found ${actual === undefined ? 'no resource' : plainName(actual)}.`,
        {
          path: type,
          rule: RULE,
        },
      ),
    );
  }
  const parsed = schemas[type].safeParse(json);
  if (parsed.success) return good(parsed.data as ResourceOf<T>);
  return bad(...parsed.error.issues.map((fault) => toIssue(type, fault, json)));
}

/** Reads JSON text straight into a resource. */
export function readResource(text: string): Outcome<KnownResource> {
  const json = parseJson(text);
  return json.ok ? parseResource(json.value) : json;
}

const RULE = 'FHIR R4';

/** The resourceType of anything that claims to be a resource. */
export function resourceTypeOf(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const type = (json as { readonly resourceType?: unknown }).resourceType;
  return typeof type === 'string' ? type : undefined;
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string | undefined;
  readonly expected?: string;
}

function toIssue(type: string, fault: Fault, json: unknown): Issue {
  const path = type + fault.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  const seen = valueAt(json, fault.path);
  if (seen === undefined) {
    return error('MISSING_ELEMENT', 'A required element is missing here. Complete the resource in the EHR.', {
      path,
      rule: RULE,
    });
  }
  const wanted = fault.expected ?? fault.message;
  return error('MALFORMED_ELEMENT', `Expected ${wanted} here, saw ${shapeOf(seen)}. Correct the resource in the EHR.`, {
    path,
    rule: RULE,
  });
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[step];
  }
  return value;
}

/** What a value looks like, never what it says. */
function shapeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return `text of ${masked(value)}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A resourceType is shown only when it is a plain FHIR name: it comes from outside. */
const plainName = (type: string): string => (/^[A-Z][A-Za-z]{2,40}$/.test(type) ? type : 'a name that is no FHIR type');
