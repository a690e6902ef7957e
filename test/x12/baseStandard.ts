/**
 * A second opinion on a 278: what the base standard 005010 allows, whatever a guide says. It shares no line and no table
 * with src/x12 and reads the bytes in its own, simple way, so that an error there cannot hide here.
 *
 * Facts: the base standard as an open-source dictionary of it (stupidedi) has it; HL02, HSD, UM, HCR and AAA from published
 * companion guides.
 */

/**
 * An element is TYPE:MIN-MAX, `!` where it must be there, `^` where it may repeat; a composite stands in parentheses.
 * After `;` what elements ask of each other: P all or none, R at least one, E at most one, C the first asks for the others.
 */
const DICTIONARY = `
ST  ID:3-3! AN:4-9! AN:1-35
SE  N0:1-10! AN:4-9!
GS  ID:2-2! AN:2-15! AN:2-15! DT:8-8! TM:4-8! N0:1-9! ID:1-2! AN:1-12!
GE  N0:1-6! N0:1-9!
IEA N0:1-5! N0:9-9!
BHT ID:4-4! ID:2-2! AN:1-50 DT:8-8 TM:4-8 ID:2-2
HL  AN:1-12! AN:1-12 ID:1-2! ID:1-1
TRN ID:1-2! AN:1-50! AN:10-10 AN:1-50
AAA ID:1-1! ID:2-2 ID:2-2 ID:1-1
UM  ID:1-2! ID:1-1 ID:1-2 (AN:1-2! ID:1-2 ID:1-1) (ID:2-3! ID:2-3 ID:2-3 ID:2-2 ID:2-3) ID:1-3 ID:1-1 ID:1-1 ID:1-1 ID:1-2
HCR ID:1-2! AN:1-50 AN:1-30^ ID:1-1
REF ID:2-3! AN:1-50 AN:1-80 (ID:2-3! AN:1-50! ID:2-3 AN:1-50 ID:2-3 AN:1-50 ; P0304 P0506) ; R0203
DTP ID:3-3! ID:2-3! AN:1-35!
HI  HEALTH! HEALTH HEALTH HEALTH HEALTH HEALTH HEALTH HEALTH HEALTH HEALTH HEALTH HEALTH
SV1 PROCEDURE! R:1-18 ID:2-2 R:1-15 AN:1-2 ID:1-2 (N0:1-2! N0:1-2 N0:1-2 N0:1-2) R:1-18 ID:1-1 ID:1-2 ID:1-1 ID:1-1 ID:1-2 AN:1-2 ID:1-1 ID:1-1 AN:1-50 ID:3-15 R:1-18 ID:1-1 ID:1-1 ; P0304
SV2 AN:1-48 PROCEDURE R:1-18 ID:2-2 R:1-15 R:1-10 R:1-18 ID:1-1 ID:1-1 ID:1-1 ; R0102 P0405
HSD ID:2-2 R:1-15 ID:2-2 R:1-6 ID:1-2 N0:1-3 ID:1-2 ID:1-1 ; P0102 C0605
CRC ID:2-2! ID:1-1! ID:2-3! ID:2-3 ID:2-3 ID:2-3 ID:2-3
CL1 ID:1-1 ID:1-1 ID:1-2 ID:1-1
CR1 ID:2-2 R:1-10 ID:1-1 ID:1-1 ID:2-2 R:1-15 AN:1-55 AN:1-55 AN:1-80 AN:1-80 ; P0102 P0506
CR6 ID:1-1! DT:8-8! ID:2-3 AN:1-35 DT:8-8 ID:1-1 ID:1-1! ID:1-1! DT:8-8 ID:2-2 AN:1-15 DT:8-8 DT:8-8 DT:8-8 ID:2-3 AN:1-35 ID:1-1 DT:8-8 DT:8-8 DT:8-8 DT:8-8 ; P0304 P091011 P1516
PWK ID:2-2! ID:1-2 N0:1-2 ID:2-3 ID:1-2 AN:2-80 AN:1-80 (ID:1-2! ID:1-2 ID:1-2 ID:1-2 ID:1-2) ID:1-2 ; P0506
MSG AN:1-264! AN:2-2 N0:1-9 ; C0302
NM1 ID:2-3! ID:1-1! AN:1-60 AN:1-35 AN:1-25 AN:1-10 AN:1-10 ID:1-2 AN:2-80 ID:2-2 ID:2-3 AN:1-60 ; P0809 C1110 C1203
N3  AN:1-55! AN:1-55
N4  AN:2-30 ID:2-2 ID:3-15 ID:2-3 ID:1-2 ID:1-30 ID:1-3 ; E0207 C0605 C0704
PER ID:2-2! AN:1-60 ID:2-2 AN:1-256 ID:2-2 AN:1-256 ID:2-2 AN:1-256 AN:1-20 ; P0304 P0506 P0708
PRV ID:1-3! ID:2-3 AN:1-50 ID:2-2 (AN:1-3! ID:2-2 ID:1-1) ID:3-3 ; P0203
DMG ID:2-3 AN:1-35 ID:1-1 ID:1-1 (ID:1-1 ID:1-3 AN:1-30)^ ID:1-2 ID:2-3 ID:1-2 R:1-15 ID:1-3 AN:1-30 ; P0102 P1011 C1105
INS ID:1-1! ID:2-2! ID:3-3 ID:2-3 ID:1-1 (ID:1-1! ID:1-1 ID:1-1 ID:1-1) ID:1-2 ID:2-2 ID:1-1 ID:1-1 ID:2-3 AN:1-35 ID:1-1 AN:2-30 ID:2-2 ID:2-3 N0:1-9 ; P1112
`
  .replaceAll('HEALTH', '(ID:1-3! AN:1-30! ID:2-3 AN:1-35 R:1-18 R:1-15 AN:1-30 AN:1-30 ID:1-1 ; P0304 E0809)')
  .replaceAll('PROCEDURE', '(ID:2-2! AN:1-48! AN:2-2 AN:2-2 AN:2-2 AN:2-2 AN:1-80 AN:1-48)');

