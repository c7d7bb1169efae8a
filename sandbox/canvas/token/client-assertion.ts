import { decodeJwt, importJWK, type JWK, jwtVerify } from 'jose';
import { z } from 'zod';
import type { CanvasContext } from '../canvas-context.ts';
import type { LtiDeveloperKey } from '../school/records/tool.ts';

/** Fetches a tool's key set as text. Throws if it cannot. */
export type FetchText = (url: string) => Promise<string>;

export type AssertionVerdict =
  | { readonly ok: true; readonly key: LtiDeveloperKey }
  | { readonly ok: false; readonly message: string };

const requiredClaims = ['iss', 'sub', 'aud', 'exp', 'iat', 'jti'];
const maxAgeSeconds = 300;
const maxFutureSeconds = 30;
const jwkSetSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

/**
 * Checks a client assertion as lib/canvas/oauth/asymmetric_client_credentials_provider.rb and
 * Canvas::Security::JwtValidator do: a stored key must use RS256, a JWKS URL is fetched on every request,
 * several claim errors are joined by " | ", and neither a far `exp` nor a reused `jti` is refused.
 */
export async function checkClientAssertion(
  context: CanvasContext,
  assertion: string,
  audiences: readonly string[],
  fetchText: FetchText,
): Promise<AssertionVerdict> {
  const subject = readSubject(assertion);
  const key = subject === null ? null : await context.store.tools.findLtiKey(Number(subject));
  const verified =
    key === null
      ? { ok: false as const, message: 'JWS signature invalid.' }
      : await verify(key, assertion, fetchText);
  if (!verified.ok || key === null)
    return verified.ok ? { ok: false, message: 'JWS signature invalid.' } : verified;
  const now = Math.floor(context.clock().getTime() / 1000);
  const problems = findClaimProblems(verified.claims, audiences, now);
  return problems.length === 0 ? { ok: true, key } : { ok: false, message: problems.join(' | ') };
}

function readSubject(assertion: string): string | null {
  try {
    return decodeJwt(assertion).sub ?? null;
  } catch {
    return null;
  }
}

type Verified =
  | { readonly ok: true; readonly claims: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly message: string };

async function verify(key: LtiDeveloperKey, assertion: string, fetchText: FetchText): Promise<Verified> {
  const found = key.publicJwkUrl === null ? storedKeys(key) : await fetchKeys(key.publicJwkUrl, fetchText);
  if (!found.ok) return found;
  for (const jwk of found.keys) {
    const claims = await tryKey(jwk, assertion);
    if (claims !== null) return { ok: true, claims };
  }
  return { ok: false, message: 'JWS signature invalid.' };
}

async function tryKey(jwk: JWK, assertion: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const imported = await importJWK(jwk, 'RS256');
    // Checks only the signature: Canvas words the claims' errors itself.
    const farPast = new Date(0);
    const { payload } = await jwtVerify(assertion, imported, { algorithms: ['RS256'], currentDate: farPast });
    return payload;
  } catch (thrown) {
    return isClaimTrouble(thrown) ? decodeJwt(assertion) : null;
  }
}

/** jose verifies the signature first, then refuses claims of a wrong type. */
const isClaimTrouble = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_JWT_CLAIM_VALIDATION_FAILED';

type FoundKeys =
  | { readonly ok: true; readonly keys: readonly JWK[] }
  | { readonly ok: false; readonly message: string };

const storedKeys = (key: LtiDeveloperKey): FoundKeys => ({
  ok: true,
  keys: key.publicJwk === null ? [] : [key.publicJwk],
});

async function fetchKeys(url: string, fetchText: FetchText): Promise<FoundKeys> {
  let text: string;
  try {
    text = await fetchText(url);
  } catch (thrown) {
    return { ok: false, message: `JWK Error: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
  try {
    return { ok: true, keys: jwkSetSchema.parse(JSON.parse(text)).keys };
  } catch {
    return { ok: false, message: 'JWK Error: Invalid JSON' };
  }
}

function findClaimProblems(
  claims: Readonly<Record<string, unknown>>,
  audiences: readonly string[],
  now: number,
): readonly string[] {
  const missing = requiredClaims.filter((name) => claims[name] === undefined || claims[name] === '');
  if (missing.length > 0) return [`the following assertions are missing: ${missing.join(',')}`];
  const problems: string[] = [];
  const aud = Array.isArray(claims['aud']) ? claims['aud'] : [claims['aud']];
  if (!aud.some((entry) => typeof entry === 'string' && audiences.includes(entry)))
    problems.push("the 'aud' is invalid");
  const { exp, iat } = claims;
  if (typeof exp !== 'number') problems.push("the 'exp' must be a number");
  else if (exp < now) problems.push('the JWT has expired');
  if (typeof iat !== 'number') problems.push("the 'iat' must be a number");
  else if (iat < now - maxAgeSeconds) problems.push("the 'iat' must be less than 300 seconds old");
  else if (iat > now + maxFutureSeconds) problems.push("the 'iat' must not be in the future");
  return problems;
}
