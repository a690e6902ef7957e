import { describe, expect, test } from 'vitest';
import { readMappings } from '../../src/adapters/mappingsFolder.ts';
import { formatCents } from '../../src/money.ts';
import { formatDecimal } from '../../src/quantity.ts';
import {
  administrationClass,
  authorizationWanted,
  chargeFor,
  drugByHcpcs,
  drugByName,
  drugByNdc,
  drugByRxNorm,
  oppsStatus,
  payer,
  payerByIdentifier,
  payerByName,
  preferredBefore,
  unitLimit,
} from '../../src/rules/lookup.ts';
import { type Payer, parseRules } from '../../src/rules/parse.ts';
import type { RulesFile } from '../../src/rules/types.ts';
import { amountOf, convert, parseAmount } from '../../src/rules/units.ts';
import { shippedRules } from '../coding/rules.ts';

const files = await readMappings();
const rules = await shippedRules();
const codes = (found: readonly { readonly hcpcs: string }[]): readonly string[] =>
  found.map((code) => code.hcpcs).sort();

describe('the shipped mappings', () => {
  test('hold every code and package', () => {
    expect([rules.codes.size, rules.packages.size]).toEqual([369, 2407]);
    expect([...rules.packages.values()].reduce((total, row) => total + row.codes.length, 0)).toBe(2545);
    expect([...rules.payers.keys()]).toEqual([
      'example-advantage',
      'example-commercial',
      'example-managed',
      'example-medicare',
    ]);
  });

  test('name a source for every package and every default', () => {
    const known = Object.keys(rules.sources.sources);
    expect(Object.values(rules.sources.defaults).filter((source) => !known.includes(source))).toEqual([]);
    expect([...rules.packages.values()].filter((row) => !known.includes(row.source))).toEqual([]);
  });

  test('agree with themselves: a container holds a whole or a known number of units', () => {
    const unreadable = [...rules.packages.values()].filter((row) =>
      row.codes.some((code) => {
        const unit = rules.codes.get(code)?.unit;
        return unit === null || unit === undefined || convert(row.amount, unit.unit) === undefined;
      }),
    );
    expect(unreadable.map((row) => row.hyphenated)).toEqual([]);
  });

  test('hold no AMA number among the drug codes', () => {
    expect([...rules.codes.keys()].filter((code) => /^\d/.test(code))).toEqual([]);
  });
});

describe('looking up a drug', () => {
  test.each([
    ['71288016330', '2026-09-30', ['J0640']],
    ['71288016330', '2026-10-01', ['J0643']],
    ['00143955201', '2026-10-01', ['J0643']],
    ['25682000101', '2025-03-31', ['J1300']],
    ['25682000101', '2025-04-01', ['J1299']],
    ['55513000601', '2026-11-10', ['J0881', 'J0882']],
    ['00338004903', '2026-11-10', ['J7030', 'J7040', 'J7050']],
    ['61755005401', '2026-03-31', []],
  ])('NDC %s on %s: %s', (ndc11, date, expected) => {
    expect(codes(drugByNdc(rules, ndc11, date)?.codes ?? [])).toEqual(expected);
  });

  test('an NDC nobody listed is not found', () => {
    expect(drugByNdc(rules, '99999999999', '2026-11-10')).toBeUndefined();
  });

  test.each([
    ['J0640', '2026-09-30', true],
    ['J0640', '2026-10-01', false],
    ['J0643', '2026-09-30', false],
    ['J0643', '2026-10-01', true],
    ['X9999', '2026-10-01', false],
  ])('code %s on %s: %s', (hcpcs, date, found) => {
    expect(drugByHcpcs(rules, hcpcs, date) !== undefined).toBe(found);
  });

  test('an RxNorm ingredient has many codes: candidates, not an answer', () => {
    expect(codes(drugByRxNorm(rules, '191831', '2026-11-10'))).toEqual(['J1745', 'Q5103', 'Q5104', 'Q5121']);
    expect(drugByRxNorm(rules, '68446', '2026-11-10').length).toBeGreaterThan(5);
  });

  test.each([
    ['Teclistamab-cqyv', ['J9380']],
    ['TECVAYLI', ['J9380']],
    ['leucovorin', ['J0640', 'J0643', 'J0644']],
    ['normal saline', ['J7030', 'J7040', 'J7050']],
    ['infliximab', ['J1745']],
    ['wondermab', []],
    ['', []],
  ])('name %s: %s', (name, expected) => {
    expect(codes(drugByName(rules, name))).toEqual(expected);
  });

  test('label truth replaces the known faults of the crosswalk', () => {
    const volume = (ndc11: string) => rules.packages.get(ndc11)?.volumeMl?.toFixed() ?? null;
    expect([volume('55513073001'), volume('78206014701'), volume('61703033956')]).toEqual(['1.7', null, '60']);
    expect(formatDecimal(rules.packages.get('79952011001')?.amount.value ?? amountOf('0', 'mg').value)).toBe('10');
  });
});