/** Order of the segments in the levels (2000) and in the parties (2010) of a 278, each with the number that may stand there. */
const LEVEL = places(`
HL:1 TRN:9 AAA:9 UM:1 HCR:1 REF:9 DTP:9 HI:1 SV1:1 SV2:1 SV3:1 TOO:32 HSD:1 CRC:9 CL1:1 CR1:1 CR2:1 CR4:1 CR5:1 CR6:1
CR7:1 CR8:1 PWK:999 MSG:1`);
const PARTY = places('NM1:1 REF:9 N2:1 N3:1 N4:1 PER:3 AAA:9 PRV:1 DMG:1 INS:1 DTP:9');

/** @returns every fault of an interchange of 278s in the eyes of the base standard, as `SEGMENT number: what`; none is good. */
export function faultsByBaseStandard(text: string): readonly string[] {
  const [element = '', repetition = '', component = '', terminator = ''] = [3, 82, 104, 105].map((at) =>
    text.charAt(at),
  );
  const faults: string[] = [];
  const segments = text
    .slice(106)
    .split(terminator)
    .map((one) => one.replace(/^[\r\n]+/, ''))
    .filter((one) => one !== '')
    .map((one) => one.split(element));
  const say = (at: number, what: string) => faults.push(`${segments[at]?.[0]} ${at + 1}: ${what}`);
  for (const [at, [id = '', ...elements]] of segments.entries()) {
    const spec = SPECS.get(id);
    if (spec === undefined) say(at, 'not a segment of a 278');
    else for (const fault of faultsOf(spec, elements, [repetition, component])) say(at, fault);
  }
  for (const [at, [id]] of segments.entries()) if (id === 'ST') setFaults(segments, at, say);
  envelopeFaults(text.slice(0, 106).split(element), segments, say);
  return faults;
}

interface Spec {
  readonly elements: readonly ElementSpec[];
  readonly notes: readonly string[];
}
interface ElementSpec {
  readonly required: boolean;
  readonly repeats: boolean;
  readonly of: Spec | { readonly type: string; readonly min: number; readonly max: number };
}

const SPECS: ReadonlyMap<string, Spec> = new Map(
  DICTIONARY.trim()
    .split('\n')
    .map((line) => [line.slice(0, 3).trim(), specOf(line.slice(4))]),
);

function specOf(text: string): Spec {
  const closing = text.lastIndexOf(')');
  const split = text.indexOf(';', closing);
  const [body, notes] = split < 0 ? [text, ''] : [text.slice(0, split), text.slice(split + 1)];
  const elements = [...body.matchAll(/(\([^)]*\)|\w\w?\w?:\d+-\d+)(!?)(\^?)/g)].map(
    ([, of = '', required, repeats]) => {
      const [type = '', min, max] = of.split(/[:-]/);
      const inner = of.startsWith('(') ? specOf(of.slice(1, -1)) : { type, min: Number(min), max: Number(max) };
      return { required: required === '!', repeats: repeats === '^', of: inner };
    },
  );
  return { elements, notes: notes.trim().split(' ').filter(Boolean) };
}

function faultsOf(spec: Spec, values: readonly string[], separators: readonly string[]): readonly string[] {
  const [repetition = '', component = ''] = separators;
  const faults: string[] = [];
  if (values.length > spec.elements.length) faults.push(`${values.length} elements, at most ${spec.elements.length}`);
  if (values.at(-1) === '') faults.push('ends with an empty element');
  for (const [at, { required, repeats, of }] of spec.elements.entries()) {
    const value = values[at] ?? '';
    const say = (what: string) => faults.push(`element ${at + 1} ${what}`);
    if (value === '' && required) say('is missing');
    if (value === '') continue;
    if (!repeats && value.includes(repetition)) say('repeats');
    for (const one of value.split(repetition)) {
      if ('type' in of) {
        const fault = valueFault(of, one);
        if (fault !== '') say(fault);
      } else for (const fault of faultsOf(of, one.split(component), ['\0', '\0'])) say(`has ${fault}`);
    }
  }
  return [...faults, ...noteFaults(spec.notes, values)];
}

