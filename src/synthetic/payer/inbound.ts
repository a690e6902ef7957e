/** What arrives at the synthetic payer: interchanges, their groups, and each transaction set read by its guide. */

import { createHash } from 'node:crypto';
import { error, type Issue } from '../../outcome.ts';
import type { AuthorizationRequest278 } from '../../x12/guides/278-request.ts';
import { request278 } from '../../x12/guides/278-request.ts';
import { claim837i } from '../../x12/guides/837i.ts';
import { claim837p } from '../../x12/guides/837p.ts';
import { read } from '../../x12/read.ts';
import { scanBytes } from '../../x12/scan.ts';
import type { Segment } from '../../x12/segment.ts';
import { canonicalVersion } from '../../x12/versions.ts';
import type { Claim837 } from './claims.ts';

export interface InboundSet {
  readonly set: string;
  readonly control: string;
  readonly version: string;
  readonly segments: readonly Segment[];
  /** What the guide finds wrong; with an error there is no content. */
  readonly issues: readonly Issue[];
  readonly content?:
    | { readonly is: 'review'; readonly value: AuthorizationRequest278 }
    | { readonly is: 'claims'; readonly value: Claim837 };
}
export interface InboundGroup {
  readonly functionalId: string;
  readonly version: string;
  readonly senderCode: string;
  readonly receiverCode: string;
  readonly control: string;
  readonly sets: readonly InboundSet[];
}
export interface InboundInterchange {
  readonly sender: { readonly qualifier: string; readonly id: string };
  readonly receiver: { readonly qualifier: string; readonly id: string };
  readonly usage: 'T' | 'P';
  /** ISA13, nine digits. */
  readonly control: string;
  /** CCYYMMDD and HHMM of the ISA. */
  readonly date: string;
  readonly time: string;
  /** ISA14. */
  readonly wantsAcknowledgement: boolean;
  /** False when the IEA is missing: the file was cut. */
  readonly complete: boolean;
  readonly digest: string;
  readonly groups: readonly InboundGroup[];
}

/** Every interchange of the bytes; none when there is no ISA in them. */
export function interchangesOf(bytes: Uint8Array): readonly InboundInterchange[] {
  const segments = scanBytes(bytes).flatMap((item) => (item.is === 'segment' ? [item.segment] : []));
  return cutBefore(segments, 'ISA')
    .filter(([first]) => first?.id === 'ISA')
    .map(interchangeOf);
}

function interchangeOf(segments: readonly Segment[]): InboundInterchange {
  const isa = (n: number): string => segments[0]?.elements[n - 1]?.trim() ?? '';
  return {
    sender: { qualifier: isa(5), id: isa(6) },
    receiver: { qualifier: isa(7), id: isa(8) },
    usage: isa(15) === 'P' ? 'P' : 'T',
    control: isa(13),
    date: `20${isa(9)}`,
    time: isa(10),
    wantsAcknowledgement: isa(14) === '1',
    complete: segments.at(-1)?.id === 'IEA' && segments.at(-1)?.elements[1] === isa(13),
    digest: digestOf(segments),
    groups: cutBefore(segments, 'GS')
      .filter(([first]) => first?.id === 'GS')
      .map(groupOf),
  };
}

function groupOf(segments: readonly Segment[]): InboundGroup {
  const gs = (n: number): string => segments[0]?.elements[n - 1] ?? '';
  const version = gs(8);
  return {
    functionalId: gs(1),
    version,
    senderCode: gs(2),
    receiverCode: gs(3),
    control: gs(6),
    sets: cutBefore(segments, 'ST')
      .filter(([first]) => first?.id === 'ST')
      .map((set) => setOf(set.slice(0, set.findIndex(({ id }) => id === 'SE') + 1 || undefined), version)),
  };
}

function setOf(segments: readonly Segment[], version: string): InboundSet {
  const [set = '', control = ''] = segments[0]?.elements ?? [];
  const purpose = segments.find(({ id }) => id === 'BHT')?.elements[1] ?? '';
  return { set, control, version, segments, ...contentOf(set, version, purpose, segments) };
}

function contentOf(
  set: string,
  version: string,
  purpose: string,
  segments: readonly Segment[],
): Pick<InboundSet, 'issues' | 'content'> {
  const guide = canonicalVersion(version);
  if (set === '278' && guide === request278.version && request278.purposes?.includes(purpose)) {
    const reading = read(request278, segments);
    return reading.ok
      ? { issues: reading.issues, content: { is: 'review', value: reading.value } }
      : { issues: reading.issues };
  }
  if (set === '837' && guide === claim837p.version) {
    const reading = read(claim837p, segments);
    return reading.ok
      ? { issues: reading.issues, content: { is: 'claims', value: reading.value } }
      : { issues: reading.issues };
  }
  if (set === '837' && guide === claim837i.version) {
    const reading = read(claim837i, segments);
    return reading.ok
      ? { issues: reading.issues, content: { is: 'claims', value: reading.value } }
      : { issues: reading.issues };
  }
  if (set === '278' || set === '837') return { issues: [error('IK502:1', 'The payer does not know this version.')] };
  return { issues: [] };
}

/** Splits before every segment of this id; what stands before the first one comes first. */
function cutBefore(segments: readonly Segment[], id: string): Segment[][] {
  const parts: Segment[][] = [[]];
  for (const segment of segments) {
    if (segment.id === id) parts.push([]);
    parts.at(-1)?.push(segment);
  }
  return parts;
}

function digestOf(segments: readonly Segment[]): string {
  const hash = createHash('sha256');
  for (const { id, elements } of segments) hash.update(`${[id, ...elements].join('*')}~`);
  return hash.digest('hex');
}
