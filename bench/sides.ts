/** Every side by its name. Each is loaded alone, so that a process holds the code of one side only. */

import type { Side } from './contest.ts';

const loaders: Readonly<Record<string, () => Promise<Side>>> = {
  'ours: tokenize': async () => (await import('./ours835.ts')).tokenize,
  'ours: read 835': async () => (await import('./ours835.ts')).readRemittance,
  'ours: materialize 835': async () => (await import('./ours835.ts')).materialize,
  'ours: validate 835': async () => (await import('./ours835.ts')).validate,
  'ours: validate command': async () => (await import('./commands.ts')).validateCommand,
  'x12-parser segments': async () => (await import('./peers835.ts')).x12ParserSegments,
  'x12-parser grouped': async () => (await import('./peers835.ts')).x12ParserGrouped,
  'node-x12 stream': async () => (await import('./peers835.ts')).nodeX12Stream,
  'byte loop': async () => (await import('./peers835.ts')).byteLoop,
  ...writers('', 1),
  ...writers(', 100 a file', 100),
  'ours: code one': async () => (await import('./coding.ts')).ourCoding('one')(),
  'ours: code two': async () => (await import('./coding.ts')).ourCoding('two')(),
  'ours: code a long visit': async () => (await import('./coding.ts')).ourCoding('long')(),
  'ours: code one twice as long': async () => (await import('./coding.ts')).ourCoding('longer')(),
  'ours: gate': async () => (await import('./web.ts')).ourGate('one')(),
  'ours: gate of a long chart': async () => (await import('./web.ts')).ourGate('many')(),
  express: async () => (await import('./web.ts')).readyAnswer(),
  'JSON.parse': async () => (await import('./coding.ts')).parseBundle(),
};

function writers(batch: string, perInterchange: number): Readonly<Record<string, () => Promise<Side>>> {
  return {
    [`ours: write 837P${batch}`]: async () => (await import('./ours837.ts')).writeClaims(perInterchange),
    [`ours: write 837P checked${batch}`]: async () => (await import('./ours837.ts')).writeClaimsChecked(perInterchange),
    [`X12Interchange${batch}`]: async () => (await import('./peers837.ts')).nodeX12Interchange(perInterchange),
    [`X12Generator${batch}`]: async () => (await import('./peers837.ts')).nodeX12Generator(perInterchange),
  };
}

export async function loadSide(name: string): Promise<Side> {
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (load === undefined) throw new Error(`there is no side ${name}`);
  return load();
}
