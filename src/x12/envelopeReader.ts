/** The state machine behind `readInterchanges`: which interchange, group and transaction set are open. */

import { error, type Issue } from '../outcome.ts';
import { checkGroup, checkInterchange, groupOf, interchangeOf } from './envelopeHeaders.ts';
import type { EnvelopeEvent, FunctionalGroup, Interchange, SetHeader } from './frames.ts';
import type { ScanSink } from './scanSink.ts';
import type { Segment } from './segment.ts';
import type { Skimmer, Window } from './skim.ts';
import { UsedNumbers } from './usedNumbers.ts';

interface Open<T> {
  readonly facts: T;
  readonly issues: Issue[];
  /** Children so far, and their control numbers: each may be used once. */
  count: number;
  readonly controls: UsedNumbers;
}
const open = <T>(facts: T, issues: Issue[]): Open<T> => ({ facts, issues, count: 0, controls: new UsedNumbers() });

const FRAMES: ReadonlySet<string> = new Set(['ISA', 'GS', 'GE', 'IEA', 'TA1', 'ST', 'SE']);

/** Takes the segments of one transaction set, ST to SE, in the place of events. */
export interface SetSink {
  segment(segment: Segment): void;
  /** Takes what it can as whole loops. */
  readonly skimmer?: Skimmer;
}

/** Takes what a scanner finds, then end once; tells every event that this completes. */
export class EnvelopeReader implements ScanSink {
  readonly #tell: (event: EnvelopeEvent) => void;
  readonly #sinkFor: (header: SetHeader) => SetSink | undefined;
  readonly #frame: ((segment: Segment) => void) | undefined;
  #interchange: Open<Interchange> | undefined;
  #group: Open<FunctionalGroup> | undefined;
  /** The segments of a set are counted, not kept. */
  #set: Open<SetHeader> | undefined;
  /** Stray segments are told once, up to the next part that opens. */
  #strayed = false;
  #sink: SetSink | undefined;
  skimKey = -1;

  /**
   * @param sinkFor asked for each set: without a sink its segments are told as events
   * @param frame hears of the segments of the envelope, before what they complete is told
   */
  constructor(
    tell: (event: EnvelopeEvent) => void,
    sinkFor: (header: SetHeader) => SetSink | undefined = () => undefined,
    frame?: (segment: Segment) => void,
  ) {
    this.#tell = tell;
    this.#sinkFor = sinkFor;
    this.#frame = frame;
  }

  end(): void {
    this.#cutInterchange();
  }

  /** An issue belongs to the innermost part that is open. */
  issue(issue: Issue): void {
    const owner = this.#set ?? this.#group ?? this.#interchange;
    if (owner === undefined) this.#tell({ is: 'issue', issue });
    else owner.issues.push(issue);
  }

  segment(segment: Segment): void {
    if (this.#frame !== undefined && FRAMES.has(segment.id)) this.#frame(segment);
    if (segment.id === 'ISA') this.#openInterchange(segment);
    else if (segment.id === 'GS') this.#openGroup(segment);
    else if (segment.id === 'ST') this.#openSet(segment);
    else if (segment.id === 'SE') this.#closeSet(segment);
    else if (segment.id === 'GE') this.#closeGroup(segment);
    else if (segment.id === 'IEA') this.#closeInterchange(segment);
    else this.#inside(segment);
  }

  /** Whole loops of the set that is open, which count like the segments they hold. */
  skim(view: Window): 'more' | 'other' {
    const before = view.index;
    const result = this.#sink?.skimmer?.run(view) ?? 'other';
    if (this.#set !== undefined) this.#set.count += view.index - before;
    return result;
  }

  #give(segment: Segment): void {
    if (this.#sink === undefined) this.#tell({ is: 'segment', segment });
    else {
      this.#sink.segment(segment);
      // A sink may begin to skim in the middle of a set.
      if (this.skimKey < 0) this.skimKey = this.#sink.skimmer?.keyFor(segment.delimiters) ?? -1;
    }
  }

  #inside(segment: Segment): void {
    if (this.#set !== undefined) {
      this.#set.count += 1;
      this.#give(segment);
    } else if (segment.id === 'TA1' && this.#interchange !== undefined && this.#group === undefined)
      this.#tell({ is: 'acknowledgement', interchange: this.#interchange.facts, segment });
    else if (!this.#strayed) {
      this.#strayed = true;
      this.#wrong('TA105:022', 'Segments stand outside of any transaction set.', segment);
    }
  }

  #openInterchange(segment: Segment): void {
    this.#cutInterchange();
    const interchange = interchangeOf(segment);
    this.#interchange = open(interchange, checkInterchange(segment));
    this.#strayed = false;
    this.#tell({ is: 'interchange', interchange });
  }

  #openGroup(segment: Segment): void {
    const parent = this.#interchange;
    if (parent === undefined) {
      this.#wrong('TA105:022', 'A group stands outside of any interchange.', segment);
      return;
    }
    this.#cutGroup();
    const group = groupOf(segment, parent.facts);
    this.#group = open(group, checkGroup(segment));
    this.#strayed = false;
    parent.count += 1;
    if (parent.controls.has(group.control))
      this.#wrong('AK905:19', 'This group control number was used before in the interchange.', segment, 'GS06');
    parent.controls.add(group.control);
    this.#tell({ is: 'group', group });
  }

