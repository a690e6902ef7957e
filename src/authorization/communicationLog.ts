/** What was said between us and the payer about one authorization, and who decided what: one thread, in order of time. */

import type { AuthorizationEvent } from './authorization.ts';
import type { CaseworkEvent } from './casework.ts';
import { imagingText } from './imaging.ts';

export interface LogEntry {
  readonly at: string;
  /** `278 sent`, `call`, `peer_to_peer`. */
  readonly what: string;
  readonly text: string;
  /** `person/...`, `inbound/...` or what else of ours caused it. */
  readonly by: string;
}
type Event = AuthorizationEvent | CaseworkEvent;

/** What the event says in the thread; undefined for one that is no word to or from anybody. */
export function entryOf(event: Event): Pick<LogEntry, 'what' | 'text'> | undefined {
  switch (event.type) {
    case 'Requested':
      return {
        what: '278 sent',
        text: `Reference ${event.request.reference}, certification type ${event.request.certification}.${event.repeated ? ' The same again, as the payer wanted.' : ''}`,
      };
    case 'Acknowledged':
      return { what: '999 received', text: event.accepted ? 'Accepted.' : `Refused: ${event.codes.join(', ')}.` };
    case 'Answered':
    case 'Contradicted': {
      const { event: whole, services, rejections } = event.answer;
      const decided = [
        ...(whole === undefined ? [] : [`all: ${whole.action}`]),
        ...services.map(({ hcpcs, trace, action }) => `${hcpcs ?? trace ?? 'a line'}: ${action}`),
        ...rejections.map(({ level, code }) => `${level}: AAA ${code}`),
      ];
      const doubt = event.type === 'Contradicted' ? ' It contradicts an earlier answer.' : '';
      return { what: '278 response', text: `${decided.join(', ')}.${doubt}` };
    }
    case 'Settled':
      return { what: 'settled', text: event.reason };
    case 'GateOverridden':
      return { what: 'gate overridden', text: event.reason };
    case 'Logged':
      return { what: event.what, text: event.text };
    case 'Resolved':
      return { what: 'checklist', text: `${event.item}: ${event.reason}` };
    case 'WorkClosed':
      return { what: event.id.replace(/-.*$/, ''), text: [event.outcome, event.note].filter(Boolean).join(': ') };
    case 'WorkReturned':
      return {
        what: event.id.replace(/-.*$/, ''),
        text: `Task ${event.how} in the EHR by ${event.by}. ${event.lacks}`,
      };
    case 'Determined':
      return event.imaging.length === 0
        ? undefined
        : { what: 'linked imaging', text: event.imaging.map(imagingText).join(' ') };
    default:
      return undefined;
  }
}

/** The thread in order of time; what stands beside the plan is told again only when it changed. */
export function threadOf(entries: readonly LogEntry[]): readonly LogEntry[] {
  const sorted = entries.toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
  let linked = '';
  return sorted.filter(({ what, text }) => {
    if (what !== 'linked imaging') return true;
    const isNews = text !== linked;
    linked = text;
    return isNews;
  });
}
