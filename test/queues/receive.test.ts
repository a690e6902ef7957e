import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideByPerson } from '../../queues/casework.ts';
import { Refusal } from '../../src/ports.ts';
import type { World } from '../../src/world.ts';
import { type Arriving, type Clinic, doseOf, fileOf, openClinic, orderOf, renumbered, textOf } from './clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

/** Everything recorded, to tell whether anything was. */
const recorded = async (): Promise<string> => {
  const streams = await clinic.ledger.transact(async (tx) => [
    ...(await tx.streams('authorization/')),
    ...(await tx.streams('claim/')),
  ]);
  const counts = await Promise.all(streams.map(async (stream) => `${stream} ${(await clinic.events(stream)).length}`));
  return counts.join(', ');
};
const renamed = (files: readonly Arriving[]): readonly Arriving[] =>
  files.map(({ name, bytes }) => ({ name: `again-${name}`, bytes }));
const tasks = () => clinic.ehr.takeWrites().filter(({ resourceType }) => resourceType === 'Task');

describe('a file of the partner', () => {
  it('that comes again, under its own name or another, changes nothing', async () => {
    await clinic.chart(...orderOf('again'), ...doseOf('again'));
    const review = clinic.answers('approve');
    await clinic.deliver(review);
    const money = clinic.answers('pay');
    await clinic.deliver(money);
    expect((await clinic.state('again')).claims[0]?.status).toBe('paid');
    const before = await recorded();
    expect(await clinic.deliver([...review, ...money, ...renamed(review), ...renamed(money)])).toEqual([]);
    expect(await recorded()).toBe(before);
    expect(await clinic.partner.receive()).toEqual([]);
  });

  it('that is cut anywhere records nothing, tells a person, and the whole file is taken when it comes', async () => {
    await clinic.approved('half');
    await clinic.chart(...doseOf('half'));
    const files = clinic.answers('pay');
    const remittance = files.at(-1);
    if (remittance === undefined) throw new Error('the payer paid');
    await clinic.deliver(files.slice(0, -1));
    const before = await recorded();
    tasks();
    const text = textOf(remittance);
    const ends = [text.length / 2, text.indexOf('GE*'), text.indexOf('IEA*'), text.length - 3];
    const cuts = await clinic.deliver(ends.map((end) => fileOf(`cut-${end}.x12`, text.slice(0, end))));
    expect(cuts.map(({ state }) => state)).toEqual(ends.map(() => 'quarantined'));
    expect(await recorded()).toBe(before);
    const told = tasks().map(({ description }) => description);
    expect(told).toEqual(
      ends.map(
        () => 'Part of this file was not recorded. Look at the issues, ask the partner, and replay the corrected file.',
      ),
    );
    const [whole] = await clinic.deliver([remittance]);
    expect(whole?.state).toBe('applied');
    expect((await clinic.state('half')).claims[0]?.status).toBe('paid');
  });

  it('that answers a request nobody made is quarantined with its reason and changes nothing', async () => {
    await clinic.approved('stranger');
    const [file] = await clinic.ledger.transact(async (tx) =>
      (await tx.inbounds()).filter(({ name }) => /-2-278/.test(name)).slice(-1),
    );
    if (file === undefined) throw new Error('the payer answered');
    const before = await recorded();
    const [unknown] = await clinic.deliver([
      fileOf('stranger.x12', renumbered(textOf(file), '900000002').replaceAll(/IBA\d{8}/g, 'IBA99999999')),
    ]);
    expect(unknown?.state).toBe('quarantined');
    expect(unknown?.issues.map(({ code }) => code)).toEqual(['UNKNOWN_REFERENCE']);
    expect(await recorded()).toBe(before);
  });

  it.each([
    ['a production file', (text: string) => text.replace('*T*:~', '*P*:~'), ['WRONG_ENVIRONMENT']],
    [
      'a file of somebody else',
      (text: string) => text.replace(/^(ISA.{32}).{15}/, '$1STRANGER       '),
      ['WRONG_SENDER'],
    ],
    [
      'a file for somebody else',
      (text: string) =>
        text.replace(/^(ISA.{51}).{15}/, '$1STRANGER       ').replace(/(GS\*HP\*\w+\*)\w+/, '$1STRANGER'),
      ['WRONG_RECEIVER', 'WRONG_RECEIVER'],
    ],
    [
      'a group for somebody else',
      (text: string) => text.replace(/(GS\*HP\*\w+\*)\w+/, '$1STRANGER'),
      ['WRONG_RECEIVER'],
    ],
    [
      'money for another provider',
      (text: string) => text.replace(/(N1\*PE\*.*\*XX\*)\d{10}/, '$11999999976'),
      ['WRONG_PAYEE'],
    ],
    [
      'money of a payer that is none of ours',
      (text: string) => text.replace(/(N1\*PR\*)[^~]*/, '$1SOMEBODY ELSE').replace(/(REF\*2U\*)\w+/, '$1OTHER'),
      ['PAYER_NOT_ENROLLED'],
    ],
    [
      'money in another currency',
      (text: string) =>
        text
          .replace(/(TRN\*1\*[^~]*~\s*)/, '$1CUR*PR*CAD~\n')
          .replace(/SE\*(\d+)/, (_all, count) => `SE*${Number(count) + 1}`),
      ['CURRENCY_UNKNOWN'],
    ],
  ])('that is %s records nothing and says why; ours is taken after it', async (what, change, codes) => {
    const name = `route-${codes.length}-${what.replaceAll(/[^a-z]/g, '')}`;
    await clinic.approved(name);
    await clinic.chart(...doseOf(name));
    const files = clinic.answers('pay');
    const remittance = files.at(-1);
    if (remittance === undefined) throw new Error('the payer paid');
    await clinic.deliver(files.slice(0, -1));
    const before = await recorded();
    tasks();
    const changed = change(textOf(remittance));
    expect(changed).not.toBe(textOf(remittance));
    const [strange] = await clinic.deliver([fileOf(`${name}.x12`, changed)]);
    expect(strange?.state).toBe('quarantined');
    expect(strange?.issues.map(({ code }) => code)).toEqual(codes);
    expect(await recorded()).toBe(before);
    const notes = tasks().map((task) => JSON.stringify(task['note']));
    expect(notes.map((note) => codes.every((code) => note.includes(code)))).toEqual([true]);
    const [ours] = await clinic.deliver([remittance]);
    expect(ours?.state).toBe('applied');
  });

  it('whose interchange number was used for another file records nothing', async () => {
    await clinic.approved('number');
    await clinic.chart(...doseOf('number'));
    const files = clinic.answers('pay');
    await clinic.deliver(files);
    const before = await recorded();
    const remittance = files.at(-1);
    if (remittance === undefined) throw new Error('the payer paid');
    const other = textOf(remittance).replace(/(TRN\*1\*)\w+/, '$1EFTOTHER');
    const [reused] = await clinic.deliver([fileOf('number-again.x12', other)]);
    expect(reused?.issues.map(({ code }) => code)).toEqual(['CONTROL_NUMBER_REUSED']);
    expect(await recorded()).toBe(before);
  });

  it('that nobody can read is kept, quarantined and told', async () => {
    const files = ['', 'hello', 'ISA*', '\0\0\0', 'ISA*00*          *00*'].map((text, n) =>
      fileOf(`junk-${n}.x12`, text),
    );
    const before = await recorded();
    const arrived = await clinic.deliver(files);
    expect(arrived.map(({ state }) => state)).toEqual(files.map(() => 'quarantined'));
    expect(arrived.every(({ issues }) => issues.some(({ severity }) => severity === 'error'))).toBe(true);
    expect(await recorded()).toBe(before);
    expect(await clinic.ledger.parkedWork()).toEqual([]);
  });
});

