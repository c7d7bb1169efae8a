import { type Request, type Response, Router } from 'express';
import type { CanvasContext } from '../canvas-context.ts';
import { escapeHtml } from '../front/escape-html.ts';
import { findLoggedInUser } from '../front/login-cookie.ts';
import { requestFields } from '../front/request-fields.ts';
import { isRedirectUriAllowed } from '../lti/redirect-uri.ts';
import type { ApiDeveloperKey } from '../school/records/tool.ts';
import type { User } from '../school/records/user.ts';
import { renderConsentPage } from './consent-page.ts';

type Fields = Readonly<Record<string, string>>;

/** A valid request, ready for the person's consent. */
interface AuthorizationRequest {
  readonly key: ApiDeveloperKey;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly string[];
  readonly prompt: string | null;
}

/**
 * `GET /login/oauth2/auth` and a logged-in person's consent (app/controllers/oauth2_provider_controller.rb).
 */
export function createAuthorizationRouter(context: CanvasContext, loginPath: string): Router {
  const router = Router();
  router.get('/login/oauth2/auth', async (req, res) => {
    const request = await readRequest(context, res, requestFields(req));
    if (request === null) return;
    const user = await findLoggedInUser(req, context);
    if (request.prompt === 'none') {
      const error = user === null ? 'login_required' : 'interaction_required';
      return sendBack(res, request, { error });
    }
    if (user === null) {
      const back = `${context.publicUrl}${req.originalUrl}`;
      return res.redirect(302, `${loginPath}?${new URLSearchParams({ return_to: back })}`);
    }
    // Only Canvas may frame Canvas's own pages.
    res.set('X-Frame-Options', 'SAMEORIGIN').type('html');
    res.send(
      renderConsentPage({
        keyName: request.key.name,
        userName: user.name,
        fields: requestFields(req),
      }),
    );
  });
  const answer =
    (finish: (request: AuthorizationRequest, user: User, res: Response) => Promise<void> | void) =>
    async (req: Request, res: Response): Promise<void> => {
      const request = await readRequest(context, res, requestFields(req));
      if (request === null) return;
      const user = await findLoggedInUser(req, context);
      if (user === null)
        return sendPlainError(res, 401, 'login_required', 'Must have an active user session');
      await finish(request, user, res);
    };
  router.post(
    '/login/oauth2/accept',
    answer(async (request, user, res) => {
      const grant = { clientId: request.key.id, userId: user.id, scopes: request.scopes };
      const code = await context.store.oauth.makeCode(grant, request.redirectUri);
      context.log.info({ event: 'sandbox.consent', clientId: request.key.id }, 'A person gave consent');
      sendBack(res, request, { code });
    }),
  );
  router.post(
    '/login/oauth2/deny',
    answer((request, _user, res) =>
      sendBack(res, request, {
        error: 'access_denied',
        error_description: 'The resource owner or authorization server denied the request',
      }),
    ),
  );
  return router;
}

/** Validates a request. Answers the error itself and returns null if it is invalid. */
async function readRequest(
  context: CanvasContext,
  res: Response,
  fields: Fields,
): Promise<AuthorizationRequest | null> {
  const clientId = Number(fields['client_id'] ?? Number.NaN);
  const key = Number.isFinite(clientId) ? await context.store.tools.findApiKey(clientId) : null;
  if (key === null || !key.active) {
    sendPlainError(res, 401, 'invalid_client', 'unknown client');
    return null;
  }
  const redirectUri = fields['redirect_uri'] ?? '';
  if (!isRedirectUriAllowed(redirectUri, key.redirectUris)) {
    sendPlainError(res, 400, 'invalid_request', 'redirect_uri does not match client settings');
    return null;
  }
  const scopes = (fields['scope'] ?? '').split(' ').filter((scope) => scope !== '');
  const request = {
    key,
    redirectUri,
    state: fields['state'] ?? null,
    scopes,
    prompt: fields['prompt'] ?? null,
  };
  if (fields['response_type'] !== 'code') {
    sendBack(res, request, { error: 'unsupported_response_type' });
    return null;
  }
  const notGranted = scopes.filter((scope) => scope !== '/auth/userinfo' && !key.scopes.includes(scope));
  if (key.requireScopes && (scopes.length === 0 || notGranted.length > 0)) {
    const description = `A requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner. The following scopes were requested, but not granted: ${notGranted.join(' ')}`;
    sendBack(res, request, { error: 'invalid_scope', error_description: description });
    return null;
  }
  return request;
}

/** Sends the browser back to the tool. */
function sendBack(
  res: Response,
  request: Pick<AuthorizationRequest, 'redirectUri' | 'state'>,
  result: Fields,
): void {
  const url = new URL(request.redirectUri);
  for (const [name, value] of Object.entries(result)) url.searchParams.set(name, value);
  if (request.state !== null) url.searchParams.set('state', request.state);
  res.redirect(302, url.href);
}

function sendPlainError(res: Response, status: number, error: string, description: string): void {
  res
    .status(status)
    .type('html')
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Error</title></head><body><main><h1>${escapeHtml(error)}</h1><p>${escapeHtml(description)}</p></main></body></html>`,
    );
}
