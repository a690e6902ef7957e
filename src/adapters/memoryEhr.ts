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
  return {
    name,
    put: (resource) => void stored.set(`${resource.resourceType}/${resource.id}`, resource),
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
    async putByIdentifier(resource, identifier) {
      written.set(`${resource.resourceType} ${identifier.value}`, resource);
      return resource;
    },
  };
}

/** The patient of a resource, by any of the three names R4 has for it. */
const isAbout = (resource: FhirResource, patient: string): boolean =>
  [resource['subject'], resource['beneficiary'], resource['patient']].some(
    (holder) => (holder as Holder)?.reference === patient,
  );