describe('acknowledgement, status and remittance of a claim', () => {
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  it.each(orders)('come to the same in the order %i %i %i', async (...order) => {
    const name = `order${order.join('')}`;
    await clinic.approved(name);
    await clinic.chart(...doseOf(name));
    const files = clinic.answers('pay');
    expect(files.map(({ kind }) => kind)).toEqual(['999', '277CA', '835']);
    await clinic.deliver(order.flatMap((index) => files[index] ?? []));
    const { claims } = await clinic.state(name);
    expect(
      claims.map(({ status, postings, codes }) => ({ status, paid: postings.map(({ paid }) => paid), codes })),
    ).toEqual([{ status: 'paid', paid: [787840n], codes: [] }]);
  });
});

describe('the answer to a request', () => {
  it('that comes twice is no news; one that contradicts the first goes to a person and changes nothing', async () => {
    await clinic.approved('contrary');
    const before = await clinic.state('contrary');
    const [file] = await clinic.ledger.transact(async (tx) =>
      (await tx.inbounds()).filter(({ name }) => /-2-278/.test(name)).slice(-1),
    );
    if (file === undefined) throw new Error('the payer answered');
    const reissued = textOf(file)
      .replaceAll(/(ISA.*?\*)(\d{9})(\*0\*T)/g, '$1987654321$3')
      .replace(/IEA\*1\*\d{9}/, 'IEA*1*987654321');
    const [again] = await clinic.deliver([fileOf('reissued.x12', reissued)]);
    expect(again?.state).toBe('applied');
    expect(await clinic.state('contrary')).toEqual(before);
    const denied = renumbered(textOf(file), '900000003')
      .replaceAll(/HCR\*A1\*\w+/g, 'HCR*A3**35')
      .replace(/(BHT\*0007\*11\*[^*]+\*\d{8}\*)\d{4}/, '$12359');
    const [contrary] = await clinic.deliver([fileOf('denied.x12', denied)]);
    expect(contrary?.state).toBe('applied');
    const [after] = (await clinic.state('contrary')).authorizations;
    expect(after?.status).toBe('approved');
    expect(after?.services).toEqual(before.authorizations[0]?.services);
    expect(after?.attention).toMatch(/^The payer sent another answer after approved\. Compare both and call the payer/);
    const [task] = tasks().slice(-1);
    expect(task?.['status']).toBe('requested');

    const [stream = ''] = await clinic.ledger.transact((tx) =>
      tx.linked('patient authorization', 'Patient/contrary-patient'),
    );
    const call = { do: 'settle', stands: 'later', reason: 'The payer confirmed the denial.', by: 'pa.kim' } as const;
    expect((await decideByPerson(stream, call, clinic.world)).ok).toBe(true);
    const [settled] = (await clinic.state('contrary')).authorizations;
    expect([settled?.status, settled?.attention]).toEqual(['denied', undefined]);
    expect((await clinic.events(stream)).at(-1)).toMatchObject({ type: 'Settled', cause: 'person/pa.kim' });
    expect((await decideByPerson(stream, call, clinic.world)).issues).toMatchObject([{ code: 'NOTHING_TO_SETTLE' }]);
  });

  it('that contradicts the first holds the claims of its drug until a person says which one stands', async () => {
    await clinic.approved('unsure');
    const [file] = await clinic.ledger.transact(async (tx) =>
      (await tx.inbounds()).filter(({ name }) => /-2-278/.test(name)).slice(-1),
    );
    const denied = renumbered(textOf(file ?? fileOf('', '')), '900000004')
      .replaceAll(/HCR\*A1\*\w+/g, 'HCR*A3**35')
      .replace(/(BHT\*0007\*11\*[^*]+\*\d{8}\*)\d{4}/, '$12359');
    await clinic.deliver([fileOf('unsure-denied.x12', denied)]);
    await clinic.chart(...doseOf('unsure'));
    const [held] = (await clinic.state('unsure')).claims;
    expect([held?.status, ...(held?.issues ?? []).map(({ code }) => code)]).toEqual([
      'held',
      'AUTHORIZATION_CONTRADICTED',
      'EXPECTED_DENIAL',
    ]);
    const [stream = ''] = await clinic.ledger.transact((tx) =>
      tx.linked('patient authorization', 'Patient/unsure-patient'),
    );
    const call = { do: 'settle', stands: 'earlier', reason: 'The denial was for another plan.', by: 'pa.kim' } as const;
    expect((await decideByPerson(stream, call, clinic.world)).ok).toBe(true);
    await clinic.work();
    expect((await clinic.state('unsure')).claims.map(({ status }) => status)).toEqual(['submitted']);
  });

  it('is told as a document where the EHR takes no ClaimResponse', async () => {
    const refusing: World = {
      ...clinic.world,
      ehr: {
        ...clinic.ehr,
        putByIdentifier: (resource, identifier) =>
          resource.resourceType === 'ClaimResponse'
            ? Promise.reject(new Refusal(405))
            : clinic.ehr.putByIdentifier(resource, identifier),
      },
    };
    await clinic.chart(...orderOf('plain'));
    clinic.ehr.takeWrites();
    await clinic.deliver(clinic.answers('approve'), refusing);
    const types = clinic.ehr.takeWrites().map(({ resourceType }) => resourceType);
    expect([...new Set(types)].sort()).toEqual(['DocumentReference', 'Task']);
    expect(await clinic.ledger.parkedWork()).toEqual([]);
  });

  it.each([
    ['of another member', /NM1\*IL([^~]*)MI\*\w+/, 'NM1*IL$1MI*SOMEONE1', 'ANSWER_OTHER_PATIENT'],
    ['that approves without a number', /HCR\*A1\*\w+/g, 'HCR*A1', 'APPROVAL_WITHOUT_NUMBER'],
    ['that approves nothing', /\*UN\*1200~/, '*UN*0~', 'APPROVAL_OF_NOTHING'],
    ['whose days are reversed', /DTP\*036\*D8\*\d+/g, 'DTP*036*D8*20261001', 'APPROVAL_DATES_REVERSED'],
    ['that also rejects', /(UM\*HS[^~]*~\s*HCR)/, 'AAA*Y**33*C~\n$1', 'HCR_AND_AAA'],
    ['made long before the request', /(BHT\*0007\*11\*[^*]+\*)\d{8}/, '$120250101', 'ANSWER_STALE'],
  ])('%s is quarantined with the reason, and nothing is approved', async (what, from, to, code) => {
    const name = `bad${what.replaceAll(/\W/g, '')}`.slice(0, 20);
    await clinic.chart(...orderOf(name));
    const answer = clinic.answers('approve').find(({ kind }) => kind === '278');
    if (answer === undefined) throw new Error('the payer answers');
    const text = textOf(answer).replaceAll(/SE\*\d+/g, (se) =>
      code === 'HCR_AND_AAA' ? `SE*${Number(se.slice(3)) + 1}` : se,
    );
    const [file] = await clinic.deliver([fileOf(`${name}.x12`, text.replace(from, to))]);
    expect([file?.state, file?.issues.map((issue) => issue.code)]).toEqual(['quarantined', [code]]);
    const [after] = (await clinic.state(name)).authorizations;
    expect([after?.status, after?.services.every(({ approved }) => approved === 0)]).toEqual(['requested', true]);
    expect(after?.attention).toMatch(/^An answer of the payer could not be used\./);
  });

  it('may be followed by the decision when it was pended', async () => {
    await clinic.approved('pended', 'pend-then-approve');
    expect((await clinic.state('pended')).authorizations[0]?.status).toBe('approved');
  });
});