describe('looking up a payer', () => {
  const known = (id: string): Payer => payer(rules, id) ?? missing(id);
  const drug = (hcpcs: string) => rules.codes.get(hcpcs) ?? missing(hcpcs);

  test('by id, identifier or name', () => {
    expect(payerByIdentifier(rules, 'urn:infusebridge:payer', 'example-commercial')?.id).toBe('example-commercial');
    expect(payerByIdentifier(rules, '', 'EXMCR')?.id).toBe('example-medicare');
    expect(payerByIdentifier(rules, 'urn:other', 'EXMCR')).toBeUndefined();
    expect(payerByName(rules, ' example ADVANTAGE ')?.id).toBe('example-advantage');
    expect(payer(rules, 'nobody')).toBeUndefined();
  });

  test.each([
    ['example-medicare', 'J9271', false],
    ['example-advantage', 'J9271', true],
    ['example-advantage', 'J9045', false],
    ['example-commercial', 'J9045', true],
    ['example-commercial', 'J2405', false],
  ])('%s wants an authorization for %s: %s', (id, hcpcs, wanted) => {
    expect(authorizationWanted(known(id), drug(hcpcs))).toBe(wanted);
  });

  test('the commercial example wants biosimilars first, the others do not', () => {
    const first = (id: string, hcpcs: string) => codes(preferredBefore(rules, known(id), drug(hcpcs), '2026-11-10'));
    expect(first('example-commercial', 'J1745')).toEqual(['Q5103', 'Q5104', 'Q5121']);
    expect(first('example-commercial', 'Q5121')).toEqual([]);
    expect(first('example-commercial', 'J9271')).toEqual([]);
    expect(first('example-medicare', 'J1745')).toEqual([]);
  });

  test.each([
    ['example-medicare', 'J3380', 'chemo'],
    ['example-commercial', 'J3380', 'ther'],
    ['example-commercial', 'J9271', 'chemo'],
    ['example-commercial', 'J9217', 'hormonal'],
    ['example-commercial', 'J7030', 'hyd'],
    ['example-commercial', 'J9999', undefined],
  ])('%s gives %s as %s', (id, hcpcs, expected) => {
    expect(administrationClass(known(id), drug(hcpcs))).toBe(expected);
  });

  test('charges are cents per unit from their date', () => {
    const charge = (code: string, date: string, units: number) => {
      const cents = chargeFor(rules, known('example-commercial'), code, date, units);
      return cents === undefined ? undefined : formatCents(cents);
    };
    expect([
      charge('J9271', '2026-11-10', 200),
      charge('96413', '2026-11-10', 1),
      charge('J9271', '2025-12-31', 1),
      charge('J9999', '2026-11-10', 1),
    ]).toEqual(['12000.00', '310.00', undefined, undefined]);
  });

  test('limits and status are known by claim and date', () => {
    expect(unitLimit(rules, 'J9245', '837P', '2026-11-10')?.units).toBe(9);
    expect(unitLimit(rules, 'J9245', '837I', '2026-11-10')?.units).toBe(11);
    expect(unitLimit(rules, '96376', '837P', '2026-11-10')?.units).toBe(0);
    expect(unitLimit(rules, 'J7030', '837P', '2026-11-10')).toBeUndefined();
    expect(oppsStatus(rules, 'J2405', '2026-02-10')).toEqual({ from: '2026-04-01', value: 'N' });
  });
});

