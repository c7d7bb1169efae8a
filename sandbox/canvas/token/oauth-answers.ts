import type { Response } from 'express';

/** An OAuth error of the token endpoint (lib/canvas/oauth/request_error.rb). */
export interface OauthError {
  readonly status: 400 | 401;
  readonly error: string;
  readonly description: string;
}

const make = (status: 400 | 401, error: string, description: string): OauthError => ({
  status,
  error,
  description,
});

export const oauthErrors = {
  unknownClient: make(401, 'invalid_client', 'unknown client'),
  invalidClient: make(401, 'invalid_client', 'invalid client'),
  codeNotFound: make(400, 'invalid_grant', 'authorization_code not found'),
  incorrectClient: make(400, 'invalid_grant', 'incorrect client'),
  // A dead refresh token is `invalid_request`, not `invalid_grant` (CT13).
  refreshNotFound: make(400, 'invalid_request', 'refresh_token not found'),
  redirectMismatch: make(400, 'invalid_request', 'redirect_uri does not match client settings'),
  unsupportedGrant: make(
    400,
    'unsupported_grant_type',
    'The grant_type you requested is not currently supported',
  ),
} as const;

export const invalidRequest = (description: string): OauthError => make(400, 'invalid_request', description);

/** lib/canvas/oauth/invalid_scope_error.rb */
export const invalidScope = (notGranted: readonly string[]): OauthError =>
  make(
    400,
    'invalid_scope',
    'A requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner. ' +
      `The following scopes were requested, but not granted: ${notGranted.join(' ')}`,
  );

export function sendOauthError(res: Response, error: OauthError): void {
  res.status(error.status);
  res.set('Cache-Control', 'no-store');
  res.json({ error: error.error, error_description: error.description });
}
