import type { FhirResource, FhirServer } from '../ports.ts';

/** A FHIR server in memory: what a replay or a test reads from, and what was written back to it. */
export interface MemoryEhr extends FhirServer {
  put(resource: FhirResource): void;
  /** Everything written back since the last call, the newest version of each. */
  takeWrites(): readonly FhirResource[];
}

type Holder = { readonly reference?: string } | undefined;

export function openMemoryEhr(name: string): MemoryEhr {
  const stored = new Map<string, FhirResource>();
  const written = new Map<string, FhirResource>();
  /** The newest of each of our identifiers, whoever wrote it. */
  const current = new Map<string, FhirResource>();
  return {
    name,
    put(resource) {
      stored.set(`${resource.resourceType}/${resource.id}`, resource);
      for (const { value } of (resource['identifier'] ?? []) as readonly { readonly value?: string }[])
        current.set(`${resource.resourceType} ${value}`, resource);
    },
    takeWrites() {
      const writes = [...written.values()];
      written.clear();
      return writes;
    },
    async read(type, id) {
      return stored.get(`${type}/${id}`);
    },
    async search(type, parameters) {
      const [[, wanted] = ['', '']] = Object.entries(parameters);
      return [...stored.values()].filter(
        (resource) => resource.resourceType === type && isAbout(resource, String(wanted)),
      );
    },
    async putByIdentifier(resource, identifier, onto) {
      const key = `${resource.resourceType} ${identifier.value}`;
      const before = current.get(key);
      const now = before === undefined || onto === undefined ? resource : onto(before);
      current.set(key, now);
      if (now.id !== undefined) stored.set(`${now.resourceType}/${now.id}`, now);
      written.set(key, now);
      return now;
    },
  };
}

/** The patient of a resource, by any of the three names R4 has for it, or as one of its participants. */
const isAbout = (resource: FhirResource, patient: string): boolean =>
  [
    resource['subject'],
    resource['beneficiary'],
    resource['patient'],
    ...(resource.resourceType === 'Appointment'
      ? ((resource['participant'] ?? []) as readonly { readonly actor?: Holder }[]).map(({ actor }) => actor)
      : []),
  ].some((holder) => (holder as Holder)?.reference === patient);
