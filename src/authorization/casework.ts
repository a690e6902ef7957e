/**
 * What people do around one authorization: what was found out about its orders, what they decided, what they have to do,
 * and what was said to whom. A stream beside the authorization's own, so that its state stays the payer's word alone.
 */

import type { WorkKind } from '../rules/clinicSchema.ts';
import type { ChecklistItem, Resolution } from './checklist.ts';
import type { OrderDecision, PlanDecision } from './gathered.ts';
import type { LinkedImaging } from './imaging.ts';

/** What was decided on an order, and why; the same for one that needs nothing. */
export interface Determined extends Pick<OrderDecision, 'source' | 'authorization' | 'reasons' | 'route' | 'part'> {}

export interface Determination {
  readonly orders: readonly Determined[];
  readonly checklist: readonly ChecklistItem[];
  /** REMS programmes of the drugs, and what in the chart shows the enrolment: `TECVAYLI and TALVEY REMS`. */
  readonly rems: PlanDecision['rems'];
  readonly imaging: readonly LinkedImaging[];
}

/** A piece of work for a role. */
export interface Work {
  /** `documentation-stage`, `peer_to_peer-IBA00000001`: stays the same while it is the same work. */
  readonly id: string;
  readonly kind: WorkKind;
  /** Key of a role in `mappings/codes/work.yaml`. */
  readonly role: string;
  readonly reason: string;
  /** YYYY-MM-DD */
  readonly due: string;
  readonly notes: readonly string[];
}
/** Work that is wanted now; the day it is due on is counted when it is opened. */
export interface WantedWork extends Omit<Work, 'due' | 'role'> {
  /** Absent where its kind has a role of its own. */
  readonly role?: string;
  readonly dueDays?: number;
}
/** How a piece of work ended. */
export interface WorkEnd {
  /** `done`, `cleared`, `overturned` ... of a person; `settled` where the cause went away by itself. */
  readonly outcome: string;
  /** Who said so; absent where it went away by itself. */
  readonly by?: string;
  readonly note?: string;
  /** Answers to the questions of its checklist, by field. */
  readonly answers?: Readonly<Record<string, string>>;
  /** The Task in the EHR (`Task/12`) that was closed there instead, and when, as the EHR tells it. */
  readonly task?: string;
  readonly at?: string;
}
/** A Task that was closed in the EHR, or is gone from it, though that does not end the work. */
export interface Returned {
  /** Its status there, or `deleted`. */
  readonly how: string;
  readonly by: string;
  readonly at?: string;
  /** The version of the Task that says so: only that one may be opened again. */
  readonly version?: string;
  /** What is missing, told to whoever closed it. */
  readonly lacks: string;
}

/** How something was said to or by the payer. */
export const CONTACTS = ['call', 'fax', 'portal', 'upload', 'letter', 'peer_to_peer', 'note'] as const;
export type ContactKind = (typeof CONTACTS)[number];

export type CaseworkEvent =
  | ({ readonly type: 'Determined' } & Determination)
  /** What the payer wants by now, and what the chart no longer says, since it was asked: all of it, or nothing any more. */
  | { readonly type: 'WantedAnew'; readonly items: readonly WantedWork[] }
  | ({ readonly type: 'Resolved' } & Resolution)
  | { readonly type: 'WorkOpened'; readonly work: Work }
  | ({ readonly type: 'WorkClosed'; readonly id: string } & WorkEnd)
  | ({ readonly type: 'WorkReturned'; readonly id: string } & Returned)
  | { readonly type: 'Logged'; readonly what: ContactKind; readonly text: string; readonly by: string };

export interface KnownWork extends Work {
  readonly end?: WorkEnd;
  /** The last time that its Task was closed in the EHR without what it takes. */
  readonly returned?: Returned;
}
export interface Casework {
  readonly determination?: Determination;
  readonly wantedAnew: readonly WantedWork[];
  readonly resolutions: readonly Resolution[];
  readonly work: readonly KnownWork[];
}
const newCasework: Casework = { wantedAnew: [], resolutions: [], work: [] };

export const foldCasework = (events: readonly CaseworkEvent[]): Casework => events.reduce(applyCasework, newCasework);

export function applyCasework(state: Casework, event: CaseworkEvent): Casework {
  switch (event.type) {
    case 'Determined': {
      const { type: _type, ...determination } = event;
      return { ...state, determination };
    }
    case 'WantedAnew':
      return { ...state, wantedAnew: event.items };
    case 'Resolved': {
      const { type: _type, ...resolution } = event;
      return { ...state, resolutions: [...state.resolutions, resolution] };
    }
    case 'WorkOpened':
      return { ...state, work: [...state.work.filter(({ id }) => id !== event.work.id), event.work] };
    case 'WorkClosed': {
      const { type: _type, id, ...end } = event;
      return { ...state, work: state.work.map((one) => (one.id === id ? { ...one, end } : one)) };
    }
    case 'WorkReturned': {
      const { type: _type, id, ...returned } = event;
      return { ...state, work: state.work.map((one) => (one.id === id ? { ...one, returned } : one)) };
    }
    case 'Logged':
      return state;
  }
}

/** Work that waits for somebody. */
export const openWork = ({ work }: Casework): readonly KnownWork[] => work.filter(({ end }) => end === undefined);
/** How a piece of work ended; undefined while it is open, or never was. */
export const endOf = ({ work }: Casework, id: string): WorkEnd | undefined => work.find((one) => one.id === id)?.end;

/** The stream of the people's side of `authorization/7`. */
export const caseworkOf = (stream: string): string => stream.replace(/^authorization\//, 'casework/');
/** The authorization of `casework/7`. */
export const authorizationOf = (stream: string): string => stream.replace(/^casework\//, 'authorization/');
