/** Names of drugs beside their codes and NDCs, from the mappings. */

import { loadRules } from '../rules.ts';

/** The designators where a procedure code or an NDC stands. */
const PROCEDURES = ['SV101-2', 'SV202-2', 'SVC01-2', 'SVC06-2', 'SVD03-2'];
const NDC = 'LIN03';

/** Our own short name for the drug at a designator; CPT codes have none here. */
export async function codeNames(): Promise<(ref: string, text: string) => string | undefined> {
  const { codes, packages } = await loadRules();
  return (ref, text) => {
    if (PROCEDURES.includes(ref)) return codes.get(text)?.name;
    return ref === NDC ? packages.get(text)?.product : undefined;
  };
}
