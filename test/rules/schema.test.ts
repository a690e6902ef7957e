import { expect, test } from 'vitest';
import { z } from 'zod';
import { drugFile, feesFile, payerFile } from '../../src/rules/schema.ts';

test.each([
  ['drug', drugFile],
  ['payer', payerFile],
  ['fees', feesFile],
])('mappings/schema/%s.json is what the reader accepts, for editors', async (name, schema) => {
  await expect(`${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`).toMatchFileSnapshot(
    `../../mappings/schema/${name}.json`,
  );
});
