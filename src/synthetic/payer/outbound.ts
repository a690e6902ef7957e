/** Answers as X12 files of the payer: envelope turned around, one functional group, control numbers from a block. */

import type { Issue, Outcome } from '../../outcome.ts';
import { acknowledgeInterchange } from '../../x12/acknowledge.ts';
import { claimStatus277ca } from '../../x12/guides/277ca.ts';
import { response278 } from '../../x12/guides/278-response.ts';
import { remittance835 } from '../../x12/guides/835.ts';
import { acknowledgement999 } from '../../x12/guides/999.ts';
import type { AnyGuide } from '../../x12/schema.ts';
import { type InterchangeToWrite, renderInterchange, writeInterchange } from '../../x12/writeInterchange.ts';
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
  const { header, groups } = envelope.inbound;
  // Payers answer with what was asked, and it may break a situational rule: theirs are checked where they arrive.
  const written = renderInterchange({
    ...turnedAround(envelope),
    groups: [
      {
        functionalId: guide.functionalId,
        version: guide.version,
        senderCode: groupCode(groups[0]?.header.receiverCode, header.receiver.id),
        receiverCode: groupCode(groups[0]?.header.senderCode, header.sender.id),
        control: envelope.control,
        transactions: values.map((value, index) => ({ guide, value, control: String(index + 1).padStart(4, '0') })),
      },
    ],
  });
  if (written.ok) return written.value;
  const reasons = written.issues.map(({ code, path, message }) => `${code} ${path ?? ''} ${message}`);
  throw new Error(`The synthetic payer wrote a wrong ${kind}: ${reasons.join('; ')}`);
}

/** GS02 and GS03 as they came, unless they break the rules for one; then the party's ISA id, made long enough. */
const groupCode = (code: string | undefined, id: string): string =>
  code !== undefined && /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,13}[A-Za-z0-9]$/.test(code) ? code : id.padEnd(2, '0');

/**
 * A TA1 alone: it accepts the interchange, or refuses it for the first error of the issues. Fails when the ISA is
 * too wrong to be answered at all.
 */
export const interchangeAcknowledgementText = (issues: readonly Issue[], envelope: Envelope): Outcome<string> =>
  writeInterchange({
    ...turnedAround(envelope),
    acknowledgements: [acknowledgeInterchange(envelope.inbound.header, issues)],
    groups: [],
  });

const turnedAround = ({ inbound, date, control }: Envelope): Omit<InterchangeToWrite, 'groups'> => ({
  sender: inbound.header.receiver,
  receiver: inbound.header.sender,
  usage: inbound.header.usage === 'P' ? 'P' : 'T',
  date,
  time: inbound.header.time,
  interchangeControl: control,
});
