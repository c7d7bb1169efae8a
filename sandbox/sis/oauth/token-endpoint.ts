import type { Clock, RandomBytes } from '../../../src/clock.ts';
import { answerJson, type SisAnswer } from '../sis-answer.ts';
import { isSameSecret, type SisClient } from './client.ts';
import { knownScopes } from './scopes.ts';

/** Lifetime of an access token in seconds. */
const lifeSeconds = 3_600;

/** What a valid access token allows, and until when. */
export interface Grant {
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  readonly expiresAt: Date;
}

/** OAuth 2 client credentials (RFC 6749 § 4.4). Tokens live for an hour; several may be valid at a time. */
export interface TokenEndpoint {
  /** Answers `POST /oauth/token`, from its `authorization` header and form body. */
  readonly issue: (authorization: string | undefined, body: URLSearchParams) => SisAnswer;
  readonly find: (token: string) => Grant | null;
  /** Revokes every token issued so far, as when an administrator rotates the credentials. */
  readonly revokeAll: () => void;
}

interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** RFC 6749 § 2.3.1: each half is form-encoded before the two are joined. */
function decodeHalf(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

function readBasic(authorization: string): Credentials | null {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  if (encoded === undefined) return null;
  const [, id = '', secret = ''] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  const clientId = decodeHalf(id);
  const clientSecret = decodeHalf(secret);
  return clientId === null || clientSecret === null ? null : { clientId, clientSecret };
}

function readCredentials(authorization: string | undefined, body: URLSearchParams): Credentials | null {
  if (authorization !== undefined) return readBasic(authorization);
  const clientId = body.get('client_id');
  const clientSecret = body.get('client_secret');
  return clientId === null || clientSecret === null ? null : { clientId, clientSecret };
}

function refuse(status: number, error: string, description: string): SisAnswer {
  const headers = { 'cache-control': 'no-store', ...(status === 401 ? { 'www-authenticate': 'Basic' } : {}) };
  return answerJson(status, { error, error_description: description }, { headers });
}

export function createTokenEndpoint(
  clients: readonly SisClient[],
  deps: { readonly clock: Clock; readonly randomBytes: RandomBytes },
): TokenEndpoint {
  const grants = new Map<string, Grant>();

  function forgetExpired(now: Date): void {
    for (const [token, grant] of grants) {
      if (grant.expiresAt > now) return;
      grants.delete(token);
    }
  }

  return {
    issue: (authorization, body) => {
      if (authorization !== undefined && body.has('client_secret')) {
        return refuse(400, 'invalid_request', 'Two ways of client authentication at once');
      }
      const credentials = readCredentials(authorization, body);
      const client = clients.find((known) => known.clientId === credentials?.clientId);
      if (!credentials || !client || !isSameSecret(client.clientSecret, credentials.clientSecret)) {
        return refuse(401, 'invalid_client', 'Unknown client or wrong secret');
      }
      if (body.get('grant_type') !== 'client_credentials') {
        return refuse(400, 'unsupported_grant_type', 'Only client_credentials');
      }
      const asked = (body.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
      const allowed = (scope: string): boolean => client.scopes?.includes(scope) ?? knownScopes.has(scope);
      const scopes = asked.filter(allowed);
      if (scopes.length === 0) return refuse(400, 'invalid_scope', 'No scope that this client may have');

      const now = deps.clock();
      forgetExpired(now);
      const token = deps.randomBytes(24).toString('base64url');
      grants.set(token, {
        clientId: client.clientId,
        scopes: new Set(scopes),
        expiresAt: new Date(now.getTime() + lifeSeconds * 1_000),
      });
      return answerJson(
        200,
        { access_token: token, token_type: 'Bearer', expires_in: lifeSeconds, scope: scopes.join(' ') },
        { headers: { 'cache-control': 'no-store' } },
      );
    },
    find: (token) => {
      const grant = grants.get(token);
      return grant && grant.expiresAt > deps.clock() ? grant : null;
    },
    revokeAll: () => grants.clear(),
  };
}
