/** What `read --json` says of a 278: the request's lines, or the answer's decisions and rejections. */

import { answersOf } from '../../authorization/response278.ts';
import type { AuthorizationRequest278, RequestedEvent278 } from '../../x12/guides/278-request.ts';
import type { AuthorizationResponse278 } from '../../x12/guides/278-response.ts';
import { isoDate } from './isoDate.ts';

export type AnswerReview = ReturnType<typeof answerReview>;
export type RequestReview = ReturnType<typeof requestReview>;

/** The `review` of a 278 response: our echoed trace, decisions per event and per service, AAA rejections. */
export function answerReview(value: AuthorizationResponse278) {
  const events = answersOf(value).map((answer) => ({
    trace: answer.reference ?? null,
    payerTrace: answer.payerTrace ?? null,
    decision: answer.event === undefined ? null : decisionSummary(answer.event),
    services: answer.services.map((service) => ({
      trace: service.trace ?? null,
      procedure: service.hcpcs ?? null,
      ...decisionSummary(service),
    })),
    rejections: answer.rejections,
  }));
  const [first] = events;
  const { reference } = value.header;
  return { direction: 'response' as const, reference, ...first, furtherUpdates: value.header.type === '19', events };
}

/** The `review` of a 278 request: what is asked, for whom to answer it. */
export function requestReview(value: AuthorizationRequest278) {
  const { subscriber } = value.utilizationManagement.requester;
  const event: RequestedEvent278 | undefined = subscriber.patientEvent ?? subscriber.dependent?.patientEvent;
  return {
    direction: 'request' as const,
    reference: value.header.reference,
    trace: event?.traces?.[0]?.number ?? null,
    certificationType: event?.review.certificationType ?? null,
    services: (event?.services ?? []).map((service) => {
      const line = service.professional ?? service.institutional;
      return {
        trace: service.traces?.[0]?.number ?? null,
        procedure: line?.procedure?.code ?? null,
        quantity: line?.quantity ?? null,
        ...period(service.serviceDate?.value),
      };
    }),
  };
}

type DecisionParts = ReturnType<typeof answersOf>[number]['services'][number];
const decisionSummary = (decision: Omit<DecisionParts, 'trace' | 'hcpcs'>) => ({
  action: decision.action,
  number: decision.number ?? null,
  reasons: decision.reasons,
  units: decision.units ?? null,
  from: decision.from === undefined ? null : isoDate(decision.from),
  to: decision.to === undefined ? null : isoDate(decision.to),
  message: decision.message ?? null,
});

/** One day (`20270310`) or the days from one to another (`20270310-20270623`). */
function period(text: string | undefined): { readonly from: string | null; readonly to: string | null } {
  const [from, to = from] = (text ?? '').split('-').map(isoDate);
  return { from: from || null, to: to || null };
}
