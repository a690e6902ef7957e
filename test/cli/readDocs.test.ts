/** docs/read.md: its example is run, and its JSON is that of the sample messages. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../house/project.ts';
import { answerTo, documentOf, samples, setsOf } from './readSamples.ts';

const page = readFileSync(join(root, 'docs', 'read.md'), 'utf8');

/** The code block that follows a heading, of one language. */
function blockAfter(heading: string, language: string): string {
  const section = page.slice(page.indexOf(`\n${heading}\n`));
  const [, block] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(section) ?? [];
  if (block === undefined) throw new Error(`docs/read.md has no ${language} below ${heading}`);
  return block;
}

const example = blockAfter('## Example', 'x12');

test('the page of the example is what a person gets', async () => {
  const { exit, out, err } = await answerTo(example, false);
  expect([exit, out, err]).toEqual([1, blockAfter('## Example', 'text'), blockAfter('### stderr', 'text')]);
});

test('the document of the example is what a program gets', async () => {
  const document = documentOf(await answerTo(example, true));
  const [set] = setsOf({ exit: 1, out: JSON.stringify(document), err: '' });
  expect(set?.['value']).toHaveProperty('trace.number', 'EFT-7');
  const short = JSON.stringify(document, (key, value: unknown) => (key === 'value' ? { '...': 'by guide' } : value));
  expect(JSON.parse(blockAfter('## The document', 'json'))).toEqual(JSON.parse(short));
});

test.each([
  ['278 request', 'review'],
  ['278 response', 'review'],
  ['999', 'acknowledgement'],
  ['277CA', 'claimStatus'],
  ['837P', 'claims'],
])('the %s of the document is described as it is', async (name, key) => {
  const [set] = setsOf(await answerTo(samples[name] ?? '', true));
  expect(JSON.parse(blockAfter(`### ${name}: \`${key}\``, 'json'))).toEqual(set?.[key]);
});
