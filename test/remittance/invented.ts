/** The invented 835 of the guide's tests, as a Remittance. */

import { remittanceOf } from '../../src/remittance/receive835.ts';
import { remittance as value } from '../x12/guides/835-example.ts';

const outcome = remittanceOf(value);
if (!outcome.ok) throw new Error('the invented 835 is in dollars and cents');
export const invented = outcome.value;
