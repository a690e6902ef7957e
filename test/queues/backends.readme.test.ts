import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { handlersOf } from '../../queues/handlers.ts';
import type { World } from '../../src/world.ts';

const folder = new URL('../../queues/', import.meta.url);
const readme = readFileSync(new URL('README.md', folder), 'utf8');
const queues = Object.keys(handlersOf({} as World));

it('queues/README.md has every queue in its picture and in a section that names its file, and no other', () => {
  const sections = [...readme.matchAll(/^## ([a-z]+)\n\n\[\1\.ts\]\(\1\.ts\)/gm)].map((match) => match[1]);
  const picture = readme.split('```')[1] ?? '';
  expect(sections).toEqual(queues);
  expect(queues.filter((queue) => !picture.includes(`[${queue}]`))).toEqual([]);
  expect(queues.filter((queue) => !readdirSync(folder).includes(`${queue}.ts`))).toEqual([]);
});
