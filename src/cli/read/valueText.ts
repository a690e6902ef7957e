/** The value of a set as JSON, written while its loops go by. */

import type { Place } from '../../x12/layout.ts';
import type { OpenLoop } from '../../x12/openLoops.ts';
import type { Passing } from '../../x12/passing.ts';

/** A value that is being written: so many of its keys stand there, the last of them with a list or loop not yet ended. */
interface Frame {
  readonly loop: Pick<OpenLoop, 'value'>;
  key: string | undefined;
  isList: boolean;
  written: number;
}

/**
 * What `JSON.stringify` gives for the value of the set as a whole. What stands around a loop is written before its first
 * one begins: nothing may be added to that later (`Walk.isMixed`).
 */
export class ValueText implements Passing {
  readonly loops: ReadonlySet<string>;
  readonly #frames: Frame[] = [];
  #text = '';

  constructor(loops: ReadonlySet<string>) {
    this.loops = loops;
  }

  opened(loop: OpenLoop, outer: OpenLoop, { key, use }: Place): void {
    if (this.#frames.length === 0) this.#frames.push(frameOf(outer));
    const frame = this.#frames.at(-1);
    if (frame?.loop !== outer) throw new Error('loops that go by stand in others that do');
    if (frame.key === key) this.#text += ',';
    else {
      this.#write(frame, Object.keys(outer.value).indexOf(key));
      this.#text += `${separator(frame)}${JSON.stringify(key)}:`;
      frame.key = key;
      frame.written += 1;
      frame.isList = use.arity === 'many';
      if (frame.isList) this.#text += '[';
    }
    this.#frames.push(frameOf(loop));
  }

  closed(): void {
    const frame = this.#frames.pop();
    if (frame !== undefined) this.#finish(frame);
  }

  /** The set is over. */
  end(value: unknown): void {
    const frame = this.#frames.pop();
    if (frame === undefined) this.#text += JSON.stringify(value);
    else this.#finish(frame);
  }

  /** What was written since the last time. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  #finish(frame: Frame): void {
    if (frame.written === 0) {
      this.#text += JSON.stringify(frame.loop.value);
      return;
    }
    this.#write(frame, Infinity);
    this.#text += '}';
  }

  /** Ends the list that is open, and writes the keys up to one. */
  #write(frame: Frame, end: number): void {
    if (frame.isList) this.#text += ']';
    frame.isList = false;
    const { value } = frame.loop;
    for (const key of Object.keys(value).slice(frame.written, end)) {
      this.#text += `${separator(frame)}${JSON.stringify(key)}:${JSON.stringify(value[key])}`;
      frame.written += 1;
    }
  }
}

const separator = ({ written }: Frame): string => (written === 0 ? '{' : ',');
const frameOf = (loop: OpenLoop): Frame => ({ loop, key: undefined, isList: false, written: 0 });
