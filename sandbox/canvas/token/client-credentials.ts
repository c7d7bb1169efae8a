import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { CanvasContext } from '../canvas-context.ts';
import { tokenUrl } from '../canvas-context.ts';
import { checkClientAssertion, type FetchText } from './client-assertion.ts';
import { invalidRequest, invalidScope, oauthErrors, sendOauthError } from './oauth-answers.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Lifetime of a service token in seconds. */
const lifeSeconds = 3600;

/**
 * The addresses of the token endpoint that an assertion or token may name: the public one and the one called.
 */
export const tokenAudiences = (context: CanvasContext, req: Request): readonly string[] => [
  tokenUrl(context),
  `${req.protocol}://${req.get('host') ?? ''}/login/oauth2/token`,
];

/** `grant_type=client_credentials`: a service token for LTI scopes (lib/canvas/oauth/client_credentials_provider.rb). */
export async function grantClientCredentials(
  context: CanvasContext,
  fetchText: FetchText,
  req: Request,
  res: Response,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  if (fields['client_assertion_type'] !== assertionType) {
    return sendOauthError(
      res,
      fields['client_id'] === undefined ? oauthErrors.unknownClient : oauthErrors.invalidClient,
    );
  }
  const audiences = tokenAudiences(context, req);
  const verdict = await checkClientAssertion(context, fields['client_assertion'] ?? '', audiences, fetchText);
  if (!verdict.ok) return sendOauthError(res, invalidRequest(verdict.message));
  if (!verdict.key.active) return sendOauthError(res, oauthErrors.invalidClient);
  const scopes = (fields['scope'] ?? '').split(' ').filter((scope) => scope !== '');
  const notGranted = scopes.filter((scope) => !verdict.key.scopes.includes(scope));
  if (notGranted.length > 0) return sendOauthError(res, invalidScope(notGranted));
  const claims = {
    iss: context.publicUrl,
    sub: String(verdict.key.id),
    aud: audiences[1] ?? tokenUrl(context),
    jti: randomUUID(),
    scopes: scopes.join(' '),
  };
  res.set('Cache-Control', 'no-store');
  res.json({
    access_token: await context.keys.signInternal(claims, lifeSeconds),
    token_type: 'Bearer',
    expires_in: lifeSeconds,
    scope: scopes.join(' '),
  });
}
