/** The scripts of the synthetic payer as a list for people. */

import { scriptNames, scripts } from '../../synthetic/payer/scripts.ts';
import { hanging } from '../wrap.ts';

/** Every script with what it does, for `--help` and for a name that is none. */
export const scriptList = (): string =>
  scriptNames.map((name) => hanging(`  ${name.padEnd(18)} `, scripts[name].does)).join('');
