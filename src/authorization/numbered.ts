/** A request of a change gets its numbers when it is certain to be sent. */

import { controlled } from './documents.ts';
import type { AuthorizationRequest, ServiceLine } from './request.ts';

/** Stands for the trace of a line that is new, until the request is numbered. */
export const NEW_TRACE = 'new';

/** The request and its plan under a reference of their own: every line gets a trace of it. */
export function numbered(
  { request, plan }: { readonly request: AuthorizationRequest; readonly plan: AuthorizationRequest },
  reference: string,
): { readonly request: AuthorizationRequest; readonly plan: AuthorizationRequest } {
  const services = request.services.map((line, index) => ({ ...line, trace: `${reference}-${index + 1}` }));
  const traceOf = (line: ServiceLine): string =>
    services.find(({ hcpcs, prn, certification }) => hcpcs === line.hcpcs && prn === line.prn && certification !== '3')
      ?.trace ?? line.trace;
  const isNew = request.certification === 'R';
  return {
    request: {
      ...request,
      reference,
      ...(request.documents === undefined ? {} : { documents: controlled(request.documents, reference) }),
      services,
    },
    plan: {
      ...plan,
      services: plan.services.map((line) =>
        isNew || line.trace === NEW_TRACE ? { ...line, trace: traceOf(line) } : line,
      ),
    },
  };
}
