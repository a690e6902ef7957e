/**
 * The synthetic payer as a pure function: bytes that arrive, a script and what it remembers -> the files it
 * answers with and what it remembers then. The same question in the same state gives the same bytes and names.
 */

import { error, type Issue } from '../../outcome.ts';
import { answersTo } from './answers.ts';
import { factsOf, type InboundFacts } from './facts.ts';
import { type InboundInterchange, interchangesOf } from './inbound.ts';
import { interchangeAcknowledgementText } from './outbound.ts';
import { type ScriptName, scripts } from './scripts.ts';
import { type AnswerKind, freeBlock, type Handled, type PayerState, type StoredFile } from './state.ts';

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
 * without a second effect. conflict: other bytes under a control number already used. refused: the envelope is
 * wrong or cut off. unreadable: no X12, or an ISA that names nobody to answer to.
 */
export type Disposition = 'answered' | 'noted' | 'repeat' | 'conflict' | 'refused' | 'unreadable';
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
    const stem = options.name?.replace(/\.x12$/i, '') ?? interchange.header.control;
    const name = interchanges.length === 1 ? stem : `${stem}-${index + 1}`;
    const date = options.asOf ?? `20${interchange.header.date}`;
    const next = answerInterchange(interchange, script, result.state, name, date);
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
  const { header, issues } = interchange;
  const key = `${header.sender.id}/${header.control}`;
  const fault = issues.find(({ severity }) => severity === 'error');
  const handled = state.handled[key];
  if (handled !== undefined) return answerAgain(interchange, handled, state, key, name, date);
  const block = freeBlock(state, header.control);
  if (!isAnswerable(interchange, date)) return { files: [], state, disposition: 'unreadable' };
  if (fault !== undefined) {
    // Not remembered: the corrected file may still come under the same number.
    const files = refusal(interchange, issues, block * 100 + CONTROL_OF_REFUSAL, `${name}-0-ta1-refused.x12`, date);
    return { files: files.map(sent), state, disposition: 'refused' };
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
    disposition: interchange.groups.every((group) => group.header.functionalId === 'FA') ? 'noted' : 'answered',
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
  const files = refusal(interchange, [USED_BEFORE], control, `${name}-0-ta1-${suffix}.x12`, date);
  const entry = { ...handled, repeats: handled.repeats + 1, withheld: same ? [] : handled.withheld };
  return {
    files: [...files, ...(same ? handled.withheld : [])].map(sent),
    state: { ...state, handled: { ...state.handled, [key]: entry } },
    disposition: same ? 'repeat' : 'conflict',
  };
}

/* A block has a hundred control numbers: 1 to 48 answer, 49 refuses a wrong envelope, 50 to 99 refuse repeats. */
const CONTROL_OF_REFUSAL = 49;
const FIRST_CONTROL_OF_REPEATS = 50;
const REPEATS_TOLD_APART = 50;

const USED_BEFORE = error('TA105:025', 'This control number was used before.', { ref: 'ISA13' });

const isAnswerable = (inbound: InboundInterchange, date: string): boolean =>
  interchangeAcknowledgementText([], { inbound, date, control: 1 }).ok;

/** No file at all when the ISA is too wrong to be named in a TA1. */
function refusal(
  inbound: InboundInterchange,
  issues: readonly Issue[],
  control: number,
  name: string,
  date: string,
): readonly StoredFile[] {
  const written = interchangeAcknowledgementText(issues, { inbound, date, control });
  return written.ok ? [{ name, kind: 'TA1', step: 0, text: written.value }] : [];
}

const utf8 = new TextEncoder();
const sent = ({ name, kind, step, text }: StoredFile): AnswerFile => ({ name, kind, step, bytes: utf8.encode(text) });

const chosen = (choice: ScriptChoice, interchange: InboundInterchange, name: string): ScriptName =>
  typeof choice === 'string' ? choice : choice(factsOf(interchange, name));
