/** A payer asks for less than a guide allows, never for more: guide + overlay -> narrower guide. */

import { error, good, type Issue, type Outcome } from '../outcome.ts';
import { designator, entriesOf, positionOf, signsOf } from './layout.ts';
import type { AnyGuide, DataType, Field, Fields, Guide, Many, Node, SegmentSpec, Usage, Use } from './schema.ts';

/** What a payer asks for at one element: it may only take away. */
export interface NarrowedElement {
  /** `R`: what the guide leaves to the situation must be there. `S` for what the guide requires is refused. */
  readonly usage?: Usage | undefined;
  /** Those of the guide's codes that the payer takes, or any where the guide has no list. */
  readonly codes?: readonly string[] | undefined;
  /** How many characters at most, of an R or N0 how many digits. */
  readonly length?: number | undefined;
  /** How often at most, where the element repeats. */
  readonly times?: number | undefined;
}
/** What a payer asks for at one place of a guide. */
export interface Narrowing {
  /** Loop and segment, with the qualifier where there are several: `2300/CLM`, `2300/REF*G1`; or a loop alone: `2310B`. */
  readonly at: string;
  readonly usage?: Usage | undefined;
  readonly times?: number | undefined;
  /** By designator: `NM109`, `SV101-2`. Of elements that come in runs the first run stands for all. */
  readonly elements?: Readonly<Record<string, NarrowedElement>> | undefined;
  /** Who says so, and since when. */
  readonly source: string;
}

/**
 * The guide with everything that the overlay takes away. Refused, with every reason at once: a place that the guide does
 * not have (`OVERLAY_PLACE`) and whatever would allow more than the guide does (`OVERLAY_WIDENS`). Situational rules stay.
 */
export function narrow<F extends Fields>(guide: Guide<F>, overlay: readonly Narrowing[]): Outcome<Guide<F>> {
  const narrowing = new Narrowed(guide, overlay);
  const body = narrowing.fields(guide.body, guide.set);
  const issues = narrowing.finish();
  // Only usage, code lists, lengths and counts differ: what is valid for the narrower guide is valid for the guide.
  return issues.length > 0 ? { ok: false, issues } : good({ ...guide, body: body as F });
}

type AnyUse = Use<Node, Usage, 'one' | 'many'>;
interface Target {
  readonly at: string;
  readonly elements: Readonly<Record<string, NarrowedElement>>;
  readonly met: Set<string>;
}

class Narrowed {
  readonly #guide: AnyGuide;
  readonly #overlay: readonly Narrowing[];
  readonly #met = new Set<Narrowing>();
  readonly #issues = new Map<string, Issue>();
  /** A loop used at two places stays one. */
  readonly #done = new Map<Fields, Fields>();

  constructor(guide: AnyGuide, overlay: readonly Narrowing[]) {
    this.#guide = guide;
    this.#overlay = overlay;
  }

  fields(fields: Fields, loopId: string): Fields {
    const done = this.#done.get(fields);
    if (done !== undefined) return done;
    const narrowed: Record<string, Field> = {};
    for (const [key, use] of entriesOf(fields)) {
      if (use.is !== 'use') throw new Error(`${key} is an element outside of a segment`);
      narrowed[key] = this.#use(use, loopId);
    }
    this.#done.set(fields, narrowed);
    return narrowed;
  }

  finish(): readonly Issue[] {
    for (const rule of this.#overlay)
      if (!this.#met.has(rule))
        this.#refuse(
          'OVERLAY_PLACE',
          rule.at,
          `the ${this.#guide.name} has no ${rule.at}; write loop/segment, with *qualifier where there are several`,
        );
    return [...this.#issues.values()];
  }

  #use(use: AnyUse, loopId: string): AnyUse {
    const { of } = use;
    const names = of.is === 'loop' ? [of.id] : placeNames(of, loopId);
    const rules = this.#overlay.filter(({ at }) => names.includes(at));
    for (const rule of rules) this.#met.add(rule);
    let narrowed: AnyUse = of.is === 'loop' ? { ...use, of: { ...of, fields: this.fields(of.fields, of.id) } } : use;
    for (const rule of rules) narrowed = this.#placed(narrowed, rule);
    return narrowed;
  }

  #placed(use: AnyUse, { at, usage, times, elements }: Narrowing): AnyUse {
    const { of } = use;
    if (of.is === 'loop' && elements !== undefined)
      this.#refuse('OVERLAY_PLACE', at, `${at} is a loop; name one of its segments to say something of elements`);
    return {
      ...use,
      usage: this.#usage(at, use.usage, usage),
      max: this.#times(at, use.max, times),
      of: of.is === 'segment' && elements !== undefined ? this.#segment(of, at, elements) : of,
    };
  }

