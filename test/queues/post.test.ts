import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crossRead835 } from '../../src/adapters/secondReader.ts';
import type { Cents } from '../../src/money.ts';
import type { ScriptName } from '../../src/synthetic/payer/scripts.ts';
import type { World } from '../../src/world.ts';
import { type Arriving, type Clinic, doseOf, fileOf, openClinic, renumbered, textOf } from './clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

/** A claim that is accepted, and the remittances the payer sends for it. */
async function remitted(name: string, script: ScriptName = 'pay'): Promise<readonly Arriving[]> {
  await clinic.approved(name);
  await clinic.chart(...doseOf(name));
  const files = clinic.answers(script);
  await clinic.deliver(files.filter(({ kind }) => kind !== '835'));
  clinic.ehr.takeWrites();
  return files.filter(({ kind }) => kind === '835');
}
const postingsOf = async (name: string) => (await clinic.state(name)).claims[0]?.postings.map(({ paid }) => paid);
const statusOf = async (name: string) => (await clinic.state(name)).claims[0]?.status;
const codes = (issues: readonly { readonly code: string }[]) => issues.map(({ code }) => code);
const quarantineTasks = () =>
  clinic.ehr
    .takeWrites()
    .filter((task) => task.resourceType === 'Task' && JSON.stringify(task['code']).includes('trading partner'));

describe('a remittance', () => {
  it('that is off by a cent is quarantined with a task, and not a cent of it is posted', async () => {
    const [arrived] = await clinic.deliver(await remitted('cent', 'off-by-a-cent'));
    expect(arrived?.state).toBe('quarantined');
    expect(codes(arrived?.issues ?? [])).toEqual(['REMITTANCE_UNBALANCED']);
    expect(await postingsOf('cent')).toEqual([]);
    expect(await statusOf('cent')).toBe('accepted');
    const [task] = quarantineTasks();
    expect(task).toMatchObject({ status: 'requested', businessStatus: { text: 'Quarantined' } });
  });

  it('that the second reader sees a cent differently is quarantined with a task, and not a cent of it is posted', async () => {
    const files = await remitted('doubt');
    const world: World = {
      ...clinic.world,
      readAgain: async (interchange) => {
        const reading = await crossRead835(interchange);
        if (!reading.ok) return reading;
        const value = reading.value.map((one) => ({
          ...one,
          claims: one.claims.map((claim) => ({ ...claim, paidCents: (claim.paidCents + 1n) as Cents })),
        }));
        return { ...reading, value };
      },
    };
    const [arrived] = await clinic.deliver(files, world);
    expect(arrived?.state).toBe('quarantined');
    expect(codes(arrived?.issues ?? [])).toEqual(['READERS_DISAGREE']);
    expect(await postingsOf('doubt')).toEqual([]);
    expect(quarantineTasks().length).toBe(1);
  });

  it('that comes again under other names and in other interchanges is posted once', async () => {
    const files = await remitted('thrice', 'duplicate');
    expect(files.length).toBe(3);
    const arrived = await clinic.deliver(files);
    expect(arrived.map(({ state }) => state)).toEqual(arrived.map(() => 'applied'));
    expect(await postingsOf('thrice')).toEqual([787840n]);
    expect(await statusOf('thrice')).toBe('paid');
  });

  it('with other content under a trace that was used is quarantined, and the first posting stands', async () => {
    const [file] = await remitted('trace');
    if (file === undefined) throw new Error('the payer paid');
    await clinic.deliver([file]);
    const other = renumbered(textOf(file), '900000001').replace(/(BPR\*.*\*)\d{8}~/, '$120261201~');
    expect(other).not.toBe(textOf(file));
    const [arrived] = await clinic.deliver([fileOf('other.x12', other)]);
    expect(arrived?.state).toBe('quarantined');
    expect(codes(arrived?.issues ?? [])).toEqual(['REMITTANCE_REPEATED']);
    expect(await postingsOf('trace')).toEqual([787840n]);
    expect(quarantineTasks().length).toBe(1);
  });

  it('for a claim that is not ours posts nothing and tells a person', async () => {
    const [file] = await remitted('foreign');
    if (file === undefined) throw new Error('the payer paid');
    const foreign = textOf(file)
      .replaceAll(/IBC\d{9}/g, 'IBC999999999')
      .replace(/TRN\*1\*\w+/, 'TRN*1*EFTFOREIGN');
    const [arrived] = await clinic.deliver([fileOf('foreign.x12', foreign)]);
    expect(arrived?.state).toBe('quarantined');
    expect(codes(arrived?.issues ?? [])).toEqual(['PAYMENT_UNKNOWN_CLAIM']);
    expect(await postingsOf('foreign')).toEqual([]);
  });

  it('that takes back and corrects comes to the correction', async () => {
    await clinic.deliver(await remitted('corrected', 'reverse-correct'));
    const postings = (await postingsOf('corrected')) ?? [];
    expect(postings.length).toBe(3);
    expect((postings[0] ?? 0n) + (postings[1] ?? 0n)).toBe(0n);
    expect(await statusOf('corrected')).toBe('paid');
  });
});
