import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Arriving, type Clinic, doseOf, openClinic } from './clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const text = (file: Arriving | undefined): string => new TextDecoder().decode(file?.bytes);
/** The same interchange as a sender with other habits writes it: `|` between elements, `>` inside them, `'` at the end. */
const otherDelimiters = (message: string): string =>
  message.replaceAll('*', '|').replaceAll(':', '>').replaceAll('~', "'");
const tasksFor = (name: string): readonly string[] =>
  clinic.ehr
    .takeWrites()
    .filter(({ resourceType }) => resourceType === 'Task')
    .filter((task) => (task['for'] as { readonly reference?: string }).reference === `Patient/${name}-patient`)
    .map((task) => String(task['status']));

describe('one file that answers two of ours, the second interchange with other delimiters', () => {
  it('refuses one claim, with a task, and lets the other go on', async () => {
    await clinic.approved('refused');
    await clinic.approved('taken');
    await clinic.chart(...doseOf('refused'));
    const refusal = clinic.answers('reject-999').find(({ kind }) => kind === '999');
    await clinic.chart(...doseOf('taken'));
    const acceptance = clinic.answers('silent').find(({ kind }) => kind === '999');
    clinic.ehr.takeWrites();

    const both = `${text(refusal)}${otherDelimiters(text(acceptance))}`;
    const [inbound] = await clinic.deliver([{ name: 'batch-999.x12', bytes: new TextEncoder().encode(both) }]);

    expect(inbound?.state).toBe('applied');
    expect((await clinic.state('refused')).claims.map(({ status }) => status)).toEqual(['refused']);
    expect((await clinic.state('taken')).claims.map(({ status }) => status)).toEqual(['acknowledged']);
    expect(tasksFor('refused')).toContain('requested');
  });
});