  #segment(
    spec: SegmentSpec<Fields>,
    at: string,
    elements: Readonly<Record<string, NarrowedElement>>,
  ): SegmentSpec<Fields> {
    const target: Target = { at, elements, met: new Set() };
    const fields = this.#elements(spec.id, spec.fields, target);
    for (const ref of Object.keys(elements))
      if (!target.met.has(ref)) this.#refuse('OVERLAY_PLACE', at, `${at} of the ${this.#guide.name} has no ${ref}`);
    return { ...spec, fields };
  }

  #elements(segmentId: string, fields: Fields, target: Target): Fields {
    return Object.fromEntries(
      entriesOf(fields).map(([key, field]): [string, Field] => {
        if (field.is === 'use') return [key, field];
        const { element, component } = positionOf(segmentId, field.at);
        const ref = designator(segmentId, element, component);
        const inner = 'fields' in field ? { ...field, fields: this.#elements(segmentId, field.fields, target) } : field;
        const rule = target.elements[ref];
        // A series begins where its first element does: what is said there is meant for the element.
        if (rule === undefined || (field.is === 'series' && target.met.has(ref))) return [key, inner];
        target.met.add(ref);
        return [key, this.#element(inner, rule, `${target.at} ${ref}`)];
      }),
    );
  }

  #element(field: Exclude<Field, AnyUse>, rule: NarrowedElement, at: string): Field {
    switch (field.is) {
      case 'constant':
      case 'derived':
        this.#refuse('OVERLAY_WIDENS', at, `${at} is fixed by the guide; take the rule out`);
        return field;
      case 'element':
      case 'repetition': {
        const type = this.#type(field.type, rule, at);
        const usage = this.#usage(at, field.usage, rule.usage);
        if (field.is === 'element') {
          if (rule.times !== undefined) this.#times(at, 1, rule.times);
          return { ...field, type, usage };
        }
        return { ...field, type, usage, max: Number(this.#times(at, field.max, rule.times)) };
      }
      default:
        if (rule.codes !== undefined || rule.length !== undefined)
          this.#refuse('OVERLAY_PLACE', at, `${at} has components; say it of one of them`);
        return { ...field, usage: this.#usage(at, field.usage, rule.usage) };
    }
  }

  #type(type: DataType<unknown>, { codes, length }: NarrowedElement, at: string): DataType<unknown> {
    const more = codes?.filter((one) => type.codes !== undefined && !type.codes.includes(one)) ?? [];
    if (more.length > 0)
      this.#refuse(
        'OVERLAY_WIDENS',
        at,
        `${at}: the guide does not have ${more.join(', ')}; leave out what it does not allow`,
      );
    const unfit = codes?.filter((one) => one.length < type.min || one.length > type.max) ?? [];
    if (type.codes === undefined && unfit.length > 0)
      this.#refuse(
        'OVERLAY_WIDENS',
        at,
        `${at}: ${unfit.join(', ')} is not ${type.min} to ${type.max} characters long`,
      );
    if (codes?.length === 0) this.#refuse('OVERLAY_WIDENS', at, `${at}: an empty list of codes lets nothing pass`);
    if (length !== undefined && length > type.max)
      this.#refuse(
        'OVERLAY_WIDENS',
        at,
        `${at}: the guide allows ${type.max} characters, the overlay ${length}; it may only allow fewer`,
      );
    if (length !== undefined && length < type.min)
      this.#refuse(
        'OVERLAY_WIDENS',
        at,
        `${at}: the guide asks for at least ${type.min} characters, so ${length} lets nothing pass`,
      );
    return { ...type, ...(codes === undefined ? {} : { codes }), ...(length === undefined ? {} : { max: length }) };
  }

  #usage(at: string, ours: Usage, wanted: Usage | undefined): Usage {
    if (wanted === 'S' && ours === 'R')
      this.#refuse('OVERLAY_WIDENS', at, `${at} is required by the guide; an overlay cannot make it situational`);
    return wanted ?? ours;
  }

  #times(at: string, ours: Many, wanted: number | undefined): Many {
    if (wanted === undefined) return ours;
    if (wanted < 1) this.#refuse('OVERLAY_WIDENS', at, `${at}: at most ${wanted} times lets nothing pass`);
    if (ours !== '>1' && wanted > ours)
      this.#refuse(
        'OVERLAY_WIDENS',
        at,
        `${at}: the guide allows it ${ours} times, the overlay ${wanted}; it may only allow fewer`,
      );
    return wanted;
  }

  #refuse(code: string, at: string, message: string): void {
    this.#issues.set(message, error(code, message, { ref: at, rule: this.#guide.version }));
  }
}

/** `2300/REF` and, for each first qualifier it may have, `2300/REF*G1`. */
function placeNames(spec: SegmentSpec<Fields>, loopId: string): readonly string[] {
  const name = `${loopId}/${spec.id}`;
  const first = signsOf(spec).find(({ position }) => position.element === 1);
  return [name, ...(first?.allowed.map((code) => `${name}*${code}`) ?? [])];
}
