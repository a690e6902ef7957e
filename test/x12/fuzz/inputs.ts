/** Files that nobody should ever send: good messages of every guide with something done to them, and mere bytes. */

import { guides } from '../../../src/x12/guides/index.ts';
import type { AnyGuide } from '../../../src/x12/schema.ts';
import { renderInterchange } from '../../../src/x12/writeInterchange.ts';
import { fc } from '../../properties.ts';
import { arbitraryOfAny } from '../arbitrary.ts';
import type { Chance } from './chance.ts';

/** Longer messages cost time and show nothing more. */
const LONGEST = 8_000;

/** Messages of every guide, each a whole file; the same for the same seed. */
export function goodFiles(seed: number, perGuide: number): readonly [Buffer, ...Buffer[]] {
  const files = guides.flatMap((guide) =>
    fc
      .sample(arbitraryOfAny(guide), { numRuns: perGuide, seed })
      .flatMap((value) => fileOf(guide, value))
      .filter(({ length }) => length <= LONGEST),
  );
  const [first, ...others] = files;
  if (first === undefined) throw new Error('no message was short enough');
  return [first, ...others];
}

function fileOf(guide: AnyGuide, value: unknown): Buffer[] {
  const { functionalId, version } = guide;
  const transactions = [{ guide, value, control: '0001' }];
  const group = { functionalId, version, senderCode: 'SENDER', receiverCode: 'RECEIVER', control: 1, transactions };
  const party = { qualifier: 'ZZ', id: 'SOMEBODY' };
  const envelope = { sender: party, receiver: party, usage: 'T', date: '20261120', time: '0915' } as const;
  const written = renderInterchange({ ...envelope, interchangeControl: 1, groups: [group] });
  return written.ok ? [Buffer.from(written.value)] : [];
}

/** One input of a fuzz run. */
export function badFile(files: readonly [Buffer, ...Buffer[]], chance: Chance): Buffer {
  if (chance.below(12) === 0) return mereBytes(files, chance);
  let file: Buffer = chance.of(files);
  for (let blows = chance.below(5) + 1; blows > 0; blows--) file = chance.of(blowsKnown)(file, chance, files);
  return file;
}

function mereBytes([example]: readonly [Buffer, ...Buffer[]], chance: Chance): Buffer {
  const alphabet = chance.of(['~*:^\r\n ISAGSTE019', undefined, '\0~*ISA\xef\xbb\xbf\xff']);
  const byte = () => (alphabet === undefined ? chance.below(256) : alphabet.charCodeAt(chance.below(alphabet.length)));
  const noise = Buffer.from(Array.from({ length: chance.below(400) }, byte));
  return chance.below(2) === 0 ? noise : Buffer.concat([example.subarray(0, 106), noise]);
}

type Blow = (file: Buffer, chance: Chance, files: readonly [Buffer, ...Buffer[]]) => Buffer;
const put = (file: Buffer, at: number, gone: number, bytes: string | Buffer): Buffer =>
  Buffer.concat([file.subarray(0, at), Buffer.from(bytes), file.subarray(at + gone)]);

const odd = [
  '~',
  '*',
  ':',
  '^',
  '\n',
  '\r\n',
  ' ',
  '\0',
  '\x1a',
  '-',
  '.',
  '0',
  '9',
  'É',
  '\u{1f489}',
  '\x80',
  '~~',
  '**',
];
const lines = ['ISA*', 'IEA*1*1~', 'GS*', 'ST*835*0001~', 'SE*5*0001~', 'HL*9*8*22*0~', 'LX*1~', 'CLP*A*1*0*0**MC*B~'];

/** What is done to a file; each says something else that goes wrong between a sender and us. */
const blowsKnown: readonly [Blow, ...Blow[]] = [
  // A byte is lost, a byte is another, bytes are put between.
  (file, chance) => put(file, chance.below(file.length), 1, ''),
  (file, chance) => put(file, chance.below(file.length), 1, Buffer.of(chance.below(256))),
  (file, chance) => put(file, chance.below(file.length + 1), 0, odd[chance.below(odd.length)] ?? ''),
  (file, chance) => put(file, chance.below(file.length + 1), chance.below(3), odd[chance.below(odd.length)] ?? ''),
  // A piece is lost, doubled, or stands elsewhere.
  (file, chance) => put(file, chance.below(file.length), chance.below(200), ''),
  (file, chance) => {
    const at = chance.below(file.length);
    return put(file, at, 0, file.subarray(at, at + chance.below(300)));
  },
  (file, chance) => {
    const at = chance.below(file.length);
    return put(file, chance.below(file.length), 0, file.subarray(at, at + chance.below(120)));
  },
  // The end is missing, or another file follows, or the beginning of one.
  (file, chance) => file.subarray(0, chance.below(file.length + 1)),
  (file, chance, files) => Buffer.concat([file, chance.of(files)]),
  (file, chance, files) => put(file, chance.below(file.length), 0, chance.of(files).subarray(0, chance.below(400))),
  // Whole segments: one is lost, one comes twice, two change places, one is invented.
  (file, chance) => bySegment(file, (all) => all.toSpliced(chance.below(all.length), 1)),
  (file, chance) =>
    bySegment(file, (all) => all.toSpliced(chance.below(all.length), 0, all[chance.below(all.length)] ?? '')),
  (file, chance) =>
    bySegment(file, (all) => {
      const [a, b] = [chance.below(all.length), chance.below(all.length)];
      return all.with(a, all[b] ?? '').with(b, all[a] ?? '');
    }),
  (file, chance) =>
    bySegment(file, (all) =>
      all.toSpliced(chance.below(all.length), 0, (lines[chance.below(lines.length)] ?? '').slice(0, -1)),
    ),
  // Another sender's habits: line ends, separators, the case of letters.
  (file, chance) =>
    Buffer.from(file.toString('latin1').replaceAll('~\n', chance.of(['~', '~\r\n', '\n', '~ \n'])), 'latin1'),
  (file, chance) => Buffer.from(file.toString('latin1').replaceAll('*', chance.of(['|', '\x1d', ':', 'A'])), 'latin1'),
  (file) => Buffer.from(file.toString('latin1').toLowerCase(), 'latin1'),
  (file) => Buffer.from(`\ufeff${file.toString('latin1')}`),
];

const bySegment = (file: Buffer, change: (segments: readonly string[]) => readonly string[]): Buffer =>
  Buffer.from(change(file.toString('latin1').split('~\n')).join('~\n'), 'latin1');