describe('faults in the mappings', () => {
  const change = (path: string, from: string | RegExp, to: string): readonly RulesFile[] =>
    files.map((file) => (file.path === path ? { path, text: file.text.replace(from, to) } : file));
  const teclistamab = 'mappings/drugs/teclistamab.yaml';
  test.each([
    [
      'a unit that is none',
      change(teclistamab, 'unit: 0.5 mg', 'unit: half'),
      'MAPPING_VALUE',
      `${teclistamab} codes.J9380`,
    ],
    [
      'a misspelt key',
      change(teclistamab, 'container:', 'contaner:'),
      'MAPPING_VALUE',
      `${teclistamab} codes.J9380.container`,
    ],
    ['a code of four characters', change(teclistamab, 'J9380:', 'J938:'), 'MAPPING_VALUE', `${teclistamab} codes.J938`],
    [
      'an NDC without hyphens',
      change(teclistamab, '57894-0449-01', '57894044901'),
      'MAPPING_ROW',
      `${teclistamab} packages 57894044901 |`,
    ],
    [
      'an amount that is none',
      change(teclistamab, '| 30 mg', '| thirty'),
      'MAPPING_ROW',
      `${teclistamab} packages 57894-0449-01`,
    ],
    [
      'a code twice in a row',
      change(teclistamab, '| J9380 | Tecvayli | 30', '| J9380 J9380 | Tecvayli | 30'),
      'MAPPING_ROW',
      `${teclistamab} packages 57894-0449-01`,
    ],
    [
      'a row for a code of another file',
      change(teclistamab, '| J9380 | Tecvayli | 30', '| J9271 | Tecvayli | 30'),
      'MAPPING_ROW',
      `${teclistamab} packages 57894-0449-01`,
    ],
    [
      'an unknown source',
      change(teclistamab, 'xw-2026q1', 'hearsay'),
      'MAPPING_ROW',
      `${teclistamab} packages 57894-0449-01`,
    ],
    [
      'an NDC listed twice',
      change(teclistamab, '57894-0449-01', '00006-3026-02'),
      'MAPPING_TWICE',
      `${teclistamab} packages 00006-3026-02`,
    ],
    [
      'a start after the end',
      change(teclistamab, 'to: null', 'to: 2020-01-01'),
      'MAPPING_VALUE',
      `${teclistamab} codes.J9380`,
    ],
    ['text that is no YAML', change(teclistamab, 'codes:', 'codes: ['), 'MAPPING_SYNTAX', teclistamab],
    [
      'a successor nobody knows',
      change('mappings/drugs/leucovorin.yaml', 'replaced_by: J0643', 'replaced_by: J1111'),
      'MAPPING_VALUE',
      'mappings/drugs/leucovorin.yaml codes.J0640',
    ],
    [
      'a fee schedule nobody knows',
      change('mappings/payers/example-medicare.yaml', 'fees: example-2026', 'fees: dream'),
      'MAPPING_VALUE',
      'mappings/payers/example-medicare.yaml',
    ],
    [
      'a fee schedule described twice',
      [
        ...files,
        ...files
          .filter((file) => file.path.endsWith('example-2026.yaml'))
          .map((file) => ({ ...file, path: 'mappings/payers/fees/more.yaml' })),
      ],
      'MAPPING_TWICE',
      'mappings/payers/fees/more.yaml',
    ],
    [
      'a missing file',
      files.filter((file) => file.path !== 'mappings/codes/places.yaml'),
      'MAPPING_MISSING',
      'mappings/codes/places.yaml',
    ],
  ])('%s', (_name, changed, code, path) => {
    const outcome = parseRules(changed);
    expect(outcome.ok).toBe(false);
    expect(outcome.issues.map((issue) => [issue.code, issue.path])).toContainEqual([code, path]);
    expect(outcome.issues.every((issue) => issue.message.includes(';'))).toBe(true);
  });

  test('all come back at once', () => {
    const twice = change(teclistamab, 'unit: 0.5 mg', 'unit: half').map((file) =>
      file.path === 'mappings/drugs/pembrolizumab.yaml' ? { ...file, text: file.text.replace('100 mg', 'much') } : file,
    );
    expect(parseRules(twice).issues.length).toBeGreaterThanOrEqual(2);
  });
});

describe('units of amount', () => {
  test.each([
    ['4200 ug', 'mg', '4.2'],
    ['0.028 mg', 'mcg', '28'],
    ['1 g', 'mg', '1000'],
    ['40000 [iU]', 'unit', '40000'],
    ['1 L', 'mL', '1000'],
    ['20 meq', 'mEq', '20'],
    ['5 mL', 'mg', undefined],
    ['5 mg', 'unit', undefined],
  ])('%s in %s: %s', (text, unit, expected) => {
    const amount = parseAmount(text) ?? missing(text);
    expect(convert(amount, unit)?.toFixed()).toBe(expected);
  });
});

function missing(what: string): never {
  throw new Error(`${what} should be there`);
}
