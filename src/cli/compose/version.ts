import { readFileSync } from 'node:fs';

/** The version of this release, from package.json. */
export const releaseVersion = (): string => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return version;
};
