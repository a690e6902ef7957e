/** What is noticed about loops as a whole: their numbering while they open, what they lack when they close. */

import type { Severity } from '../outcome.ts';
import { shown } from './check.ts';
import type { Place } from './layout.ts';
import { NumberedLevels } from './numberedLevels.ts';
import { canHold, hasChildLevels, type OpenLoop, type Spot } from './openLoops.ts';
import { type LoopInstance, pathOf } from './path.ts';
import { checkRules } from './rules.ts';
import type { Derivation } from './schema.ts';

/** Hears of an issue, and where it is. */
export type Tell = (severity: Severity, code: string, message: string, path: string, where: Spot, ref?: string) => void;

/** A derived element as it came. */
interface DerivedText {
  readonly rule: Derivation;
  readonly text: string;
  readonly ref: string;
  readonly where: Spot;
  readonly loop: OpenLoop;
  readonly path: () => string;
}

/** The numbers of the levels of one set. */
export class Levels {
  readonly #tell: Tell;
  readonly #numbered = new NumberedLevels();
  #count = 0;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** HL02 decides who belongs to whom, so it must be right; the other derived elements are only counted. */
  take({ rule, text, ref, where, loop, path }: DerivedText): void {
    const expect = (severity: Severity, wanted: string, what: string) => {
      if (text !== wanted)
        this.#tell(severity, 'IK403:7', `${what}: expected ${shown(wanted, false)}.`, path(), where, ref);
    };
    switch (rule) {
      case 'hlNumber':
        loop.level = text;
        this.#count += 1;
        this.#numbered.add(text, this.#count, loop.fields);
        expect('warning', String(this.#count), 'Levels are not numbered in order');
        break;
      case 'hlParent': {
        // A level that cannot have this one below it leaves no doubt about the true parent; any other number does.
        const named = this.#numbered.get(text);
        const harmless = named !== undefined && !canHold(named, loop.instance.id);
        expect(harmless ? 'warning' : 'error', loop.parentLevel, 'The parent is not the level this one stands in');
        break;
      }
      case 'hlHasChildren':
        loop.childFlag = { text, ref, path: path(), where };
        break;
      case 'count':
        expect('warning', String(loop.instance.ordinal), 'Loops are not counted in order');
        break;
    }
  }
}

/** Tells what a loop lacks that is over. `end`: where that became clear. */
export function checkClosed(loop: OpenLoop, end: Spot, tell: Tell): void {
  const { layout, counts } = loop;
  const isFilled = (place: Place): boolean => (counts[place.index] ?? 0) > 0;
  for (const place of layout.required) {
    if (isFilled(place)) continue;
    const code = place.use.of.is === 'loop' ? 'IK304:I7' : 'IK304:3';
    const where = loop.passed[place.band] ?? end;
    tell('error', code, `Required, and missing (${place.key}).`, pathTo(loop.instance, place), where);
  }
  const rules = loop.spec?.rules ?? [];
  if (rules.length > 0) {
    const filled = (key: string) => layout.places.some((place) => place.key === key && isFilled(place));
    for (const fault of checkRules(rules, filled)) tell('error', fault.code, fault.message, pathOf(loop.instance), end);
  }
  const flag = loop.childFlag;
  if (flag === undefined) return;
  const wanted = hasChildLevels(loop) ? '1' : '0';
  if (flag.text === wanted) return;
  const message = `Expected ${wanted}: the message has ${wanted === '1' ? '' : 'no '}levels below this one.`;
  tell('warning', 'IK403:7', message, flag.path, flag.where, flag.ref);
}

/** The path of a place inside of a loop. */
export function pathTo(instance: LoopInstance, place: Place): string {
  const { of } = place.use;
  return `${pathOf(instance)}/${of.is === 'loop' ? `${of.id}/` : ''}${place.opener.id}`;
}
