/** SMART Backend Services on the synthetic EHR: an access token for a signed client assertion. */

import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';

export interface SyntheticClient {
  readonly clientId: string;
  /** Public keys of the client. */
  readonly jwks: JSONWebKeySet;
}
export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, string | number>>;
}
export interface TokenOffice {
  issue(form: URLSearchParams): Promise<TokenAnswer>;
  accepts(authorizationHeader: string | undefined): boolean;
  /** Every token so far stops working, as after a restart. */
  revokeAll(): void;
}

/** SMART says 300 s at most. */
const LIFETIME_SECONDS = 300;
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Issues tokens to the known clients: assertion signed with ES384 or RS384, for this token address, used once. */
export function openTokenOffice(clients: readonly SyntheticClient[], tokenUrl: string, now: () => Date): TokenOffice {
  const tokens = new Map<string, number>();
  const usedAssertions = new Set<string>();
  return {
    issue: async (form) => {
      if (form.get('grant_type') !== 'client_credentials') return refusal('unsupported_grant_type');
      if (form.get('client_assertion_type') !== ASSERTION) return refusal('invalid_client');
      const assertion = form.get('client_assertion') ?? '';
      for (const client of clients) {
        const jti = await verifiedAssertion(assertion, client, tokenUrl, now());
        if (jti === undefined) continue;
        if (usedAssertions.has(`${client.clientId} ${jti}`)) return refusal('invalid_client');
        usedAssertions.add(`${client.clientId} ${jti}`);
        const token = crypto.randomUUID();
        tokens.set(token, now().getTime() + LIFETIME_SECONDS * 1000);
        const scope = form.get('scope') ?? 'system/*.rs';
        return {
          status: 200,
          body: { access_token: token, token_type: 'bearer', expires_in: LIFETIME_SECONDS, scope },
        };
      }
      return refusal('invalid_client');
    },
    accepts: (header) => {
      const until = tokens.get(/^Bearer (.+)$/.exec(header ?? '')?.[1] ?? '');
      return until !== undefined && until > now().getTime();
    },
    revokeAll: () => tokens.clear(),
  };
}

const refusal = (reason: string): TokenAnswer => ({ status: 400, body: { error: reason } });

/** The assertion's jti where everything about it is right. */
async function verifiedAssertion(
  assertion: string,
  client: SyntheticClient,
  tokenUrl: string,
  now: Date,
): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(client.jwks), {
      issuer: client.clientId,
      subject: client.clientId,
      audience: tokenUrl,
      algorithms: ['ES384', 'RS384'],
      requiredClaims: ['exp', 'jti'],
      currentDate: now,
    });
    const tooLong = (payload.exp ?? 0) - now.getTime() / 1000 > 300;
    return tooLong || payload.jti === undefined ? undefined : payload.jti;
  } catch {
    return undefined;
  }
}
