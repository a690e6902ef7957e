import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readText, root, sourcesIn } from './project.ts';

const dockerfile = readText('Dockerfile');
const ignored = readText('.dockerignore').split('\n');

/** Paths of the project that the image copies. */
const copied = dockerfile
  .split('\n')
  .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
  .flatMap((line) => line.split(/\s+/).slice(1, -1));

describe('the image', () => {
  test.each(copied)('copies %s, which exists and is not kept out by .dockerignore', (path) => {
    expect(existsSync(join(root, path))).toBe(true);
    expect(ignored).toContain(`!${path}`);
  });

  test('copies every folder of ours that the product imports from, and package.json', () => {
    const folders = new Set(sourcesIn('src', 'queues').map((source) => source.path.split('/')[0]));
    expect(copied).toEqual(expect.arrayContaining([...folders, 'package.json', 'bin']));
  });

  test('runs as a numbered user that is not root, keeps state in a volume, and looks after itself', () => {
    expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    expect(dockerfile).toMatch(/^VOLUME \/data$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  });
});
