/** The cases of `test/coding/cases`: sentences, inputs and expectations in words, turned into billing cases. */

import type { CodedLine } from '../../src/coding/answer.ts';
import { readCase } from '../../src/coding/case.ts';
import { codeVisit } from '../../src/coding/codeVisit.ts';
import type { Rules } from '../../src/rules/parse.ts';
import { type Given, type Json, type ReadableCase, type Topic, words } from './caseFiles.ts';
import { medicare } from './cases.ts';

const known = <T>(list: Readonly<Record<string, T>>, name: string): T => {
  const found = list[name];
  if (found === undefined) throw new Error(`_words.yaml does not know ${name}`);
  return found;
};

interface Expected extends Pick<ReadableCase, 'where'> {
  readonly result: string;
  readonly lines: readonly string[];
  /** The sentence itself where it is there, else everything that is. */
  readonly proves?: readonly unknown[];
  /** For each text the sentences that say it. */
  readonly silent?: readonly (readonly string[])[];
  readonly tells?: readonly unknown[];
  readonly facts?: readonly unknown[];
}

/** What a case comes to: `claim VIALS_NOT_OPTIMAL`, and its lines in words. */
export function answerOf(one: ReadableCase, topic: Topic, rules: Rules): Expected {
  const outcome = readCase(inputOf(one));
  if (!outcome.ok) {
    const { where, tells } = one;
    const paths = outcome.issues.map(({ path }) => path ?? 'nowhere');
    const words = outcome.issues.map(({ message }) => message).join('\n');
    return {
      result: 'invalid',
      lines: [],
      ...(where === undefined ? {} : { where: paths }),
      ...(tells === undefined ? {} : { tells: tells.map((text) => (words.includes(text) ? text : words)) }),
    };
  }
  const answer = codeVisit(outcome.value, rules);
  const only = one.only ?? topic.only;
  const isWork = (hcpcs: string): boolean => !rules.codes.has(hcpcs);
  const lines = answer.lines
    .filter(({ hcpcs }) => only === undefined || isWork(hcpcs) === (only === 'work'))
    .map(({ hcpcs, units, modifiers, ndc }) => {
      const quantity = ndc === undefined || topic.ndc === false ? [] : [ndc.quantity, ndc.uom];
      return [hcpcs, 'x', String(units), ...[...modifiers].sort(), ...quantity].join(' ');
    });
  const problems = [...answer.errors, ...answer.warnings];
  const proof = answer.lines.flatMap((line) => line.proof);
  const words = problems.map(({ message }) => message).join('\n');
  const facts = answer.lines.flatMap(factsOf);
  return {
    result: [answer.result, ...problems.map(({ code }) => code)].join(' '),
    lines: lines.sort(),
    ...(one.proves === undefined
      ? {}
      : { proves: one.proves.map((text) => (proof.some(isSaid(text)) ? text : proof)) }),
    ...(one.silent === undefined
      ? {}
      : { silent: one.silent.map((text) => proof.filter((each) => each.includes(text))) }),
    ...(one.where === undefined ? {} : { where: problems.map(({ path }) => path ?? 'nowhere') }),
    ...(one.tells === undefined ? {} : { tells: one.tells.map((text) => (words.includes(text) ? text : words)) }),
    ...(one.facts === undefined ? {} : { facts: one.facts.map((text) => (facts.includes(text) ? text : facts)) }),
  };
}

/** The whole sentence; one that begins or ends with … is a part of it. */
const isSaid =
  (text: string) =>
  (sentence: string): boolean =>
    text.startsWith('…') && text.endsWith('…')
      ? sentence.includes(text.slice(1, -1))
      : text.startsWith('…')
        ? sentence.endsWith(text.slice(1))
        : text.endsWith('…')
          ? sentence.startsWith(text.slice(0, -1))
          : sentence === text;

/** Facts of a line besides code, units, modifiers and NDC, each with the line it stands on. */
function factsOf({ hcpcs, units, modifiers, ndc, proof, ...facts }: CodedLine): readonly string[] {
  return [
    ...Object.entries(facts).map(
      ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
    ...proof.map((sentence) => `proof ${sentence}`),
  ].map((fact) => `${[hcpcs, 'x', units, ...modifiers].join(' ')} ${fact}`);
}

/** What a case should come to, in the same words. */
export function expectedOf({
  expect = 'claim',
  warns = [],
  lines = [],
  proves,
  silent,
  where,
  tells,
  facts,
}: ReadableCase): Expected {
  const ordered = lines.map((line) => {
    const [hcpcs = '', x = '', units = '', ...rest] = line.split(' ');
    const at = rest.findIndex(
      (word) => /^[\d.]+$/.test(word) && /^(ML|UN)$/.test(rest.at(-1) ?? '') && word === rest.at(-2),
    );
    const modifiers = at < 0 ? rest : rest.slice(0, at);
    return [hcpcs, x, units, ...modifiers.sort(), ...(at < 0 ? [] : rest.slice(at))].join(' ');
  });
  return {
    result: [expect, ...warns].join(' '),
    lines: ordered.sort(),
    ...(proves === undefined ? {} : { proves }),
    ...(silent === undefined ? {} : { silent: silent.map(() => []) }),
    ...(where === undefined ? {} : { where }),
    ...(tells === undefined ? {} : { tells }),
    ...(facts === undefined ? {} : { facts }),
  };
}

export function inputOf(one: ReadableCase): Json {
  return {
    date_of_service: one.on ?? '2026-11-10',
    payer_rules: { ...medicare, ...known(words.payers, one.payer ?? 'medicare') },
    setting: known(words.places, one.at ?? 'office'),
    acquired_340b: false,
    administrations: one.given.map(administrationOf),
    ...one.visit,
  };
}

const TECHNIQUES: Readonly<Record<string, string>> = { injection: 'sc_im' };

function administrationOf(
  { drug, dose, how, class: kind, time, from, ndc, bare, ...more }: Given,
  index: number,
): Json {
  const [route = 'IV', way = 'infusion'] = (how ?? 'IV infusion').split(' ');
  const [value = '', ...unit] = dose.split(' ');
  const charted = more['start'] !== undefined || more['stop'] !== undefined;
  const [start, stop] = (time ?? (way === 'infusion' && !charted ? '09:00-09:30' : '')).split('-');
  return {
    id: `a${index + 1}`,
    drug,
    dose: { value, unit: unit.join(' ') },
    route,
    technique: TECHNIQUES[way] ?? way,
    admin_class: kind ?? 'chemo',
    start: start || null,
    stop: stop || null,
    vascular_access: 'A',
    concurrent_with: null,
    packages: from?.split(' + ').map((item) => packageOf(item, ndc, bare ?? false)) ?? [],
    ...more,
  };
}

function packageOf(item: string, ndc: string | undefined, bare: boolean): Json {
  const [count = '', name = ''] = item.split(' ');
  const [ndc11 = '', amount = '', volume = '', kind = '', uom = ''] = known(words.containers, name)
    .split(/, */)
    .map((part) => part.replaceAll('"', ''));
  const [value = '', ...unit] = amount.split(' ');
  const opened = { ndc11: ndc ?? ndc11, containers_opened: Number(count) };
  if (bare) return opened;
  return {
    ...opened,
    amount_per_container: value,
    amount_unit: unit.join(' '),
    volume_ml_per_container: volume === '-' ? null : volume,
    container_type: kind === '' ? null : kind,
    ndc_uom: uom,
  };
}