function noteFaults(notes: readonly string[], values: readonly string[]): readonly string[] {
  return notes.filter((note) => {
    const there = (note.slice(1).match(/\d\d/g) ?? []).map((at) => (values[Number(at) - 1] ?? '') !== '');
    const count = there.filter(Boolean).length;
    if (note.startsWith('P')) return count > 0 && count < there.length;
    if (note.startsWith('R')) return count === 0;
    if (note.startsWith('E')) return count > 1;
    return there[0] === true && count < there.length;
  });
}

function valueFault({ type, min, max }: { type: string; min: number; max: number }, value: string): string {
  const digits = type === 'R' || type === 'N0' ? value.replace(/[-.]/g, '') : value;
  if (digits.length < min || digits.length > max)
    return `has ${digits.length} characters, ${min} to ${max} are allowed`;
  const form = {
    ID: /^[A-Z0-9 ]+$/,
    AN: /^[ -~\u00a0-\u00ff]*[^ ]$/,
    N0: min > 1 ? /^\d+$/ : /^-?(0|[1-9]\d*)$/,
    R: /^-?(0|[1-9]\d*|(0|[1-9]\d*)?\.\d+)$/,
    DT: /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/,
    TM: /^([01]\d|2[0-3])[0-5]\d([0-5]\d(\d\d?)?)?$/,
  }[type];
  if (form === undefined) throw new Error(`The dictionary has no type ${type}.`);
  return form.test(value) ? '' : `is no ${type}: ${value}`;
}

function places(text: string): readonly (readonly [string, number])[] {
  return text
    .trim()
    .split(/\s+/)
    .map((one) => one.split(':'))
    .map(([id = '', most]) => [id, Number(most)]);
}

type Say = (at: number, what: string) => void;

function setFaults(segments: readonly (readonly string[])[], from: number, say: Say): void {
  const to = segments.findIndex(([id], at) => at > from && id === 'SE');
  if (to < 0) {
    say(from, 'has no SE');
    return;
  }
  const [start, end] = [segments[from] ?? [], segments[to] ?? []];
  if (start[1] !== '278') say(from, 'is not a 278');
  if (end[1] !== String(to - from + 1)) say(to, `counts ${end[1]} segments, there are ${to - from + 1}`);
  if (end[2] !== start[2]) say(to, 'has another control number than its ST');
  if (segments[from + 1]?.[0] !== 'BHT') say(from + 1, 'stands where BHT must');
  const body = segments.slice(from + 2, to);
  orderFaults(body, (at, what) => say(from + 2 + at, what));
  levelFaults(body, (at, what) => say(from + 2 + at, what));
}

/** A level or a party begins an order of its own; in it a segment may follow itself and what stands before it. */
function orderFaults(body: readonly (readonly string[])[], say: Say): void {
  let [order, last, count] = [LEVEL, 0, 0];
  for (const [at, [id]] of body.entries()) {
    if (id === 'HL' || id === 'NM1') [order, last, count] = [id === 'HL' ? LEVEL : PARTY, 0, 0];
    const place = order.findIndex(([one]) => one === id);
    if (place < last) say(at, 'stands in the wrong place');
    count = place === last ? count + 1 : 1;
    last = Math.max(place, last);
    if (count > (order[place]?.[1] ?? 0)) say(at, 'stands there too often');
  }
}

function levelFaults(body: readonly (readonly string[])[], say: Say): void {
  const levels = body.flatMap(([id, ...elements], at) => (id === 'HL' ? [{ at, elements }] : []));
  for (const [index, { at, elements }] of levels.entries()) {
    const [number, parent, kind, child] = elements;
    if (number !== String(index + 1)) say(at, `has number ${number}, it is the ${index + 1}.`);
    const before = levels.slice(0, index).some((one) => one.elements[0] === parent);
    if (kind === '20' ? parent !== '' : !before) say(at, 'has the wrong parent');
    const hasChildren = levels.some((one) => one.elements[1] === number);
    if (child !== undefined && child !== '' && (child === '1') !== hasChildren) say(at, 'tells its children wrong');
  }
}

function envelopeFaults(isa: readonly string[], segments: readonly (readonly string[])[], say: Say): void {
  const last = segments.length - 1;
  const widths = [3, 2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1];
  if (widths.some((width, at) => isa[at]?.length !== width)) say(0, 'follows an ISA with wrong widths');
  const groups = segments.filter(([id]) => id === 'GS');
  if (segments[last]?.[0] !== 'IEA') say(last, 'stands where IEA must');
  if (segments[last]?.[1] !== String(groups.length)) say(last, 'counts its groups wrong');
  if (segments[last]?.[2] !== isa[13]) say(last, 'has another control number than its ISA');
  let start = 0;
  for (const [at, [id, count, control]] of segments.entries()) {
    if (id === 'GS') start = at;
    if (id !== 'GE') continue;
    const inside = segments.slice(start, at).filter(([one]) => one === 'ST').length;
    if (count !== String(inside)) say(at, 'counts its sets wrong');
    if (control !== segments[start]?.[6]) say(at, 'has another control number than its GS');
    if (segments[start]?.[1] !== 'HI') say(start, 'is not the group of a 278');
  }
}
