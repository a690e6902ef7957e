/** The synthetic EHR of demo and tests. Invented patients only. */

export type { PushFaults, PushTally } from './ehr/push.ts';
export { type SyntheticEhr, type SyntheticEhrOptions, startSyntheticEhr } from './ehr/server.ts';
export type { Version } from './ehr/store.ts';
export type { SyntheticClient } from './ehr/token.ts';
