/** What arrives at the synthetic payer: interchanges, their groups, and each transaction set read by its guide. */

import { createHash } from 'node:crypto';
import { error, type Issue } from '../../outcome.ts';
import { type FunctionalGroup, type Interchange, interchangesIn, type TransactionSet } from '../../x12/envelope.ts';
import { type AuthorizationRequest278, request278 } from '../../x12/guides/278-request.ts';
import { claim837i } from '../../x12/guides/837i.ts';
import { claim837p } from '../../x12/guides/837p.ts';
import { read } from '../../x12/read.ts';
import type { Reading } from '../../x12/reading.ts';
import { sameVersion } from '../../x12/versions.ts';
import type { Claim837 } from './claims.ts';

export interface InboundSet {
  readonly transaction: TransactionSet;
  /** What frame and guide find wrong; with an error there is no content. */
  readonly issues: readonly Issue[];
  readonly content?: InboundContent;
}
type InboundContent =
  | { readonly is: 'review'; readonly value: AuthorizationRequest278 }
  | { readonly is: 'claims'; readonly value: Claim837 };
export interface InboundGroup {
  readonly header: FunctionalGroup;
  readonly sets: readonly InboundSet[];
  /** GE01. */
  readonly declared: number;
  /** What GS and GE have wrong. */
  readonly issues: readonly Issue[];
}
export interface InboundInterchange {
  readonly header: Interchange;
  /** SHA-256 of its bytes. */
  readonly digest: string;
  readonly groups: readonly InboundGroup[];
  /** What ISA and IEA have wrong; an error refuses the interchange as a whole. */
  readonly issues: readonly Issue[];
}

/** Every interchange of the bytes; none when there is no readable ISA in them. */
export function interchangesOf(bytes: Uint8Array): readonly InboundInterchange[] {
  const found: InboundInterchange[] = [];
  let groups: InboundGroup[] = [];
  let sets: InboundSet[] = [];
  for (const event of interchangesIn(bytes)) {
    if (event.is === 'interchange') groups = [];
    if (event.is === 'group') sets = [];
    if (event.is === 'transaction') sets.push(setOf(event.transaction));
    if (event.is === 'groupEnd')
      groups.push({ header: event.group, sets, declared: event.declared, issues: event.issues });
    if (event.is === 'interchangeEnd')
      found.push({ header: event.interchange, digest: '', groups, issues: event.issues });
  }
  return found.map((interchange, index) => {
    const end = found[index + 1]?.header.offset ?? bytes.length;
    const own = bytes.subarray(interchange.header.offset, end);
    return { ...interchange, digest: createHash('sha256').update(own).digest('hex') };
  });
}

function setOf(transaction: TransactionSet): InboundSet {
  const { issues, content } = contentOf(transaction);
  return { transaction, issues: [...transaction.issues, ...issues], content };
}

type Content = Pick<InboundSet, 'issues' | 'content'>;

function contentOf({ set, version, segments }: TransactionSet): Content {
  const purpose = segments[1]?.elements[1] ?? '';
  if (set === '278' && sameVersion(version, request278.version) && request278.purposes?.includes(purpose))
    return contentFrom(read(request278, segments), (value) => ({ is: 'review', value }));
  if (set === '837' && sameVersion(version, claim837p.version))
    return contentFrom(read(claim837p, segments), (value) => ({ is: 'claims', value }));
  if (set === '837' && sameVersion(version, claim837i.version))
    return contentFrom(read(claim837i, segments), (value) => ({ is: 'claims', value }));
  // Acknowledgements of our own answers need no reading.
  if (set === '999') return { issues: [] };
  return { issues: [error('IK502:1', 'The payer reads no such transaction set.')] };
}

const contentFrom = <V>(reading: Reading<V>, content: (value: V) => InboundContent): Content =>
  reading.ok ? { issues: reading.issues, content: content(reading.value) } : { issues: reading.issues };
