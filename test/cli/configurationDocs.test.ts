import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { VARIABLES } from '../../src/config/environment.ts';
import { CONFIG } from '../../src/config/schema.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/configuration.md');

describe('docs/configuration.md', () => {
  it.each(Object.keys(CONFIG.shape))('explains the setting %s', (name) => {
    expect(page).toMatch(new RegExp(`^\\| \`${name}[\`.\\[]`, 'm'));
  });

  it('lists every variable with its setting, and no other', () => {
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| `([A-Za-z.]+)` \|$/gm)].map(([, name, path]) => [name, path]);
    const known = Object.entries(VARIABLES).map(([name, path]) => [name, path.join('.')]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(known));
  });
});

describe('deploy/', () => {
  const compose = parse(read('deploy/compose.yaml')) as {
    readonly services: Readonly<Record<string, { readonly command?: readonly string[] }>>;
    readonly secrets: object;
  };

  it('runs Redis so that it throws no key away, and the service with `start`', () => {
    expect(compose.services['redis']?.command).toContain('noeviction');
    expect(compose.services['infusebridge']?.command).toEqual(['start']);
  });

  it('has a unit that starts the command and does not repeat a faulty configuration', () => {
    const unit = read('deploy/infusebridge.service');
    expect(unit).toMatch(/^ExecStart=\S+\/bin\/infusebridge start$/m);
    expect(unit).toMatch(/^RestartPreventExitStatus=2$/m);
  });
});
