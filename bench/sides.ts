/** Every side by its name. Each is loaded alone, so that a process holds the code of one side only. */

import type { Tally } from './contest.ts';

/** One pass over the input. What a pass can prepare once and use again is not part of it. */
export type Side = (input: string) => Promise<Tally>;

const loaders: Readonly<Record<string, () => Promise<Side>>> = {
  'ours: tokenize': async () => (await import('./ours835.ts')).tokenize,
  'ours: read 835': async () => (await import('./ours835.ts')).readRemittance,
  'ours: materialize 835': async () => (await import('./ours835.ts')).materialize,
  'ours: validate 835': async () => (await import('./ours835.ts')).validate,
  'x12-parser segments': async () => (await import('./peers835.ts')).x12ParserSegments,
  'x12-parser grouped': async () => (await import('./peers835.ts')).x12ParserGrouped,
  'node-x12 stream': async () => (await import('./peers835.ts')).nodeX12Stream,
  'byte loop': async () => (await import('./peers835.ts')).byteLoop,
  'ours: write 837P': async () => (await import('./ours837.ts')).writeClaims(),
  'ours: write 837P checked': async () => (await import('./ours837.ts')).writeClaimsChecked(),
  X12Interchange: async () => (await import('./peers837.ts')).nodeX12Interchange(),
  X12Generator: async () => (await import('./peers837.ts')).nodeX12Generator(),
  'ours: codeVisit': async () => (await import('./coding.ts')).ourCoding(),
  'JSON.parse': async () => (await import('./coding.ts')).parseBundle(),
};

export async function loadSide(name: string): Promise<Side> {
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (load === undefined) throw new Error(`there is no side ${name}`);
  return load();
}
