import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { toProductError } from '../../errors.ts';
import { cookieAttributes, nameLoginCookie } from '../login/browser-proof.ts';
import { findLoginInstitution } from '../login/find-institution.ts';
import type { LtiDeps } from '../lti-deps.ts';
import { setPrivateHeaders } from '../lti-pages.ts';
import { allowFraming } from '../session/frame-ancestors.ts';
import { startSession } from '../session/start-session.ts';
import type { KeySetCache } from './key-set-cache.ts';
import { type LaunchProgress, reportOutcome } from './launch-outcome.ts';
import { readLaunchPost } from './launch-post.ts';
import { proveBrowser, requestBrowserProof } from './prove-browser.ts';
import { readLaunchContext } from './read-launch-context.ts';
import { requirePage } from './role-policy.ts';
import { findLogin, verifyLaunch } from './verify-launch.ts';

/** `POST /lti/launch`: the platform brings the person back with a signed launch. */
export function acceptLaunch(deps: LtiDeps, keySets: KeySetCache): RequestHandler {
  return async (request, response) => {
    const progress: LaunchProgress = { event: 'launch' };
    try {
      setPrivateHeaders(response);
      const post = readLaunchPost(request.body);
      const login = await findLogin(deps.logins, post.state, deps.clock());
      const institution = await findLoginInstitution(deps.institutions, login);
      progress.institutionId = institution.id;
      // Before any refusal, so that the refusal can be read in Canvas's frame.
      allowFraming(response, institution);
      const exchange = { request, response, institution };

      const proof = proveBrowser(request, post, login, deps.publicUrl);
      progress.proof = proof;
      if (proof === 'missing') {
        const refusal = await requestBrowserProof(exchange, post, login, deps);
        if (refusal !== null) reportOutcome(deps, progress, refusal);
        return;
      }
      const verified = await verifyLaunch({ ...deps, keySets }, institution, post);
      const launch = readLaunchContext(verified);
      progress.launch = launch;
      response.clearCookie(nameLoginCookie(post.state), cookieAttributes);
      requirePage(launch, institution);
      await startSession(deps, exchange, launch, proof);
      reportOutcome(deps, progress, null);
    } catch (error) {
      reportOutcome(deps, progress, toProductError(error));
      if (progress.institutionId === undefined) await allowFramingByState(deps, request, response);
      throw error;
    }
  };
}

const stateForm = z.object({ state: z.string().max(255) });

/** Lets the refusal be read in the frame of the Canvas that the login came from, even when that login is used up or expired. */
async function allowFramingByState(
  { logins, institutions }: LtiDeps,
  request: Request,
  response: Response,
): Promise<void> {
  const form = stateForm.safeParse(request.body);
  const institutionId = form.success ? await logins.findInstitutionId(form.data.state) : null;
  const institution = institutionId === null ? null : await institutions.find(institutionId);
  if (institution !== null) allowFraming(response, institution);
}
