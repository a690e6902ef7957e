/** A document of a few lines, for an EHR that takes no resource of a better type. */

import type { DocumentReference, Identifier, Reference } from 'fhir/r4.js';

export interface DocumentFacts {
  readonly identifier: readonly Identifier[];
  /** What kind of document it is, in words. */
  readonly kind: string;
  readonly subject?: Reference | undefined;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly title: string;
  readonly lines: readonly string[];
}

export const textDocument = ({ identifier, kind, subject, date, title, lines }: DocumentFacts): DocumentReference => ({
  resourceType: 'DocumentReference',
  identifier: [...identifier],
  status: 'current',
  type: { text: kind },
  ...(subject?.reference === undefined ? {} : { subject }),
  date: `${date}T00:00:00Z`,
  content: [{ attachment: { contentType: 'text/plain', data: base64(lines.join('\n')), title } }],
});

/** FHIR carries text of a document in base64. */
function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
