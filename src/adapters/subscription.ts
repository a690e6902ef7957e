/** Our Subscriptions on an EHR: one per kind of resource, found by our reason and updated in place. */

import type { Client } from 'fhir-kit-client';
import { Fault, type FhirResource } from '../ports.ts';

export interface SubscriptionWanted {
  /** `MedicationRequest?`: without status, or a cancellation would never be told. */
  readonly criteria: string;
  readonly endpoint: string;
  /** Headers the EHR sends along: the secret that names it. */
  readonly headers: readonly string[];
}

const REASON = 'infusebridge';

/** Creates the subscription, or points the one we made before at the endpoint. Throws a Fault when the EHR refuses. */
export async function ensureSubscription(
  kit: Client,
  existing: readonly FhirResource[],
  wanted: SubscriptionWanted,
  headers: Record<string, string>,
): Promise<void> {
  const ours = existing.find(({ criteria, reason }) => criteria === wanted.criteria && reason === REASON);
  const resource = {
    resourceType: 'Subscription',
    ...(ours?.id === undefined ? {} : { id: ours.id }),
    status: ours === undefined ? 'requested' : 'active',
    reason: REASON,
    criteria: wanted.criteria,
    channel: {
      type: 'rest-hook',
      endpoint: wanted.endpoint,
      payload: 'application/fhir+json',
      header: [...wanted.headers],
    },
  };
  // The kit's body type carries no index signature; what it sends is JSON of exactly this resource.
  const body = resource as unknown as Parameters<typeof kit.create>[0]['body'];
  const request = { resourceType: 'Subscription', body, options: { headers, redirect: 'error' as const } };
  try {
    if (ours?.id === undefined) await kit.create(request);
    else await kit.update({ ...request, id: ours.id });
  } catch (cause) {
    const status = (cause as { readonly response?: { readonly status?: unknown } } | null)?.response?.status;
    throw new Fault(
      `EHR_SUBSCRIPTION: the EHR did not take the subscription${typeof status === 'number' ? ` (${status})` : ''}`,
    );
  }
}
