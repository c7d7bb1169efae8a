import { decodeProtectedHeader, errors, type JWTVerifyOptions, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Platform } from '../../domain/institution.ts';
import { parseJson } from '../../http/parse-json.ts';
import { loginLifeMs } from '../login/start-login.ts';
import type { Claims } from './claims.ts';
import type { KeySetCache } from './key-set-cache.ts';
import { LaunchRefusal } from './refusal.ts';

/** Clocks differ, and Canvas may build the token minutes before the launch. */
const clockToleranceSeconds = 5 * 60;

/**
 * The claims of `idToken` if the platform signed them for us and they are current (Security Framework 1.0 §
 * 5.1.3, steps 1 to 4, 7 and 8). Only RS256, and only with the key set that the operator registered: keys and
 * addresses in the token's own header are ignored (LX3).
 * @throws LaunchRefusal `launch_invalid`, `launch_expired`
 */
export async function verifySignature(
  idToken: string,
  platform: Platform,
  keySets: KeySetCache,
  clock: Clock,
): Promise<Claims> {
  const kid = readKeyId(idToken);
  const key = await keySets.findKey(platform.jwksUrl, kid);
  if (key === null) throw new LaunchRefusal('key_known', 'launch_invalid', { detail: 'unknown kid' });
  const options: JWTVerifyOptions = {
    algorithms: ['RS256'],
    issuer: platform.issuer,
    audience: platform.clientId,
    currentDate: clock(),
    clockTolerance: clockToleranceSeconds,
    maxTokenAge: loginLifeMs / 1000,
    requiredClaims: ['exp', 'iat'],
  };
  try {
    await jwtVerify(idToken, key, options);
    return readClaims(idToken);
  } catch (error) {
    throw describeFailure(error);
  }
}

const claimsShape = z.record(z.string(), z.unknown());

/** The signed claims. jose parses them with JSON.parse, which changes an id above 2^53 (CF12). */
function readClaims(idToken: string): Claims {
  const [, payload = ''] = idToken.split('.');
  return claimsShape.parse(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
}

function readKeyId(idToken: string): string {
  const header = readHeader(idToken);
  if (header?.alg !== 'RS256')
    throw new LaunchRefusal('algorithm', 'launch_invalid', { detail: 'not RS256' });
  const { kid } = header;
  if (typeof kid !== 'string' || kid === '' || kid.length > 255) {
    throw new LaunchRefusal('key_named', 'launch_invalid', { detail: 'no kid' });
  }
  return kid;
}

function readHeader(idToken: string): ReturnType<typeof decodeProtectedHeader> | null {
  try {
    return decodeProtectedHeader(idToken);
  } catch {
    return null;
  }
}

/** jose's error as the name of the broken rule. Anything else is refused as well (S33). */
function describeFailure(error: unknown): LaunchRefusal {
  const detail = error instanceof errors.JOSEError ? error.code : 'the signature could not be checked';
  const facts = { detail, cause: error };
  if (error instanceof errors.JWTExpired) return new LaunchRefusal('times', 'launch_expired', facts);
  if (error instanceof errors.JWTClaimValidationFailed) {
    const check = { iss: 'issuer', aud: 'audience' }[error.claim] ?? 'times';
    return new LaunchRefusal(check, 'launch_invalid', facts);
  }
  return new LaunchRefusal('signature', 'launch_invalid', facts);
}
