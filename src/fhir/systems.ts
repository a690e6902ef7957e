/** Code systems and identifier systems by their FHIR uri and their older spellings. */

const variants = (...uris: readonly string[]): ReadonlySet<string> => new Set(uris);

export const RXNORM = variants('http://www.nlm.nih.gov/research/umls/rxnorm', 'urn:oid:2.16.840.1.113883.6.88');
export const NDC = variants('http://hl7.org/fhir/sid/ndc', 'urn:oid:2.16.840.1.113883.6.69');
export const HCPCS = variants(
  'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  'https://bluebutton.cms.gov/resources/codesystem/hcpcs',
  'http://terminology.hl7.org/CodeSystem/hcpcs-Level-II',
  'urn:oid:2.16.840.1.113883.6.285',
  'urn:oid:2.16.840.1.113883.6.14',
);
export const ICD10CM = variants('http://hl7.org/fhir/sid/icd-10-cm', 'urn:oid:2.16.840.1.113883.6.90');
export const LOINC = variants('http://loinc.org', 'urn:oid:2.16.840.1.113883.6.1');
const SNOMED = variants('http://snomed.info/sct', 'urn:oid:2.16.840.1.113883.6.96');
const NCIT = variants('http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl', 'urn:oid:2.16.840.1.113883.3.26.1.1');
export const UCUM = variants('http://unitsofmeasure.org', 'urn:oid:2.16.840.1.113883.6.8');
export const DATA_ABSENT = variants(
  'http://terminology.hl7.org/CodeSystem/data-absent-reason',
  'http://hl7.org/fhir/data-absent-reason',
);
export const NULL_FLAVOR = variants(
  'http://terminology.hl7.org/CodeSystem/v3-NullFlavor',
  'http://hl7.org/fhir/v3/NullFlavor',
  'urn:oid:2.16.840.1.113883.5.1008',
);
export const DATA_ABSENT_EXTENSION = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
export const IDENTIFIER_TYPE = variants('http://terminology.hl7.org/CodeSystem/v2-0203', 'http://hl7.org/fhir/v2/0203');
export const NPI = variants('http://hl7.org/fhir/sid/us-npi', 'urn:oid:2.16.840.1.113883.4.6');
export const TAX_ID = variants('urn:oid:2.16.840.1.113883.4.4', 'http://hl7.org/fhir/sid/us-ein');
export const TAXONOMY = variants('http://nucc.org/provider-taxonomy', 'urn:oid:2.16.840.1.113883.6.101');
export const RELATIONSHIP = variants('http://terminology.hl7.org/CodeSystem/subscriber-relationship');
export const X12_RELATIONSHIP = variants(
  'https://codesystem.x12.org/005010/1069',
  'https://x12.org/codes/individual-relationship-code',
);
/** CMS place of service codes, as named in the product's contract. */
export const PLACE_OF_SERVICE = variants(
  'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
  'http://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
);

/** `system|code` with the first spelling of a terminology's name, as mappings write it. */
export function codeKey(system = '', code = ''): string {
  const known = [LOINC, SNOMED, NCIT].find((names) => names.has(system));
  return `${known === undefined ? system : [...known][0]}|${code}`;
}
