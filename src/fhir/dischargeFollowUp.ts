/** Whether a text says how a patient is followed up: plain text, HTML, or C-CDA. A person confirms what cannot be read. */

export type FollowUp = 'yes' | 'no' | 'unknown';

/** LOINC: plan of care, instructions at discharge, instructions. */
export const FOLLOW_UP_SECTIONS: readonly string[] = ['18776-5', '8653-8', '69730-0'];

interface Attachment {
  readonly contentType?: string | undefined;
  /** base64 */
  readonly data?: string | undefined;
}

/** A text that came along; a PDF, a picture and a link are not read. */
export function followUpIn({ contentType = '', data }: Attachment): FollowUp {
  if (!/^(text\/|application\/(xml|xhtml\+xml|cda\+xml|hl7-(cda|sda)\+xml))/i.test(contentType)) return 'unknown';
  const text = data === undefined ? undefined : decoded(data);
  if (text === undefined || text.trim() === '') return 'unknown';
  const told = withoutNullSections(text);
  const isSection = FOLLOW_UP_SECTIONS.some((code) => new RegExp(`code=["']${code}["']`).test(told));
  return isSection || saysFollowUp(plainText(told)) ? 'yes' : 'no';
}

const WORDS = /\b(?:(no|not|none|without|denies)\s+(?:\w+\s+)?)?follow(?:ed)?[\s\u2010-\u2015-]?up\b/giu;

/** Any mention but one that denies it: `no follow-up needed`, `without follow up`. */
export const saysFollowUp = (text: string): boolean =>
  [...text.matchAll(WORDS)].some(([, denied]) => denied === undefined);

/** The words of XHTML or XML, its tags and its head left out. */
export function plainText(markup: string): string {
  return markup
    .replaceAll(/<(script|style|head)\b[\s\S]*?<\/\1>/gi, ' ')
    .replaceAll(/<\/?(?:b|i|em|strong|span|u|font|content)\b[^>]*>/gi, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(?:nbsp|#160|#xa0);/gi, ' ')
    .replaceAll(/&(?:#45|#x2d|#8209|#x2011);/gi, '-')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** C-CDA sends a section that is required and empty with a reason why (nullFlavor). */
const withoutNullSections = (text: string): string =>
  text.replaceAll(/<section\b[^>]*\bnullFlavor=[\s\S]*?<\/section>/gi, ' ');

/** UTF-8 in base64; undefined where it is neither. */
function decoded(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64.replaceAll(/\s/g, '')), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}
