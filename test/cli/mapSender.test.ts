import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exampleSettings } from '../../src/cli/exampleSettings.ts';
import { senderOf } from '../../src/cli/map/sender.ts';

const folder = mkdtempSync(join(tmpdir(), 'map-sender-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CONFIG = `
ehr: { name: ehr, baseUrl: "https://ehr.example.org/r4" }
partners:
  - { name: house, directory: ./house, sender: { qualifier: ZZ, id: SITE, name: SITE }, receiver: { qualifier: "30", id: HOUSE, name: HOUSE } }
practice:
  { name: TEST CLINIC, npi: "1234567893", taxId: "123456789",
    address: { line: 1 TEST STREET, city: DAYTON, state: OH, postalCode: "454020003" },
    contact: { name: TEAM, phone: "6145550100" } }
timeZone: America/Chicago
`;

test('map sends as the invented clinic where no configuration is named', () => {
  expect(senderOf({}, folder)).toEqual({ ok: true, value: exampleSettings, issues: [] });
});

test('map sends as the site of the configuration, always marked as a test', () => {
  writeFileSync(join(folder, 'site.yaml'), CONFIG);
  const sender = senderOf({ INFUSEBRIDGE_CONFIG: 'site.yaml' }, folder);
  expect(sender).toMatchObject({
    ok: true,
    value: {
      practice: { name: 'TEST CLINIC', npi: '1234567893' },
      route: { partner: 'house', sender: { id: 'SITE' }, receiver: { qualifier: '30', id: 'HOUSE' }, usage: 'T' },
      timeZone: 'America/Chicago',
    },
  });
});

test('map refuses a configuration that is not there', () => {
  expect(senderOf({ INFUSEBRIDGE_CONFIG: 'gone.yaml' }, folder).issues.map(({ code }) => code)).toEqual([
    'CONFIG_UNREADABLE',
  ]);
});
