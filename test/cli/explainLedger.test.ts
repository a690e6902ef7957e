import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { explain } from '../../src/cli/explain/explain.ts';
import { openClinic, orderOf, renumbered } from '../queues/clinic.ts';
import { memoryIo } from './readSamples.ts';

let directory: string;
/** The request that was sent, as a file. */
let request: string;
let text: string;
/** What was said while the service still had its database. */
let whileItRuns: Awaited<ReturnType<typeof explained>>;

async function explained(file: string, { configured = true } = {}) {
  const { io, told } = memoryIo();
  const environment = configured ? { INFUSEBRIDGE_CONFIG: join(directory, 'site.yaml') } : {};
  const ledger = { environment, workingDirectory: directory };
  const code = await explain(file, { reveal: false, colour: false, json: false, ledger }, io);
  const { out, err } = told();
  return { code, err, out: out.replace(/\s+/g, ' ') };
}
async function kept(name: string, content: string): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, content);
  return file;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'infusebridge-explain-'));
  const party = { qualifier: 'ZZ', id: 'EXCLINIC', name: 'EXAMPLE CLINIC' };
  const settings = {
    dataDir: 'data',
    ehr: { name: 'ehr', baseUrl: 'http://127.0.0.1:9/fhir', auth: { kind: 'none' } },
    partners: [{ name: 'clearinghouse', directory: 'partner', sender: party, receiver: party }],
    practice: {
      name: 'EXAMPLE CLINIC',
      npi: '1234567893',
      taxonomy: '261QX0203X',
      taxId: '001234567',
      address: { line: '100 INFUSION WAY', city: 'COLUMBUS', state: 'OH', postalCode: '432150001' },
      contact: { name: 'EXAMPLE TEAM', phone: '6145550100' },
    },
    timeZone: 'America/New_York',
  };
  await kept('site.yaml', stringify(settings));
  const clinic = await openClinic(undefined, { embedded: { directory: join(directory, 'data', 'ledger') } });
  await clinic.chart(...orderOf('p'));
  text = new TextDecoder().decode(clinic.partner.takeSent()[0]?.bytes);
  request = await kept('request.x12', text);
  whileItRuns = await explained(request);
  await clinic.close();
});
afterAll(() => rm(directory, { recursive: true }));

const PROOF = 'proof: 200 mg x 6 doses / 1 mg = 1200 units (J9271,';

test('a file that was sent is shown with the proof that its authorization has in the ledger', async () => {
  const { code, out, err } = await explained(request);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain(PROOF);
});

test('a file in another envelope is found by the number of its request', async () => {
  const { out } = await explained(await kept('again.x12', renumbered(text, '000000777')));
  expect(out).toContain(PROOF);
});

test('a file of somebody else has no proof here, whatever its control number', async () => {
  const [, , , reference = ''] = /^BHT\*(\w+)\*(\w+)\*(\w+)/m.exec(text) ?? [];
  expect(reference).not.toBe('');
  const theirs = text.replaceAll('EXCLINIC', 'SOMEBODY').replaceAll(reference, 'OTHER1');
  const { code, out, err } = await explained(await kept('theirs.x12', theirs));
  expect([code, err, out.includes('proof:')]).toEqual([0, '', false]);
});

test('while the service has its database, a sentence says so, and the file is explained without', () => {
  expect(whileItRuns.code).toBe(0);
  expect(whileItRuns.err).toMatch(/^The ledger was not looked at: The data directory .* is in use by /);
  expect(whileItRuns.out).toContain('278 request');
  expect(whileItRuns.out).not.toContain('proof:');
});

test('where no service is configured, a sentence says so', async () => {
  const { code, err } = await explained(request, { configured: false });
  expect(code).toBe(0);
  expect(err).toBe('The ledger was not looked at: no service is configured here (docs/configuration.md).\n');
});
