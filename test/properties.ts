/**
 * fast-check for every property. The same sources draw the same values, so that they give the same verdict on every
 * machine; `PROPERTY_SEED=new npm test` draws others, and a number draws those of a failure again.
 */

import fc from 'fast-check';

const told = process.env['PROPERTY_SEED'];
if (told !== 'new') fc.configureGlobal({ seed: Number(told ?? 20_261_122) });

export { fc };
