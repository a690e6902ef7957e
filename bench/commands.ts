/** Our commands as a person starts them; what they write is not kept. */

import { validate as validateFile } from '../src/cli/validate/validate.ts';
import type { Tally } from './contest.ts';

/** Every layer of a file of any kind. */
export async function validateCommand(path: string): Promise<Tally> {
  let lines = 0;
  const out = (text: string) => {
    lines += text.split('\n').length - 1;
  };
  const code = await validateFile(path, { json: false }, { out, err: out, read: async () => undefined });
  if (code > 1) throw new Error(`the file cannot be validated: exit ${code}`);
  return { lines };
}
