import { Router } from 'express';
import type { CanvasContext } from '../canvas-context.ts';
import { bearerToken, requestFields } from '../front/request-fields.ts';
import { sendUnauthenticated } from '../rest/api-errors.ts';
import type { FetchText } from './client-assertion.ts';
import { grantClientCredentials } from './client-credentials.ts';
import { oauthErrors, sendOauthError } from './oauth-answers.ts';
import { grantByCode, grantByRefresh } from './user-grants.ts';

/** `POST` and `DELETE /login/oauth2/token` (app/controllers/oauth2_provider_controller.rb). */
export function createTokenRouter(context: CanvasContext, fetchText: FetchText): Router {
  const router = Router();
  router.post('/login/oauth2/token', async (req, res) => {
    const fields = { ...basicCredentials(req.get('authorization')), ...requestFields(req) };
    const grantType = fields['grant_type'] ?? '';
    if (grantType === 'client_credentials')
      return grantClientCredentials(context, fetchText, req, res, fields);
    // Canvas's oldest clients send a code without a grant type.
    if (grantType === 'authorization_code' || grantType === '') return grantByCode(context, res, fields);
    if (grantType === 'refresh_token') return grantByRefresh(context, res, fields);
    sendOauthError(res, oauthErrors.unsupportedGrant);
  });
  router.delete('/login/oauth2/token', async (req, res) => {
    const token = await context.store.oauth.findByAccess(bearerToken(req) ?? '');
    if (token === null) return sendUnauthenticated(res, 'Invalid access token.');
    await context.store.oauth.revoke(token.id);
    res.json({});
  });
  return router;
}

/** Client id and secret from HTTP Basic, which Canvas accepts instead of form fields. */
function basicCredentials(header: string | undefined): Readonly<Record<string, string>> {
  const encoded = /^Basic\s+(\S+)$/iu.exec(header ?? '')?.[1];
  if (encoded === undefined) return {};
  const [id, secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':', 2);
  return { ...(id ? { client_id: id } : {}), ...(secret ? { client_secret: secret } : {}) };
}
