/** Deaths to die, from a seed: anywhere in a life, or in one of the moments where a careless program loses something. */

import type { Death } from './life.ts';

/** The moments between an effect in the world and the record of it. */
export const windows: readonly { readonly name: string; readonly folder: string; readonly file: RegExp }[] = [
  { name: 'while the database is made', folder: 'ledger', file: /^database\.init$/ },
  { name: 'when the database gets its name', folder: 'ledger', file: /^database$/ },
  { name: 'while a file is written for the payer', folder: 'partner/outbound', file: /\.part$/ },
  { name: 'after a file is out, before that is recorded', folder: 'partner/outbound', file: /\.x12$/ },
  { name: 'after the payer took a file', folder: 'partner/taken', file: /\.x12$/ },
  { name: 'when an answer arrives', folder: 'partner/inbound', file: /\.x12$/ },
  { name: 'after an 835 arrives', folder: 'partner/inbound', file: /835/ },
  { name: 'after an answer is archived', folder: 'partner/archive', file: /\.x12$/ },
  { name: 'after an 835 is archived', folder: 'partner/archive', file: /835/ },
  { name: 'while the files are laid out', folder: '.', file: /^files$/ },
  { name: 'while the chart is laid out', folder: 'files', file: /^chart$/ },
];

export type Random = () => number;
/** Mulberry32: small and seeded. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Half of the deaths are anywhere within `longestMs`, half in a window and up to 40 ms into it. */
export function deathBy(random: Random, longestMs: number): Death {
  const window = windows[Math.floor(random() * windows.length)];
  if (window === undefined || random() < 0.5) return { afterMs: Math.round(random() * longestMs) };
  return { ...window, thenMs: Math.floor(random() * 3) * 20 };
}

export const tellDeath = (death: Death): string =>
  'afterMs' in death ? `after ${death.afterMs} ms` : `${death.name}, ${death.thenMs} ms later`;
