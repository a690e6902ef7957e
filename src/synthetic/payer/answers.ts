/** Everything the payer has to say to one new interchange, in the order of its steps. */

import { acceptedSets, acknowledgementOf } from './acknowledgement.ts';
import { type ClaimReceipt, claimStatusOf } from './claimStatus.ts';
import { type Claim837, claimsOf, type ReceivedClaim } from './claims.ts';
import type { InboundInterchange, InboundSet } from './inbound.ts';
import { fileText, interchangeAcknowledgementText } from './outbound.ts';
import { type AcceptedClaim, payClaims } from './pay.ts';
import { reviewResponse } from './review.ts';
import { type ClaimPlan, claimPlan, type ReviewAnswer, reviewPlan, type Script } from './scripts.ts';
import { type AnswerKind, blockText, type PayerState, type StoredFile } from './state.ts';

export interface AnswerFacts {
  /** Answers are named `<name>-<n>-<kind>.x12`. */
  readonly name: string;
  /** CCYYMMDD. */
  readonly date: string;
  readonly block: number;
}
/** What is to be sent, before it has a name and a control number. */
interface Draft {
  readonly kind: Exclude<AnswerKind, 'TA1'>;
  readonly step: number;
  readonly values: readonly unknown[];
}
type Memory = Pick<PayerState, 'accepted' | 'payments' | 'owed'>;

/** All answers to an interchange that is taken in, whatever their delivery, and what the payer remembers of it. */
export function answersTo(
  inbound: InboundInterchange,
  script: Script,
  memory: Memory,
  facts: AnswerFacts,
): { readonly files: readonly StoredFile[]; readonly memory: Memory } {
  const refuse = script.refuses === true;
  const groups = inbound.groups.filter(({ header }) => header.functionalId !== 'FA');
  const acknowledgements = groups.map((group) => acknowledgementOf(group, refuse));
  const taken = refuse ? [] : groups.flatMap(acceptedSets);
  const reviews = reviewDrafts(taken, reviewPlan(script), inbound, facts);
  const claims = claimDrafts(taken, claimPlan(script), memory, inbound, facts);
  const business = delivered([...reviews, ...claims.drafts], script);
  const drafts: readonly Draft[] = [
    ...(groups.length === 0 ? [] : [{ kind: '999' as const, step: 0, values: acknowledgements }]),
    ...business,
  ];
  return {
    files: [...interchangeAcknowledgement(inbound, facts), ...named(drafts, inbound, script, facts)],
    memory: claims.memory,
  };
}

/** TA1, only when ISA14 asks for it. */
function interchangeAcknowledgement(inbound: InboundInterchange, facts: AnswerFacts): readonly StoredFile[] {
  if (!inbound.header.wantsAcknowledgement) return [];
  const written = interchangeAcknowledgementText(inbound.issues, {
    inbound,
    date: facts.date,
    control: facts.block * 100 + 1,
  });
  return written.ok ? [{ name: `${facts.name}-0-ta1.x12`, kind: 'TA1', step: 0, text: written.value }] : [];
}

const delivered = (drafts: readonly Draft[], script: Script): readonly Draft[] => {
  if (script.delivery === 'never') return [];
  const late = script.delivery === 'late' ? STEPS_LATE : 0;
  return drafts.map((draft) => ({ ...draft, step: draft.step + late }));
};
const STEPS_LATE = 2;

/** Names in the order of the steps, and control numbers of the block from its second on. */
function named(
  drafts: readonly Draft[],
  inbound: InboundInterchange,
  script: Script,
  facts: AnswerFacts,
): readonly StoredFile[] {
  let control = facts.block * 100 + 1;
  const text = ({ kind, values }: Draft) => {
    control += 1;
    return fileText(kind, values, { inbound, date: facts.date, control });
  };
  const ordered = drafts.toSorted((a, b) => a.step - b.step);
  return ordered.flatMap((draft, index) => {
    const { kind, step } = draft;
    const stem = `${facts.name}-${index + 1}-${kind.toLowerCase()}`;
    const first = { name: `${stem}.x12`, kind, step, text: text(draft) };
    if (script.delivery !== 'twice') return [first];
    const again = { ...first, name: `${stem}-again.x12` };
    return [first, again, { ...first, name: `${stem}-again-new.x12`, text: text(draft) }];
  });
}

