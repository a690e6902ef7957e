/** The files of `test/coding/cases` as they are written, read once; what they mean is for readableCases.ts. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export type Json = Readonly<Record<string, unknown>>;
export interface Given extends Json {
  readonly drug: string;
  readonly dose: string;
  readonly how?: string;
  readonly class?: string;
  /** `09:00-09:30`, or a start alone. */
  readonly time?: string;
  /** `1 tec153 + 1 tec30`. */
  readonly from?: string;
  /** Instead of the NDC of the container, as an EHR sent it. */
  readonly ndc?: string;
  /** The chart names the NDC and the count, and nothing else. */
  readonly bare?: boolean;
}
type Only = 'drugs' | 'work';
export interface ReadableCase {
  readonly says: string;
  readonly trap?: number | readonly number[];
  readonly on?: string;
  readonly payer?: string;
  readonly at?: string;
  readonly given: readonly Given[];
  readonly visit?: Json;
  readonly expect?: string;
  readonly warns?: readonly string[];
  readonly lines?: readonly string[];
  readonly only?: Only;
  /** Sentences of the proof, of any line; … stands for what is left out before or behind. */
  readonly proves?: readonly string[];
  /** What no sentence of the proof says. */
  readonly silent?: readonly string[];
  /** Where in the case the problems are, in their order. */
  readonly where?: readonly string[];
  /** Parts of the words for the problems. */
  readonly tells?: readonly string[];
  /** Any other fact of lines: `J9380 x 9 prior_auth A1`. */
  readonly facts?: readonly string[];
}
export interface Topic {
  readonly name: string;
  readonly rule: string;
  readonly only?: Only;
  readonly ndc?: boolean;
  readonly cases: readonly ReadableCase[];
}
export interface Words {
  readonly containers: Readonly<Record<string, string>>;
  readonly payers: Readonly<Record<string, Json>>;
  readonly places: Readonly<Record<string, Json>>;
}

const folder = join(import.meta.dirname, 'cases');
const read = (name: string): unknown => parse(readFileSync(join(folder, name), 'utf8'));
export const words = read('_words.yaml') as Words;

export const topics: readonly Topic[] = readdirSync(folder)
  .filter((name) => /^[a-z].*\.yaml$/.test(name))
  .map((name) => ({ name: name.replace('.yaml', ''), ...(read(name) as Omit<Topic, 'name'>) }));
