import type { Version } from '../records.ts';
import { SisRefusal } from '../sis-answer.ts';
import type { SisStyle } from '../sis-style.ts';
import type { CheckOAuth1 } from './oauth1.ts';
import { type Permission, scopesFor } from './scopes.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

/** The parts of a request that authorisation checks. */
export interface AuthorizedRequest {
  readonly version: Version;
  readonly method: string;
  /** The absolute address that the client used. */
  readonly url: string;
  readonly authorization: string | undefined;
}

/** Who is calling. `key` names the token or consumer for the rate limit. */
export interface Caller {
  readonly key: string;
  /** Throws 403 unless one of the caller's scopes allows `permission`. */
  readonly require: (permission: Permission) => void;
}

function refuse(description: string): SisRefusal {
  return new SisRefusal(401, 'unauthorisedrequest', description, { 'www-authenticate': 'Bearer' });
}

/** Accepts bearer tokens for both versions. OAuth 1.0a has no scopes and is accepted for 1.1 only. */
export function createAuthorize(deps: {
  readonly tokens: Pick<TokenEndpoint, 'find'>;
  readonly checkOAuth1: CheckOAuth1;
}): (request: AuthorizedRequest) => Caller {
  return ({ version, method, url, authorization }) => {
    if (authorization === undefined) throw refuse('No authorization');
    if (/^OAuth\s/i.test(authorization)) {
      if (version !== 'v1p1') throw refuse('OneRoster 1.2 takes OAuth 2 bearer tokens only');
      deps.checkOAuth1({ method, url, authorization });
      return { key: 'oauth1', require: () => undefined };
    }
    const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
    const grant = token === undefined ? null : deps.tokens.find(token);
    if (token === undefined || grant === null) throw refuse('Access token missing, unknown or expired');
    return {
      key: token,
      require: (permission) => {
        const allowing = scopesFor(permission, version);
        if (allowing.some((scope) => grant.scopes.has(scope))) return;
        throw new SisRefusal(403, 'forbidden', `The token lacks the scope ${allowing.join(' or ')}`);
      },
    };
  };
}

/** The extra header that Infinite Campus requires on gradebook calls; without it, 401. */
export function checkVendor(style: SisStyle, header: string | undefined): void {
  if (style.vendorAuthorization === null || header === style.vendorAuthorization) return;
  throw refuse('x-vendor-authorization is missing or wrong');
}
