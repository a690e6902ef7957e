/**
 * The synthetic payer as a pure function: bytes that arrive, a script and what it remembers -> the files it
 * answers with and what it remembers then. The same question in the same state gives the same bytes and names.
 */

import { answersTo } from './answers.ts';
import { type InboundInterchange, interchangesOf } from './inbound.ts';
import { interchangeAcknowledgementText } from './outbound.ts';
import { type ScriptName, scripts } from './scripts.ts';
import { type AnswerKind, freeBlock, type Handled, type PayerState, type StoredFile } from './state.ts';

/** What a caller may look at to choose the script for a file. */
export interface InboundFacts {
  readonly name: string;
  readonly control: string;
  /** `278`, `837`, `999`. */
  readonly sets: readonly string[];
}
export type ScriptChoice = ScriptName | ((inbound: InboundFacts) => ScriptName);
export interface AnswerFile {
  readonly name: string;
  readonly kind: AnswerKind;
  /** 0: at once. Each further step comes later than the one before. */
  readonly step: number;
  readonly bytes: Uint8Array;
}
/**
 * answered: taken in. noted: an acknowledgement of theirs, which needs no answer. repeat: the same bytes again,
 * without a second effect. conflict: other bytes under a control number already used. cut: the interchange has
 * no end and was refused. unreadable: no X12 at all, so no answer is possible.
 */
export type Disposition = 'answered' | 'noted' | 'repeat' | 'conflict' | 'cut' | 'unreadable';
export interface Answer {
  readonly files: readonly AnswerFile[];
  readonly state: PayerState;
  readonly disposition: Disposition;
}
export interface AnswerOptions {
  /** Name of the inbound file; answers are named after it. Without it, after the control number. */
  readonly name?: string;
  /** CCYYMMDD of every answer; without it, the date of the ISA. */
  readonly asOf?: string;
}

/** Answers one file; of several interchanges in it each is answered, and the last one's disposition is told. */
export function answer(
  bytes: Uint8Array,
  script: ScriptChoice,
  state: PayerState,
  options: AnswerOptions = {},
): Answer {
  const interchanges = interchangesOf(bytes);
  let result: Answer = { files: [], state, disposition: 'unreadable' };
  for (const [index, interchange] of interchanges.entries()) {
    const stem = (options.name ?? interchange.control).replace(/\.[A-Za-z0-9]+$/, '');
    const name = interchanges.length === 1 ? stem : `${stem}-${index + 1}`;
    const next = answerInterchange(interchange, script, result.state, name, options.asOf ?? interchange.date);
    result = { ...next, files: [...result.files, ...next.files] };
  }
  return result;
}

function answerInterchange(
  interchange: InboundInterchange,
  choice: ScriptChoice,
  state: PayerState,
  name: string,
  date: string,
): Answer {
  const key = `${interchange.sender.id}/${interchange.control}`;
  const handled = state.handled[key];
  if (handled !== undefined) return answerAgain(interchange, handled, state, key, name, date);
  const block = freeBlock(state, interchange.control);
  if (!interchange.complete) {
    // Not remembered: the whole file may still come under the same number.
    const file = refusal(interchange, '023', block * 100 + CONTROL_OF_CUT, `${name}-0-ta1-cut.x12`, date);
    return { files: [sent(file)], state, disposition: 'cut' };
  }
  const scriptName = chosen(choice, interchange, name);
  const script = scripts[scriptName];
  const { files, memory } = answersTo(interchange, script, state, { name, date, block });
  const withheld = script.delivery === 'lost' ? files : [];
  const entry: Handled = { digest: interchange.digest, block, script: scriptName, repeats: 0, withheld };
  return {
    files: withheld.length > 0 ? [] : files.map(sent),
    state: {
      ...state,
      ...memory,
      handled: { ...state.handled, [key]: entry },
      blocks: { ...state.blocks, [block]: key },
    },
    disposition: interchange.groups.every(({ functionalId }) => functionalId === 'FA') ? 'noted' : 'answered',
  };
}

/** A control number that was used before: refused with TA1 025; lost answers to the same bytes are delivered now. */
function answerAgain(
  interchange: InboundInterchange,
  handled: Handled,
  state: PayerState,
  key: string,
  name: string,
  date: string,
): Answer {
  const same = interchange.digest === handled.digest;
  const control = handled.block * 100 + FIRST_CONTROL_OF_REPEATS + (handled.repeats % REPEATS_TOLD_APART);
  const suffix = `${same ? 'repeat' : 'conflict'}-${handled.repeats + 1}`;
  const file = refusal(interchange, '025', control, `${name}-0-ta1-${suffix}.x12`, date);
  const entry = { ...handled, repeats: handled.repeats + 1, withheld: same ? [] : handled.withheld };
  return {
    files: [file, ...(same ? handled.withheld : [])].map(sent),
    state: { ...state, handled: { ...state.handled, [key]: entry } },
    disposition: same ? 'repeat' : 'conflict',
  };
}

/* A block has a hundred control numbers: 1 to 48 answer, 49 refuses a cut file, 50 to 99 refuse repeats. */
const CONTROL_OF_CUT = 49;
const FIRST_CONTROL_OF_REPEATS = 50;
const REPEATS_TOLD_APART = 50;

const refusal = (
  inbound: InboundInterchange,
  note: string,
  control: number,
  name: string,
  date: string,
): StoredFile => ({
  name,
  kind: 'TA1',
  step: 0,
  text: interchangeAcknowledgementText(note, { inbound, date, control }),
});

const utf8 = new TextEncoder();
const sent = ({ name, kind, step, text }: StoredFile): AnswerFile => ({ name, kind, step, bytes: utf8.encode(text) });

const chosen = (choice: ScriptChoice, interchange: InboundInterchange, name: string): ScriptName =>
  typeof choice === 'string'
    ? choice
    : choice({
        name,
        control: interchange.control,
        sets: interchange.groups.flatMap(({ sets }) => sets.map(({ set }) => set)),
      });
