/** HTTP to one known server: same origin and path, no redirects, a time limit, a size limit, and retries it asked for. */

import { parseJson } from '../fhir/json.ts';
import { Fault, type FhirResource, Refusal } from '../ports.ts';

export interface GuardedRequest {
  readonly url: URL;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
export interface GuardedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}
export interface Limits {
  readonly timeoutMs: number;
  /** After decompression. */
  readonly maxBytes: number;
  /** Attempts for an answer of 429, 502, 503 or 504. */
  readonly attempts: number;
  /** A longer Retry-After is left to the queue. */
  readonly maxWaitMs: number;
}
export const DEFAULT_LIMITS: Limits = { timeoutMs: 30_000, maxBytes: 32 * 1024 * 1024, attempts: 3, maxWaitMs: 10_000 };

/**
 * Sends a request and reads the whole answer, whatever its status, except that 429, 502, 503 and 504 are tried again.
 * Throws a Fault for network trouble, a redirect, a slow or too large answer. Faults hold codes, never addresses or bodies.
 */
export async function guardedFetch(
  request: GuardedRequest,
  limits: Limits,
  wait: (milliseconds: number) => Promise<void>,
): Promise<GuardedAnswer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await once(request, limits);
    if (!BUSY.has(answer.status) || attempt >= limits.attempts) return answer;
    const pauseMs = retryAfterMs(answer.headers) ?? FIRST_PAUSE_MS * 2 ** (attempt - 1);
    if (pauseMs > limits.maxWaitMs) return answer;
    await wait(pauseMs);
  }
}

const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const FIRST_PAUSE_MS = 500;

async function once(request: GuardedRequest, limits: Limits): Promise<GuardedAnswer> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  try {
    const response = await fetch(request.url, {
      method: request.method ?? 'GET',
      headers: { 'accept-encoding': 'gzip', ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal,
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new Fault('EHR_REDIRECTS: redirects are not followed, the token would go along');
    }
    return { status: response.status, headers: response.headers, text: await limitedText(response, limits.maxBytes) };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault(signal.aborted ? 'EHR_TIMEOUT: no answer in time' : 'EHR_UNREACHABLE: the connection failed');
  }
}

/** The FHIR resource of an answer, numbers as decimal text. Throws a Fault (429, 5xx, no FHIR) or a Refusal (other 4xx). */
export function readResource(answer: GuardedAnswer): FhirResource {
  if (answer.status === 429 || answer.status >= 500)
    throw new Fault(`EHR_BUSY: the EHR answered with ${answer.status}`);
  if (answer.status < 200 || answer.status > 299) throw new Refusal(answer.status);
  const json = parseJson(answer.text);
  if (!json.ok || typeof json.value !== 'object' || json.value === null || !('resourceType' in json.value)) {
    throw new Fault('EHR_UNREADABLE_ANSWER: the answer is no FHIR resource');
  }
  return json.value as FhirResource;
}

async function limitedText(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder('utf-8');
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Fault('EHR_ANSWER_TOO_LARGE: the answer passes the size limit');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Seconds, or an HTTP date measured against the server's own Date. */
function retryAfterMs(headers: Headers): number | undefined {
  const told = headers.get('retry-after');
  if (told === null) return undefined;
  if (/^\d{1,6}$/.test(told)) return Number(told) * 1000;
  const [until, from] = [Date.parse(told), Date.parse(headers.get('date') ?? '')];
  return Number.isNaN(until) || Number.isNaN(from) ? undefined : Math.max(0, until - from);
}

/** Plain HTTP only to this machine: anything else would show tokens and charts to the network. */
export function checkedBase(address: string): URL {
  const base = URL.canParse(address) ? new URL(address) : undefined;
  if (base === undefined) throw new Error('the EHR base address is no URL');
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(base.hostname);
  if (base.protocol !== 'https:' && !(base.protocol === 'http:' && local))
    throw new Error('the EHR base address must be https');
  if (base.username !== '' || base.password !== '') throw new Error('the EHR base address must not hold credentials');
  base.pathname = base.pathname.replace(/\/*$/, '/');
  base.search = '';
  base.hash = '';
  return base;
}

/** An address found in an answer, where it is on our server and under our path; a token is sent nowhere else. */
export function sameServer(base: URL, link: string): URL | undefined {
  if (!URL.canParse(link, base.href)) return undefined;
  const url = new URL(link, base);
  const inside = url.origin === base.origin && `${url.pathname}/`.startsWith(base.pathname);
  return inside && url.username === '' && url.password === '' ? url : undefined;
}
