import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { type ProductError, toProductError } from '../../errors.ts';
import type { Login } from '../../store/logins.ts';
import { cookieAttributes, hashSecret, nameLoginCookie, readCookie } from '../login/browser-proof.ts';
import { findLoginInstitution } from '../login/find-institution.ts';
import type { LtiDeps } from '../lti-deps.ts';
import { setPrivateHeaders } from '../lti-pages.ts';
import { allowFraming } from '../session/frame-ancestors.ts';
import { startSession } from '../session/start-session.ts';
import type { KeySetCache } from './key-set-cache.ts';
import { type LaunchProgress, reportOutcome } from './launch-outcome.ts';
import { readLaunchPost } from './launch-post.ts';
import { createWithheldNotes } from './note-withheld.ts';
import { proveBrowser, requestBrowserProof } from './prove-browser.ts';
import { readLaunchContext, requireOwnPlacement } from './read-launch-context.ts';
import { refuseCopyLaunch } from './refuse-copy.ts';
import { requirePage } from './role-policy.ts';
import { findLogin, useLogin, verifyLaunch } from './verify-launch.ts';

/** `POST /lti/launch`: the platform brings the person back with a signed launch. */
export function acceptLaunch(deps: LtiDeps, keySets: KeySetCache): RequestHandler {
  const noteWithheld = createWithheldNotes(deps);
  return async (request, response) => {
    const progress: LaunchProgress = { event: 'launch' };
    try {
      setPrivateHeaders(response);
      const post = readLaunchPost(request.body);
      const used = await useAsBrowser(deps, request, post.state);
      const login = used ?? (await findLogin(deps.logins, post.state, deps.clock()));
      const institution = await findLoginInstitution(deps.institutions, login);
      progress.institutionId = institution.id;
      // Before any refusal, so that Canvas's frame can show the refusal.
      allowFraming(response, institution);
      const exchange = { request, response, institution };
      const tooMany = await deps.attemptLimits.takePost(response, post.state);
      if (tooMany !== null) throw tooMany;

      const proof = used ? 'cookie' : proveBrowser(request, post, login, deps.publicUrl);
      progress.proof = proof;
      if (proof === 'missing') {
        const refusal = await requestBrowserProof(exchange, post, login, deps);
        if (refusal !== null) reportOutcome(deps, progress, refusal);
        return;
      }
      if (!used) await useLogin(deps.logins, post.state, deps.clock());
      const verified = await verifyLaunch({ ...deps, keySets }, institution, login, post.idToken);
      await deps.attemptLimits.confirm(request, login);
      const launch = readLaunchContext(verified);
      await refuseCopyLaunch(deps, institution, launch);
      progress.launch = launch;
      response.clearCookie(nameLoginCookie(post.state), cookieAttributes);
      requirePage(launch, institution);
      requireOwnPlacement(verified);
      await noteWithheld(institution.id, verified.claims);
      await startSession(deps, exchange, launch, proof);
      reportOutcome(deps, progress, null);
    } catch (error) {
      const tooMany =
        progress.institutionId === undefined ? await limitUnknown(deps, request, response) : null;
      const refusal = tooMany ?? toProductError(error);
      reportOutcome(deps, progress, refusal);
      throw refusal;
    }
  };
}

/** The login, proved and used up in one step by the cookie of the browser that began it; null for any other post. */
async function useAsBrowser(
  { logins, clock }: LtiDeps,
  request: Request,
  state: string,
): Promise<Login | null> {
  const secret = readCookie(request.headers.cookie, nameLoginCookie(state));
  return secret === null ? null : logins.useAsBrowser(state, hashSecret(secret), clock());
}

const stateForm = z.object({ state: z.string().max(255) });

/**
 * Counts a post that was refused before its institution was known: by its login if that is stored, even used
 * up or expired, else by its address. In the first case the frame of its Canvas can show the refusal.
 */
async function limitUnknown(
  { logins, institutions, attemptLimits }: LtiDeps,
  request: Request,
  response: Response,
): Promise<ProductError | null> {
  const form = stateForm.safeParse(request.body);
  const institutionId = form.success ? await logins.findInstitutionId(form.data.state) : null;
  if (!form.success || institutionId === null) return attemptLimits.takeStray(request, response);
  const institution = await institutions.find(institutionId);
  if (institution !== null) allowFraming(response, institution);
  return attemptLimits.takePost(response, form.data.state);
}
