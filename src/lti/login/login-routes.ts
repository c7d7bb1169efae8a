import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Institution } from '../../domain/institution.ts';
import { toProductError } from '../../errors.ts';
import type { LoginInitiation } from '../../store/logins.ts';
import { reportVerdict, type VerdictFacts } from '../launch/launch-outcome.ts';
import { LaunchRefusal } from '../launch/refusal.ts';
import { findLoginInstitution } from '../launch/verify-launch.ts';
import type { DoorDeps } from '../lti-deps.ts';
import { renderDoorPage, setPrivateHeaders } from '../lti-pages.ts';
import { isOwnPost } from '../session/csrf.ts';
import { allowFraming } from '../session/frame-ancestors.ts';
import { isOwnAddress } from '../session/own-address.ts';
import { cookieAttributes, labelCookie, loginLabel, nameLoginCookie, readCookie } from './browser-proof.ts';
import { findInstitution, requireEnabled } from './find-institution.ts';
import { type LoginRequest, readLoginRequest } from './login-request.ts';
import { describeStorage } from './platform-storage.ts';
import { loginLifeMs, type StartedLogin, startLogin } from './start-login.ts';

/** `GET` and `POST /lti/login`: the platform asks us to begin a login. */
export function beginLogin(deps: DoorDeps): RequestHandler {
  return async (request, response) => {
    const facts: VerdictFacts = { event: 'login' };
    try {
      const asked = readLoginRequest(request.method === 'POST' ? request.body : request.query);
      const institution = await findInstitution(deps.institutions, asked.iss, asked.client_id);
      facts.institutionId = institution.id;
      // Before anything is refused: the refusal, too, must be readable in Canvas's frame.
      allowFraming(response, institution);
      requireEnabled(institution);
      if (!isOwnAddress(asked.target_link_uri, deps.publicUrl)) {
        throw new LaunchRefusal('target', 'launch_invalid', { detail: 'the target is not ours' });
      }
      const initiation = toInitiation(asked);
      const login = await startLogin(deps, institution, initiation);
      setLoginCookie(response, login);
      await sendOn(deps, request, response, institution, initiation, login);
    } catch (error) {
      reportVerdict(deps, facts, toProductError(error));
      throw error;
    }
  };
}

function toInitiation(asked: LoginRequest): LoginInitiation {
  return {
    loginHint: asked.login_hint,
    messageHint: asked.lti_message_hint ?? null,
    targetLinkUri: asked.target_link_uri,
    storageTarget: asked.lti_storage_target ?? null,
  };
}

/**
 * Without Platform Storage the cookie is all there is, and the browser goes straight on. With it, a page
 * first finds out which of the two works here: before the platform is asked, because Canvas's message
 * hint can be used once only, and a person who needs a new window could not start again afterwards.
 */
async function sendOn(
  deps: DoorDeps,
  request: Request,
  response: Response,
  institution: Institution,
  initiation: LoginInitiation,
  login: StartedLogin,
): Promise<void> {
  const storage = describeStorage(institution, initiation, login.state);
  if (storage === null) {
    setPrivateHeaders(response);
    response.redirect(302, login.authorizationUrl);
    return;
  }
  await renderDoorPage(request, response, institution, deps.publicUrl, {
    view: 'login',
    state: login.state,
    authorizationUrl: login.authorizationUrl,
    cookieCheckPath: `/lti/login/cookie?login=${loginLabel(login.state)}`,
    storage,
    secret: login.browserSecret,
  });
}

/** `GET /lti/login/cookie`: tells our login page whether its cookie comes back. */
export const answerCookieCheck: RequestHandler = (request, response) => {
  const label = z
    .string()
    .regex(/^[\w-]{12}$/)
    .safeParse(request.query['login']);
  const found = label.success && readCookie(request.headers.cookie, labelCookie(label.data)) !== null;
  setPrivateHeaders(response);
  response.json({ cookie: found });
};

const restartForm = z.object({ state: z.string().max(255) });

/** `POST /lti/login/window`: starts a login again in a window of its own, where cookies work. Once for each login. */
export function restartLogin(deps: DoorDeps): RequestHandler {
  return async (request, response) => {
    const form = restartForm.safeParse(request.body);
    if (!form.success || !isOwnPost(request, deps.publicUrl)) {
      throw new LaunchRefusal('restart', 'form_forged', { detail: 'not from our page' });
    }
    const old = await deps.logins.restart(form.data.state, deps.clock());
    if (old === null) throw new LaunchRefusal('restart', 'launch_expired');
    const institution = await findLoginInstitution(deps.institutions, old);
    const login = await startLogin(deps, institution, { ...old.initiation, storageTarget: null });
    setLoginCookie(response, login);
    // A page, not a redirect: browsers hold the redirects of a form to its page's `form-action`.
    await renderDoorPage(request, response, institution, deps.publicUrl, {
      view: 'continue',
      authorizationUrl: login.authorizationUrl,
    });
  };
}

function setLoginCookie(response: Response, login: StartedLogin): void {
  const options = { ...cookieAttributes, maxAge: loginLifeMs };
  response.cookie(nameLoginCookie(login.state), login.browserSecret, options);
}
