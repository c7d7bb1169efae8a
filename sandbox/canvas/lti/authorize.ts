import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../canvas-context.ts';
import { findLoggedInUser } from '../front/login-cookie.ts';
import { requestFields } from '../front/request-fields.ts';
import { renderSelfPostingForm } from '../front/self-posting-form.ts';
import { isRedirectUriAllowed } from './redirect-uri.ts';

const required = [
  'client_id',
  'login_hint',
  'lti_message_hint',
  'nonce',
  'prompt',
  'redirect_uri',
  'response_mode',
  'response_type',
  'scope',
];

const hintSchema = z.object({
  verifier: z.string(),
  canvas_domain: z.string(),
  include_storage_target: z.boolean(),
  exp: z.number(),
});
type Hint = z.infer<typeof hintSchema>;
type Fields = Readonly<Record<string, string>>;

interface OidcError {
  readonly error: string;
  readonly error_description: string;
}

/**
 * The second step of a launch. Tools know `authorize_redirect`; it reads the school's own host from the hint
 * and sends the browser there, to `authorize`, which answers with a form for the tool
 * (app/controllers/lti/ims/authentication_controller.rb).
 */
export function createAuthorizeRouter(context: CanvasContext): Router {
  const router = Router();
  const redirect = async (req: Request, res: Response): Promise<void> => {
    const fields = requestFields(req);
    const hint = await readHint(context, fields);
    if (hint === null) return reject(res, 'Invalid lti_message_hint');
    const kept = Object.entries(fields).filter(([name]) => name === 'state' || required.includes(name));
    res.redirect(302, `${context.publicUrl}/api/lti/authorize?${new URLSearchParams(kept)}`);
  };
  router.get('/api/lti/authorize_redirect', redirect);
  router.post('/api/lti/authorize_redirect', redirect);
  router.get('/api/lti/authorize', (req, res) => answerAuthorize(context, req, res));
  return router;
}

async function answerAuthorize(context: CanvasContext, req: Request, res: Response): Promise<void> {
  const fields = requestFields(req);
  const hint = await readHint(context, fields);
  if (hint === null) return reject(res, 'Invalid lti_message_hint');
  const key = await context.store.tools.findLtiKey(Number(fields['client_id'] ?? Number.NaN));
  const redirectUri = fields['redirect_uri'] ?? '';
  if (key === null || !isRedirectUriAllowed(redirectUri, key.redirectUris)) {
    return reject(res, 'Invalid redirect_uri');
  }
  const outcome = await findOidcError(context, req, fields, key.active);
  const state = fields['state'];
  const answer = outcome ?? (await makeAnswer(context, hint, fields));
  const form = { ...answer, ...(state === undefined ? {} : { state }) };
  context.log.info(
    { event: 'sandbox.authorize', clientId: key.id, error: 'error' in answer ? answer['error'] : null },
    'Launch authorized or refused',
  );
  res
    .status(200)
    .type('html')
    .send(renderSelfPostingForm({ action: redirectUri, fields: form }));
}

/** Canvas runs every check and reports the LAST error. */
async function findOidcError(
  context: CanvasContext,
  req: Request,
  fields: Fields,
  keyIsActive: boolean,
): Promise<OidcError | null> {
  let found: OidcError | null = null;
  const missing = required.filter((name) => fields[name] === undefined);
  if (missing.length > 0) {
    found = {
      error: 'invalid_request_object',
      error_description: `The following parameters are missing: ${missing.join(',')}`,
    };
  }
  if (fields['scope'] !== 'openid') {
    found = { error: 'invalid_request_object', error_description: "The 'scope' must be 'openid'" };
  }
  const user = await findLoggedInUser(req, context);
  if (user === null || user.ltiId !== fields['login_hint']) {
    found = { error: 'login_required', error_description: 'Must have an active user session' };
  }
  if (!keyIsActive) {
    found = {
      error: 'unauthorized_client',
      error_description: 'Client not authorized in requested context',
    };
  }
  return found;
}

async function makeAnswer(
  context: CanvasContext,
  hint: Hint,
  fields: Fields,
): Promise<Record<string, string>> {
  const launch = await context.store.sessions.takeLaunch(hint.verifier);
  if (launch === null) {
    return {
      error: 'launch_no_longer_valid',
      error_description: 'The launch has either expired or already been consumed',
    };
  }
  return {
    id_token: await context.keys.signIdToken({ ...launch.claims, nonce: fields['nonce'] }),
    ...(hint.include_storage_target ? { lti_storage_target: 'post_message_forwarding' } : {}),
  };
}

async function readHint(context: CanvasContext, fields: Fields): Promise<Hint | null> {
  const claims = await context.keys.readInternal(fields['lti_message_hint'] ?? '');
  const parsed = hintSchema.safeParse(claims);
  return parsed.success && parsed.data.exp * 1000 > context.clock().getTime() ? parsed.data : null;
}

function reject(res: Response, message: string): void {
  res.status(400).type('text').send(message);
}
