import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import { toProductError } from '../../errors.ts';
import { isOwnAddress } from '../../http/public-address.ts';
import type { LoginInitiation } from '../../store/logins.ts';
import { type LaunchProgress, reportOutcome } from '../launch/launch-outcome.ts';
import { LaunchRefusal } from '../launch/refusal.ts';
import { refuseCopyLogin, refuseUnknownCopy } from '../launch/refuse-copy.ts';
import type { LtiDeps } from '../lti-deps.ts';
import {
  type LtiExchange,
  redirect,
  renderLtiPage,
  type StorageAccess,
  setPrivateHeaders,
} from '../lti-pages.ts';
import { isOwnPost } from '../session/csrf.ts';
import { allowFraming } from '../session/frame-ancestors.ts';
import { cookieAttributes, labelCookie, loginLabel, nameLoginCookie, readCookie } from './browser-proof.ts';
import {
  findInstitution,
  findLoginInstitution,
  readSenderOrigin,
  requireEnabled,
} from './find-institution.ts';
import { type LoginRequest, readLoginRequest } from './login-request.ts';
import { describeStorage } from './platform-storage.ts';
import { loginLifeMs, type StartedLogin, startLogin } from './start-login.ts';

/** `GET` and `POST /lti/login`: the platform asks us to begin a login. */
export function beginLogin(deps: LtiDeps): RequestHandler {
  return async (request, response) => {
    const progress: LaunchProgress = { event: 'login' };
    try {
      const asked = readLoginRequest(request.method === 'POST' ? request.body : request.query);
      await refuseUnknownCopy(deps.institutions, asked, response);
      const institution = await findInstitution(deps, asked, readSenderOrigin(request));
      progress.institutionId = institution.id;
      // Before any refusal, so that Canvas's frame can show the refusal.
      allowFraming(response, institution);
      requireEnabled(institution);
      refuseCopyLogin(institution, asked);
      if (!isOwnAddress(asked.target_link_uri, deps.publicUrl)) {
        throw new LaunchRefusal('target', 'launch_invalid', { detail: 'the target is not ours' });
      }
      const initiation = toInitiation(asked);
      const person = { institutionId: institution.id, initiation };
      const tooMany = await deps.attemptLimits.takeLogin(request, response, person);
      if (tooMany !== null) throw tooMany;
      const login = await startLogin(deps, institution, initiation);
      setLoginCookie(response, login);
      const exchange = { request, response, institution };
      const storage = describeStorage(institution, initiation, login.state);
      if (storage === null) goToPlatform(response, login);
      else await findBrowserProof(exchange, login, storage, deps);
    } catch (error) {
      const isStray = progress.institutionId === undefined;
      const tooMany = isStray ? await deps.attemptLimits.takeStray(request, response) : null;
      const refusal = tooMany ?? toProductError(error);
      reportOutcome(deps, progress, refusal);
      throw refusal;
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
 * Without Platform Storage the cookie is the only possible proof, and the browser goes straight to the
 * platform.
 */
function goToPlatform(response: Response, login: StartedLogin): void {
  setPrivateHeaders(response);
  redirect(response, 302, login.authorizationUrl);
}

/**
 * Answers with a page that finds out whether the cookie or Platform Storage works in this frame. It does so
 * before going to the platform: Canvas's message hint can be used only once, so a person who needs a new
 * window could not start again afterwards.
 */
async function findBrowserProof(
  exchange: LtiExchange,
  { state, authorizationUrl, browserSecret }: StartedLogin,
  storage: StorageAccess,
  deps: LtiDeps,
): Promise<void> {
  await renderLtiPage(exchange, deps, {
    view: 'login',
    state,
    authorizationUrl,
    cookieCheckPath: `/lti/login/cookie?login=${loginLabel(state)}`,
    storage,
    secret: browserSecret,
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

/** `POST /lti/login/window`: starts a login again, once, in its own window, where cookies work. */
export function restartLogin(deps: LtiDeps): RequestHandler {
  return async (request, response) => {
    const form = restartForm.safeParse(request.body);
    if (!form.success || !isOwnPost(request, deps.publicUrl)) {
      const forged = new LaunchRefusal('restart', 'form_forged', { detail: 'not from our page' });
      throw (await deps.attemptLimits.takeStray(request, response)) ?? forged;
    }
    const old = await deps.logins.restart(form.data.state, deps.clock());
    if (old === null) {
      const expired = new LaunchRefusal('restart', 'launch_expired');
      throw (await deps.attemptLimits.takeStray(request, response)) ?? expired;
    }
    const institution = await findLoginInstitution(deps.institutions, old);
    const login = await startLogin(deps, institution, { ...old.initiation, storageTarget: null });
    setLoginCookie(response, login);
    // A page, not a redirect: browsers apply a page's `form-action` to the redirects of its forms.
    const page = { view: 'continue', authorizationUrl: login.authorizationUrl } as const;
    await renderLtiPage({ request, response, institution }, deps, page);
  };
}

function setLoginCookie(response: Response, login: StartedLogin): void {
  const options = { ...cookieAttributes, maxAge: loginLifeMs };
  response.cookie(nameLoginCookie(login.state), login.browserSecret, options);
}
