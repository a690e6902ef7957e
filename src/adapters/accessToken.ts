/** Access tokens of an EHR: SMART Backend Services with a signed assertion, or a client secret. */

import { importJWK, importPKCS8, type JWK, SignJWT } from 'jose';
import { type Clock, Fault } from '../ports.ts';
import { checkedBase, guardedFetch, type Limits } from './guardedFetch.ts';

export type EhrAuthorization =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'private-key-jwt';
      readonly clientId: string;
      /** PKCS #8 PEM text, or a private JWK as JSON text. */
      readonly privateKey: string;
      readonly keyId: string;
      readonly algorithm: 'ES384' | 'RS384';
      readonly scope: string;
      /** Absent: read from the server's SMART configuration. */
      readonly tokenUrl?: string;
    }
  | {
      readonly kind: 'client-secret';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope: string;
      readonly tokenUrl?: string;
    };

export interface TokenSource {
  /** Authorization header for the next request; kept until shortly before it expires. Throws a Fault. */
  header(): Promise<Readonly<Record<string, string>>>;
  /** The server refused the token: get another one next time. */
  forget(): void;
}

/** SMART: an assertion lives five minutes at most; ours live four, for clocks that differ. */
const ASSERTION_SECONDS = 240;
/** A token is renewed this long before it ends. */
const MARGIN_MS = 30_000;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A source of tokens for the server at `base`; several callers at once share one request. */
export function openTokenSource(
  base: URL,
  authorization: EhrAuthorization,
  clock: Clock,
  limits: Limits,
  wait: (milliseconds: number) => Promise<void>,
): TokenSource {
  if (authorization.kind === 'none') return { header: async () => ({}), forget: () => undefined };
  let known: { readonly token: string; readonly untilMs: number } | undefined;
  let asking: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    const url = checkedTokenUrl(authorization.tokenUrl ?? (await discoveredTokenUrl(base, limits, wait)));
    const { form, headers } = await credentials(authorization, url, clock);
    // One attempt: an assertion must not be shown twice. The queue tries again with a new one.
    const answer = await guardedFetch(
      {
        url: new URL(url),
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: form.toString(),
      },
      { ...limits, attempts: 1 },
      wait,
    );
    if (answer.status !== 200)
      throw new Fault(`EHR_TOKEN_REFUSED: the token request was answered with ${answer.status}`);
    const { token, seconds } = tokenIn(answer.text);
    known = { token, untilMs: clock.now().getTime() + seconds * 1000 - MARGIN_MS };
    return token;
  };
  return {
    header: async () => {
      if (known !== undefined && clock.now().getTime() < known.untilMs)
        return { authorization: `Bearer ${known.token}` };
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return { authorization: `Bearer ${await asking}` };
    },
    forget: () => {
      known = undefined;
    },
  };
}

type Credentialed = Exclude<EhrAuthorization, { readonly kind: 'none' }>;

interface Credentials {
  readonly form: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

async function credentials(authorization: Credentialed, tokenUrl: string, clock: Clock): Promise<Credentials> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: authorization.scope });
  if (authorization.kind === 'client-secret') {
    const pair = `${encodeURIComponent(authorization.clientId)}:${encodeURIComponent(authorization.clientSecret)}`;
    return { form, headers: { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` } };
  }
  const now = Math.floor(clock.now().getTime() / 1000);
  const assertion = await new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: authorization.algorithm, kid: authorization.keyId, typ: 'JWT' })
    .setIssuer(authorization.clientId)
    .setSubject(authorization.clientId)
    .setAudience(tokenUrl)
    .setIssuedAt(now)
    .setExpirationTime(now + ASSERTION_SECONDS)
    .sign(await privateKeyOf(authorization.privateKey, authorization.algorithm));
  form.set('client_assertion_type', ASSERTION_TYPE);
  form.set('client_assertion', assertion);
  return { form, headers: {} };
}

const privateKeyOf = (text: string, algorithm: string) =>
  text.trimStart().startsWith('{') ? importJWK(JSON.parse(text) as JWK, algorithm) : importPKCS8(text, algorithm);

async function discoveredTokenUrl(
  base: URL,
  limits: Limits,
  wait: (milliseconds: number) => Promise<void>,
): Promise<string> {
  const url = new URL('.well-known/smart-configuration', base);
  const answer = await guardedFetch({ url, headers: { accept: 'application/json' } }, limits, wait);
  const endpoint = answer.status === 200 ? elementOf(answer.text, 'token_endpoint') : undefined;
  if (typeof endpoint !== 'string') throw new Fault('EHR_NO_SMART_CONFIGURATION: the server names no token endpoint');
  return endpoint;
}

/** The endpoint comes from the network: it must be https like the server, or a Fault. */
function checkedTokenUrl(address: string): string {
  try {
    checkedBase(address);
    return address;
  } catch {
    throw new Fault('EHR_TOKEN_ENDPOINT_UNSAFE: the token endpoint is not https');
  }
}

function tokenIn(text: string): { readonly token: string; readonly seconds: number } {
  const token = elementOf(text, 'access_token');
  const seconds = Number(elementOf(text, 'expires_in') ?? 300);
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    throw new Fault('EHR_TOKEN_UNREADABLE: the token answer holds no token');
  return { token, seconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 60 };
}

function elementOf(text: string, name: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>)[name] : undefined;
  } catch {
    return undefined;
  }
}
