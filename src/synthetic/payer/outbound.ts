/** Answers as X12 files of the payer: envelope turned around, one functional group, control numbers from a block. */

import type { Outcome } from '../../outcome.ts';
import { claimStatus277ca } from '../../x12/guides/277ca.ts';
import { response278 } from '../../x12/guides/278-response.ts';
import { remittance835 } from '../../x12/guides/835.ts';
import { acknowledgement999 } from '../../x12/guides/999.ts';
import type { AnyGuide } from '../../x12/schema.ts';
import { writeUntyped } from '../../x12/write.ts';
import type { InboundInterchange } from './inbound.ts';
import type { AnswerKind } from './state.ts';

/** Who answers whom, when, under which control number. */
export interface Envelope {
  readonly inbound: InboundInterchange;
  /** CCYYMMDD. */
  readonly date: string;
  /** ISA13 and GS06 of the answer. */
  readonly control: number;
}
type BusinessKind = Exclude<AnswerKind, 'TA1'>;

const guides: Readonly<Record<BusinessKind, AnyGuide>> = {
  '999': acknowledgement999,
  '278': response278,
  '277CA': claimStatus277ca,
  '835': remittance835,
};

/**
 * The file with one transaction set per value. The values are the payer's own work: one that its guide refuses is
 * a bug and throws.
 */
export function fileText(kind: BusinessKind, values: readonly unknown[], envelope: Envelope): string {
  const guide = guides[kind];
  const sets = values.map((value, index) => {
    const written = writeUntyped(guide, value, { control: String(index + 1).padStart(4, '0') });
    return segmentsOf(written, kind);
  });
  const { inbound, date, control } = envelope;
  const [group] = inbound.groups;
  const from = group?.receiverCode ?? inbound.receiver.id;
  const to = group?.senderCode ?? inbound.sender.id;
  const gs = ['GS', guide.functionalId, from, to, date, inbound.time, String(control), 'X', guide.version];
  return enveloped(envelope, 1, [gs.join('*'), ...sets.flat(), `GE*${sets.length}*${control}`]);
}

function segmentsOf(written: Outcome<readonly string[]>, kind: string): readonly string[] {
  if (written.ok) return written.value;
  const reasons = written.issues.map(({ code, path, message }) => `${code} ${path ?? ''} ${message}`);
  throw new Error(`The synthetic payer wrote a wrong ${kind}: ${reasons.join('; ')}`);
}

/** A TA1 alone: note 000 accepts the interchange, any other refuses it. */
export function interchangeAcknowledgementText(note: string, envelope: Envelope): string {
  const { control, date, time } = envelope.inbound;
  return enveloped(envelope, 0, [['TA1', control, date.slice(2), time, note === '000' ? 'A' : 'R', note].join('*')]);
}

function enveloped({ inbound, date, control }: Envelope, groups: number, segments: readonly string[]): string {
  const number = String(control).padStart(9, '0');
  const isa = [
    ...['ISA', '00', ' '.repeat(10), '00', ' '.repeat(10)],
    ...[inbound.receiver.qualifier, inbound.receiver.id.padEnd(15)],
    ...[inbound.sender.qualifier, inbound.sender.id.padEnd(15)],
    ...[date.slice(2), inbound.time, '^', '00501', number, '0', inbound.usage, ':'],
  ].join('*');
  return [isa, ...segments, `IEA*${groups}*${number}`].map((segment) => `${segment}~\n`).join('');
}
