/** The page of `mappings show`, for a terminal of 80 columns. */

import { basisText } from '../../rules/basis.ts';
import { plain } from '../read/rows.ts';
import { hanging } from '../wrap.ts';
import type { CodeView, OtherView, PackageView, Sourced, SubjectView } from './view.ts';

type ModifierView = Extract<SubjectView, { readonly modifier: unknown }>['modifier'];
const LABEL = 22;
/** Beyond so many codes each gets one line: ask for one of them to see all of it. */
const SHOWN_WHOLE = 2;

export function showPage(view: SubjectView): string {
  const body = pieces(view).join('');
  const named = Object.entries(view.sources).filter(([key]) => new RegExp(`\\[(?:[\\w-]+ )?${key}[\\], ]`).test(body));
  const legend = named.map(([key, { name, date, status }]) =>
    hanging(`  ${`[${key}]`.padEnd(LABEL)}`, `${name} (${date}, ${status})`),
  );
  return plain([`On ${view.on}:\n`, body, named.length === 0 ? '' : '\nSources:\n', ...legend].join(''));
}

function pieces(view: SubjectView): readonly string[] {
  if ('other' in view) return [otherText(view.other)];
  if ('modifier' in view) return [modifierText(view.modifier, view.inEffect)];
  const found = 'package' in view ? [packageText(view.package, view.codes), '\n'] : [];
  const state = 'inEffect' in view && !view.inEffect ? [notInEffect(view.codes[0], view.instead)] : [];
  const none = view.codes.length === 0 ? ['No code of it is in effect on this date.\n'] : [];
  const codes = view.codes.length > SHOWN_WHOLE ? list(view.codes) : view.codes.map(codeText);
  return [...found, ...state, ...none, ...codes];
}

const list = (codes: readonly CodeView[]): readonly string[] => [
  'Candidates; only the NDC decides which one is billed:\n',
  ...codes.map(({ hcpcs, name, unit, routes }) =>
    hanging(`  ${hcpcs}  `, `${name}, ${unit.value ?? 'no unit'}, ${routes.value.join(' ')}`),
  ),
];

function notInEffect(code: CodeView | undefined, instead: readonly string[]): string {
  const { from, to } = code?.period.value ?? { from: null, to: null };
  const use = instead.length === 0 ? 'nothing stands for it on this date' : `use ${instead.join(', ')}`;
  return hanging('  ', `NOT IN EFFECT (${from ?? 'open'} to ${to ?? 'open'}): ${use}`);
}

const field = (label: string, text: string): string => hanging(`  ${label.padEnd(LABEL)}`, text);

/** A value with its source behind it; nothing where the mappings are silent. */
function sourced(label: string, value: Sourced<unknown> | null, text?: string): string {
  if (value === null || value.value === null) return '';
  const since = value.from === undefined ? '' : `, since ${value.from}`;
  return field(label, `${text ?? String(value.value)}${since} [${basisText(value)}]`);
}

function codeText(code: CodeView): string {
  const { period, unitsPerDay, packages, payers, charges } = code;
  const limit = unitsPerDay.practitioner;
  return [
    hanging(`${code.hcpcs}  `, `${code.name}${code.brands.length === 0 ? '' : ` (${code.brands.join(', ')})`}`),
    field('file', code.file),
    sourced('in effect', period, `${period.value.from ?? 'open'} to ${period.value.to ?? 'open'}`),
    code.replacedBy === null ? '' : field('replaced by', code.replacedBy),
    sourced('one unit is', code.unit),
    sourced('routes', code.routes, code.routes.value.join(' ')),
    sourced('administration', code.administration),
    sourced('container', code.container),
    sourced('NDC counted in', code.ndcUnit),
    sourced('OPPS status', code.opps),
    sourced('units a day at most', limit, `${limit?.value} practitioner, ${unitsPerDay.hospital?.value} hospital`),
    sourced('authorization', code.authorization),
    ...charges.map(({ schedule, perUnit, from, source }) =>
      field('charge per unit', `${perUnit} (${schedule}, since ${from})  ${source}`),
    ),
    ...payers.map(({ id, authorization, administration, source }) =>
      field(
        id,
        `${authorization ? 'asks for' : 'wants no'} authorization, given as ${administration ?? '-'}  ${source}`,
      ),
    ),
    code.note === null ? '' : field('note', code.note),
    code.confidence === 'high' ? '' : field('confidence', code.confidence),
    packages.length === 0 ? '' : '  packages\n',
    ...packages.map((one) => hanging(`    ${one.ndc}  `, packageLine(one))),
  ].join('');
}

const packageLine = ({
  product,
  amount,
  volumeMl,
  containersPerPackage,
  container,
  source,
  basis,
}: PackageView): string =>
  `${[
    product,
    amount ?? '-',
    ...(volumeMl === null ? [] : [`${volumeMl} mL`]),
    ...(containersPerPackage === null || containersPerPackage === 1 ? [] : [`${containersPerPackage} containers`]),
    ...(container === null ? [] : [container]),
  ].join(', ')} [${[...new Set([source, basis.content.source])].join(' ')}]`;

const packageText = (one: PackageView, codes: readonly CodeView[]): string =>
  [
    `NDC ${one.ndc}, on a claim ${one.ndc11}\n`,
    field('file', one.file),
    field('product', one.product),
    field('codes', `${one.codes.join(', ')} [${basisText(one.basis.codes)}]`),
    field(
      'one container holds',
      `${one.amount ?? '-'}${one.volumeMl === null ? '' : ` in ${one.volumeMl} mL`} [${basisText(one.basis.content)}]`,
    ),
    one.containersPerPackage === null ? '' : field('containers', `${one.containersPerPackage} in a package`),
    ...containerTexts(one, codes),
    one.ndcUnit === null ? '' : field('NDC counted in', `${one.ndcUnit} [${basisText(one.basis.ndcUnit)}]`),
    one.note === null ? '' : field('note', one.note),
  ].join('');

/** As a coded line says it: by NDC, else by code, else nobody knows and the claim is held where waste matters. */
function containerTexts(one: PackageView, codes: readonly CodeView[]): readonly string[] {
  if (one.container !== null)
    return [field('container', `${one.container}, by NDC [${basisText(one.basis.container)}]`)];
  return codes.map(({ hcpcs, container }) =>
    field(
      'container',
      container.value === null
        ? `not known for ${hcpcs}: a claim with JW or JZ is held until it is charted`
        : `${container.value}, by code ${hcpcs} [${basisText(container)}]`,
    ),
  );
}

function modifierText(
  { modifier, from, to, required, replaced_by, note, source }: ModifierView,
  isInEffect: boolean,
): string {
  return [
    `${modifier}  ${note}\n`,
    field(isInEffect ? 'in effect' : 'NOT IN EFFECT', `${from ?? 'open'} to ${to ?? 'open'}`),
    required === undefined ? '' : field('required since', required),
    replaced_by === undefined ? '' : field('replaced by', replaced_by),
    field('source', source),
  ].join('');
}

function otherText({ code, uses, unitsPerDay, charges }: OtherView): string {
  return [
    `${code}  no drug\n`,
    ...uses.map(({ place, file }) => field('used as', `${place}  ${file}`)),
    unitsPerDay === null
      ? ''
      : field(
          'units a day at most',
          `${unitsPerDay.practitioner} practitioner, ${unitsPerDay.hospital} hospital, since ${unitsPerDay.from} [${basisText(unitsPerDay)}]`,
        ),
    ...charges.map(({ schedule, perUnit, from, source }) =>
      field('charge per unit', `${perUnit} (${schedule}, since ${from})  ${source}`),
    ),
  ].join('');
}
