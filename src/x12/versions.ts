/** Version strings seen in the field that mean a registered guide: errata change the string, not the structure we read. */
const aliases: Readonly<Record<string, string>> = {
  '005010X217E1': '005010X217',
  '005010X217E2': '005010X217',
  '005010X222': '005010X222A1',
  '005010X222A2': '005010X222A1',
  '005010X223': '005010X223A2',
  '005010X223A1': '005010X223A2',
  '005010X223A3': '005010X223A2',
  '005010X221': '005010X221A1',
  '005010X231': '005010X231A1',
};

/** The version a guide is registered under, for any version string that means it; other strings come back unchanged. */
export const canonicalVersion = (version: string): string => aliases[version] ?? version;

/** True when both strings name the same guide. */
export const sameVersion = (a: string, b: string): boolean => canonicalVersion(a) === canonicalVersion(b);
