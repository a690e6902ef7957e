/** `20261120` -> `2026-11-20`; anything else as it came. */
export const isoDate = (text: string): string => text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
