/**
 * A round: one request that was sent and everything the payer said to it. Which answer stands does not hang on the
 * order in which files arrive: answers are put into the payer's own order (see `inPayersOrder`) and read from there.
 */

import type { Instant } from '../fhir/dates.ts';
import type { AuthorizationAnswer, Decision } from './answer.ts';
import type { AuthorizationRequest } from './request.ts';

export interface Round {
  /** What was sent. */
  readonly request: AuthorizationRequest;
  /** The whole plan as it stands when the request is granted; the request itself where it is the first one. */
  readonly plan: AuthorizationRequest;
  readonly asked?: Instant;
  /** It says what the payer did not review before, sent again since the payer wanted it. */
  readonly repeated?: true;
  /** Codes of the 999 or TA1 that refused the file. */
  readonly refused?: readonly string[];
  /** All that the payer answered, each once, in the payer's order. */
  readonly answers: readonly AuthorizationAnswer[];
  /** A person said which of the answers stands, and which were known then. */
  readonly settled?: Settlement;
}
export interface Settlement {
  /** Names of answers (`nameOfAnswer`). */
  readonly stands: string;
  readonly known: readonly string[];
}
/** What a round comes to. */
export interface Standing {
  readonly answer?: AuthorizationAnswer;
  /** The last answer that does not fit the one that stands. */
  readonly contradiction?: AuthorizationAnswer;
}

/** Has this very answer been recorded in the round? */
export const isKnown = ({ answers }: Round, answer: AuthorizationAnswer): boolean =>
  answers.some((known) => text(known) === text(answer));

export const withAnswer = (round: Round, answer: AuthorizationAnswer): Round =>
  isKnown(round, answer) ? round : { ...round, answers: inPayersOrder([...round.answers, answer]) };

/**
 * The answer that stands. A decision is final unless the payer announced another (BHT06 19) or left it open (A4, CT,
 * AAA04 S or Y); an open one gives way to what the payer said later. A final one never does: what says otherwise after
 * it is a contradiction and for a person, whichever of the two is kinder. A "pended" after a final decision is no news.
 */
export function standingOf(round: Round): Standing {
  const { settled } = round;
  const chosen = round.answers.find((answer) => nameOfAnswer(answer) === settled?.stands);
  const news = round.answers.filter((answer) => !(settled?.known ?? []).includes(nameOfAnswer(answer)));
  let standing: Standing = chosen === undefined ? {} : { answer: chosen };
  for (const answer of chosen === undefined ? round.answers : news) standing = next(standing, answer);
  return standing;
}

function next(standing: Standing, answer: AuthorizationAnswer): Standing {
  const { answer: before } = standing;
  if (before === undefined || isOpen(before)) return { answer };
  if (isPendedOnly(answer) || saysTheSame(before, answer)) return standing;
  return { answer: before, contradiction: answer };
}

/**
 * By the time the payer put on the message; of two from the same minute, the one that announces another comes first,
 * then the less favourable one, so that a tie never approves. Answers without a time come first.
 */
function inPayersOrder(answers: readonly AuthorizationAnswer[]): readonly AuthorizationAnswer[] {
  const keyed = answers.map((answer) => ({ answer, key: keyOf(answer) }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ answer }) => answer);
}

const keyOf = (answer: AuthorizationAnswer): string =>
  [answer.sent ?? '', isOpen(answer) ? '0' : '1', answer.furtherUpdates ? '0' : '1', favour(answer), text(answer)].join(
    ' ',
  );

const favour = (answer: AuthorizationAnswer): string => {
  const actions = decisionsIn(answer).map(({ action }) => action);
  if (actions.length === 0) return '0';
  return actions.every((action) => action === 'A1') ? '2' : '1';
};

/** Not decided yet, or not for good: what the payer says later takes its place. */
function isOpen(answer: AuthorizationAnswer): boolean {
  if (answer.furtherUpdates) return true;
  const decisions = decisionsIn(answer);
  // AAA04 S, Y: not decided yet, and the answer will come without our asking again.
  if (decisions.length === 0) return answer.rejections.every(({ followUp }) => followUp === 'S' || followUp === 'Y');
  return decisions.some(({ action }) => action === 'A4' || action === 'CT');
}

const isPendedOnly = (answer: AuthorizationAnswer): boolean =>
  answer.rejections.length === 0 && decisionsIn(answer).every(({ action }) => action === 'A4');

const decisionsIn = ({ event, services }: AuthorizationAnswer): readonly Decision[] =>
  services.length === 0 ? (event === undefined ? [] : [event]) : services;

/** The same decisions, whatever the message's own numbers and time. */
const saysTheSame = (a: AuthorizationAnswer, b: AuthorizationAnswer): boolean => substance(a) === substance(b);
const substance = ({ event, services, rejections }: AuthorizationAnswer): string =>
  text({ event, services: services.map(text).sort(), rejections: rejections.map(text).sort() });

/** A short name of an answer, for a person to choose it by; the same answer has the same name for ever. */
export function nameOfAnswer(answer: AuthorizationAnswer): string {
  let hash = 0x811c9dc5;
  for (const char of text(answer)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

/** Keys in one order: the record store gives them back in another than they came in. */
function text(value: object): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const made = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  texts.set(value, made);
  return made;
}
/** Answers never change, and the state is worked out anew after every event. */
const texts = new WeakMap<object, string>();
