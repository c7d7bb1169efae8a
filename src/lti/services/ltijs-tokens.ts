import { createPrivateKey, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { AccessToken, Platform, TokenDatabase } from 'ltijs';
import { type EngineCall, readToken, send } from './ltijs-http.ts';
import { ServiceFailure } from './service-failure.ts';

/** The function of ltijs's `Auth` class that requests an access token. */
interface LtijsAuth {
  getAccessToken: (
    scopes: string,
    platform: Platform,
    encryptionKey: string,
    database: TokenDatabase,
  ) => Promise<AccessToken>;
}

/** Canvas accepts an assertion of the last five minutes, but none that has expired or comes from the future (S36). */
const assertionSeconds = 60;
/** With less than this between the clocks, a refusal has another reason. The `Date` header knows whole seconds. */
const maxSkewMs = 15_000;

/**
 * Makes ltijs date its client assertions by the platform's clock. Its own are dated by this machine's: on one whose clock
 * is two minutes off, they have expired when they are signed, or come from the future. Ours go by the database's clock,
 * and if the platform refuses one and its `Date` header shows another time, by the platform's.
 */
export function replaceLtijsTokenRequest(auth: LtijsAuth, currentCall: () => EngineCall): void {
  /** How far each platform's clock is ahead of ours, in milliseconds, where it mattered. */
  const skews = new Map<string, number>();

  auth.getAccessToken = async (scopes, platform, encryptionKey, database) => {
    const call = currentCall();
    const url = await platform.platformAccessTokenEndpoint();
    const [platformUrl, clientId] = [await platform.platformUrl(), await platform.platformClientId()];
    const request = async (): Promise<AccessToken> => {
      const now = call.clock().getTime() + (skews.get(url) ?? 0);
      const form = {
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await signAssertion(platform, clientId, Math.floor(now / 1000)),
        scope: scopes,
      };
      const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
      const body = new URLSearchParams(form).toString();
      return readToken(await send(call, { method: 'POST', url, headers, body }));
    };
    const token = await request().catch((error: unknown) => {
      if (!(error instanceof ServiceFailure) || !isRefusal(error) || error.answeredAt === null) throw error;
      const skewMs = error.answeredAt.getTime() - call.clock().getTime();
      if (Math.abs(skewMs - (skews.get(url) ?? 0)) < maxSkewMs) throw error;
      skews.set(url, skewMs);
      return request();
    });
    const index = { platformUrl, clientId, scopes };
    await database.Replace(encryptionKey, 'accesstoken', index, { token }, index);
    return token;
  };
}

/** Canvas answers a bad assertion with 400 `invalid_request` (CT13), others with 401. */
function isRefusal({ answered }: ServiceFailure): boolean {
  return answered === 400 || answered === 401;
}

async function signAssertion(platform: Platform, clientId: string, issuedAt: number): Promise<string> {
  return new SignJWT({ sub: clientId, iss: clientId, jti: randomUUID() })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: await platform.platformKid() })
    .setAudience(await platform.platformAuthorizationServer())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + assertionSeconds)
    .sign(createPrivateKey(await platform.platformPrivateKey()));
}
