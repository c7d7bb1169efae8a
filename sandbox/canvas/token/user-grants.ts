import { timingSafeEqual } from 'node:crypto';
import type { Response } from 'express';
import type { CanvasContext } from '../canvas-context.ts';
import { isTrue } from '../front/request-fields.ts';
import type { OauthToken } from '../school/records/oauth.ts';
import type { ApiDeveloperKey } from '../school/records/tool.ts';
import { oauthErrors, sendOauthError } from './oauth-answers.ts';

type Fields = Readonly<Record<string, string>>;

/** `grant_type=authorization_code`. The code is used up even if the request then fails. */
export async function grantByCode(context: CanvasContext, res: Response, fields: Fields): Promise<void> {
  const key = await authenticate(context, fields);
  if ('error' in key) return sendOauthError(res, key);
  const redirectUri = fields['redirect_uri'];
  if (redirectUri !== undefined && !key.redirectUris.includes(redirectUri)) {
    return sendOauthError(res, oauthErrors.redirectMismatch);
  }
  const code = await context.store.oauth.takeCode(fields['code'] ?? '');
  if (code === null) return sendOauthError(res, oauthErrors.codeNotFound);
  if (code.clientId !== key.id) return sendOauthError(res, oauthErrors.incorrectClient);
  const grant = { clientId: key.id, userId: code.userId, scopes: code.scopes };
  const issued = await context.store.oauth.issue(grant, isTrue(fields['replace_tokens'] ?? null));
  // `/auth/userinfo` only identifies the person: no token is issued.
  const identifyOnly = code.scopes.length === 1 && code.scopes[0] === '/auth/userinfo';
  if (identifyOnly) await context.store.oauth.revoke(issued.token.id);
  await sendToken(context, res, issued.token, identifyOnly ? null : issued.access, {
    ...(identifyOnly ? {} : { refresh_token: issued.refresh }),
  });
}

/** `grant_type=refresh_token`: a new access token, but no new refresh token. */
export async function grantByRefresh(context: CanvasContext, res: Response, fields: Fields): Promise<void> {
  const key = await authenticate(context, fields);
  if ('error' in key) return sendOauthError(res, key);
  const token = await context.store.oauth.findByRefresh(fields['refresh_token'] ?? '');
  if (token === null) return sendOauthError(res, oauthErrors.refreshNotFound);
  if (token.clientId !== key.id) return sendOauthError(res, oauthErrors.incorrectClient);
  const access = await context.store.oauth.renew(token.id);
  await sendToken(context, res, token, access, {});
}

async function authenticate(
  context: CanvasContext,
  fields: Fields,
): Promise<ApiDeveloperKey | typeof oauthErrors.unknownClient> {
  const clientId = Number(fields['client_id'] ?? Number.NaN);
  const key = Number.isFinite(clientId) ? await context.store.tools.findApiKey(clientId) : null;
  if (key === null) return oauthErrors.unknownClient;
  const given = Buffer.from(fields['client_secret'] ?? '');
  const right = Buffer.from(key.secret);
  const isRight = given.length === right.length && timingSafeEqual(given, right);
  return isRight && key.active ? key : oauthErrors.invalidClient;
}

async function sendToken(
  context: CanvasContext,
  res: Response,
  token: OauthToken,
  access: string | null,
  extra: Fields,
): Promise<void> {
  const user = await context.store.people.find(token.userId);
  res.set('Cache-Control', 'no-store');
  res.json({
    access_token: access,
    token_type: 'Bearer',
    user: {
      id: token.userId,
      name: user?.name ?? null,
      global_id: String(10_000_000_000_000 + token.userId),
      effective_locale: user?.locale ?? 'en',
    },
    ...extra,
    ...(access === null ? {} : { expires_in: 3600 }),
    canvas_region: 'not_configured',
  });
}