  #openSet(segment: Segment): void {
    const parent = this.#group;
    this.#cutSet();
    if (parent === undefined) {
      this.#wrong('TA105:022', 'A transaction set stands outside of any group.', segment);
      return;
    }
    const [set = '', control = '', version = ''] = segment.elements;
    const header = { group: parent.facts, set, control, version: version === '' ? parent.facts.version : version };
    this.#set = open(header, []);
    this.#strayed = false;
    this.#set.count = 1;
    parent.count += 1;
    if (!/^\d{3}$/.test(set)) this.#wrong('IK502:6', 'ST01 is not the number of a transaction set.', segment, 'ST01');
    if (!/^[A-Za-z0-9]{4,9}$/.test(control))
      this.#wrong('IK502:7', 'The control number must have 4 to 9 letters or digits.', segment, 'ST02');
    if (parent.controls.has(control))
      this.#wrong('IK502:23', 'This control number was used before in the group.', segment, 'ST02');
    parent.controls.add(control);
    this.#tell({ is: 'set', header });
    this.#sink = this.#sinkFor(header);
    this.skimKey = this.#sink?.skimmer?.keyFor(segment.delimiters) ?? -1;
    this.#give(segment);
  }

  #closeSet(segment: Segment): void {
    const set = this.#set;
    if (set === undefined) {
      this.#wrong('TA105:022', 'An SE without its ST.', segment);
      return;
    }
    set.count += 1;
    const [count = '', control = ''] = segment.elements;
    if (!isCount(count, set.count))
      this.#wrong('IK502:4', `SE01 must count ${set.count} segments; something was lost or added.`, segment, 'SE01');
    if (control !== set.facts.control)
      this.#wrong('IK502:3', 'SE02 is not the control number of its ST.', segment, 'SE02');
    this.#give(segment);
    this.#endSet(set);
  }

  #closeGroup(segment: Segment): void {
    this.#cutSet();
    const group = this.#group;
    if (group === undefined) {
      this.#wrong('TA105:022', 'A GE without its GS.', segment);
      return;
    }
    const [count = '', control = ''] = segment.elements;
    if (!isCount(count, group.count))
      this.#wrong('AK905:5', `GE01 must count ${group.count} transaction sets.`, segment, 'GE01');
    if (!isSameNumber(control, group.facts.control))
      this.#wrong('AK905:4', 'GE02 is not the control number of its GS.', segment, 'GE02');
    this.#endGroup(group, /^\d{1,6}$/.test(count) ? Number(count) : group.count);
  }

  #closeInterchange(segment: Segment): void {
    this.#cutGroup();
    const interchange = this.#interchange;
    if (interchange === undefined) {
      this.#wrong('TA105:022', 'An IEA without its ISA.', segment);
      return;
    }
    const [count = '', control = ''] = segment.elements;
    if (!isCount(count, interchange.count))
      this.#wrong('TA105:021', `IEA01 must count ${interchange.count} groups.`, segment, 'IEA01');
    if (!isSameNumber(control, interchange.facts.control))
      this.#wrong('TA105:001', 'IEA02 is not the control number of its ISA.', segment, 'IEA02');
    this.#endInterchange(interchange, true);
  }

  /** Parts that end without their trailer. */
  #cutSet(): void {
    if (this.#set === undefined) return;
    this.#set.issues.push(
      error('IK502:2', 'The SE is missing. Ask for the whole file.', {
        path: this.#set.facts.set,
        ref: 'SE',
        segment: this.#set.count,
      }),
    );
    this.#endSet(this.#set);
  }
  #cutGroup(): void {
    this.#cutSet();
    if (this.#group === undefined) return;
    this.#group.issues.push(error('AK905:3', 'The GE is missing. Ask for the whole file.', { ref: 'GE' }));
    this.#endGroup(this.#group, this.#group.count);
  }
  #cutInterchange(): void {
    this.#cutGroup();
    if (this.#interchange === undefined) return;
    const { offset } = this.#interchange.facts;
    const message = 'The IEA is missing: the file was cut or is still being written. Nothing of it may be used.';
    this.#interchange.issues.push(error('TRUNCATED_INTERCHANGE', message, { ref: 'IEA', offset }));
    this.#endInterchange(this.#interchange, false);
  }

  #endSet({ facts, issues }: Open<SetHeader>): void {
    this.#set = undefined;
    this.#sink = undefined;
    this.skimKey = -1;
    this.#tell({ is: 'setEnd', header: facts, issues });
  }
  #endGroup({ facts, issues, count }: Open<FunctionalGroup>, declared: number): void {
    this.#group = undefined;
    this.#tell({ is: 'groupEnd', group: facts, sets: count, declared, issues });
  }
  #endInterchange({ facts, issues, count }: Open<Interchange>, complete: boolean): void {
    this.#interchange = undefined;
    this.#tell({ is: 'interchangeEnd', interchange: facts, groups: count, complete, issues });
  }

  #wrong(code: string, message: string, segment: Segment, ref: string = segment.id): void {
    const set = this.#set;
    const where = set === undefined ? {} : { path: set.facts.set, segment: set.count };
    this.issue(
      error(code, `${message} Ask the sender for a corrected file.`, { ...where, ref, offset: segment.offset }),
    );
  }
}

const isCount = (text: string, count: number): boolean => /^\d+$/.test(text) && Number(text) === count;
/** Control numbers of groups and interchanges are numbers: leading zeros do not matter. */
const isSameNumber = (a: string, b: string): boolean => a.replace(/^0+/, '') === b.replace(/^0+/, '');