/** One 278 file per answer of the plan, with one transaction set per request. */
function reviewDrafts(
  taken: readonly InboundSet[],
  plan: readonly ReviewAnswer[],
  inbound: InboundInterchange,
  facts: AnswerFacts,
): readonly Draft[] {
  const requests = taken.flatMap(({ content }) => (content?.is === 'review' ? [content.value] : []));
  if (requests.length === 0) return [];
  return plan.map((answer, step) => ({
    kind: '278',
    step,
    values: requests.map((request, index) => {
      const number = `0A${blockText(facts.block)}${String(index + 1).padStart(3, '0')}`;
      const reference = `${number}-${step + 1}`;
      const moreToCome = step + 1 < plan.length;
      return reviewResponse(request, answer, {
        number,
        reference,
        date: facts.date,
        time: inbound.header.time,
        moreToCome,
      });
    }),
  }));
}

/** The 277CA at once, the remittances one step later each. */
function claimDrafts(
  taken: readonly InboundSet[],
  plan: ClaimPlan,
  memory: Memory,
  inbound: InboundInterchange,
  facts: AnswerFacts,
): { readonly drafts: readonly Draft[]; readonly memory: Memory } {
  const files = taken.flatMap(({ content }) => (content?.is === 'claims' ? [content.value] : []));
  if (files.length === 0) return { drafts: [], memory };
  const received = receiptsOf(files, plan, memory, facts);
  const statuses = received.map(({ value, receipts, reference }) =>
    claimStatusOf(value, receipts, { reference, date: facts.date, time: inbound.header.time }),
  );
  const accepted = received.flatMap(({ receipts }) => receipts.filter(wasAccepted));
  const trace = (n: number) => `EFT${blockText(facts.block)}${String(n).padStart(3, '0')}`;
  const { steps, ledger } = payClaims(accepted, plan, memory, facts.date, trace);
  return {
    drafts: [
      { kind: '277CA', step: 0, values: statuses },
      ...steps.map((remittances, index) => ({ kind: '835' as const, step: index + 1, values: remittances })),
    ],
    memory: { ...ledger, accepted: counted(memory.accepted, accepted) },
  };
}

const wasAccepted = (receipt: ClaimReceipt): receipt is AcceptedClaim => receipt.payerControlNumber !== undefined;

/** Every claim numbered through the whole interchange, or refused. */
function receiptsOf(files: readonly Claim837[], plan: ClaimPlan, memory: Memory, facts: AnswerFacts) {
  let count = 0;
  return files.map((value, index) => ({
    value,
    reference: `RCV${blockText(facts.block)}${String(index + 1).padStart(3, '0')}`,
    receipts: claimsOf(value).map((claim): ClaimReceipt => {
      count += 1;
      const refusal = refusalOf(claim, plan, memory);
      if (refusal !== undefined) return { claim, refusal };
      return { claim, payerControlNumber: `ICN${blockText(facts.block)}${String(count).padStart(4, '0')}` };
    }),
  }));
}

/** 277CA status code of a refusal: by script, or because the claim to be replaced or voided is not known. */
function refusalOf(claim: ReceivedClaim, plan: ClaimPlan, memory: Memory): string | undefined {
  if (plan.claimStatus === 'rejected') return '562';
  const original = claim.originalNumber;
  const needsOriginal = claim.frequency === '7' || claim.frequency === '8';
  const known = original !== undefined && Object.hasOwn(memory.payments, original);
  return needsOriginal && !known ? '464' : undefined;
}

/** Only original claims count: a replacement or a void may carry the same CLM01. */
function counted(before: Memory['accepted'], accepted: readonly AcceptedClaim[]): Memory['accepted'] {
  const after: Record<string, number> = { ...before };
  for (const { claim } of accepted) {
    const key = claim.patientControlNumber;
    if (claim.frequency !== '7' && claim.frequency !== '8') after[key] = (after[key] ?? 0) + 1;
  }
  return after;
}
