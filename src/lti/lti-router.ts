import { join } from 'node:path';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { ProductError, toProductError } from '../errors.ts';
import { productFolder } from '../product-folder.ts';
import { acceptLaunch } from './launch/accept-launch.ts';
import { createKeySetCache } from './launch/key-set-cache.ts';
import { type LaunchProgress, reportOutcome } from './launch/launch-outcome.ts';
import { LaunchRefusal } from './launch/refusal.ts';
import { answerCookieCheck, beginLogin, restartLogin } from './login/begin-login.ts';
import type { LtiDeps } from './lti-deps.ts';
import { moveSession } from './session/start-session.ts';

const publicFolder = join(productFolder, 'public/lti');
/** Far above the size of any id_token. */
const form = express.urlencoded({ extended: false, limit: '256kb', parameterLimit: 100 });

/**
 * Everything under `/lti`: logins, launches, the key set and the assets of their pages. Refusals go to the
 * app's error handler as `ProductError`. Mount it before anything that requires a session.
 */
export function createLtiRouter(deps: LtiDeps): Router {
  const router = Router();
  const keySets = createKeySetCache(deps.http, deps.clock);

  router.get('/lti/login', beginLogin(deps));
  router.post('/lti/login', readForm(deps, 'login'), beginLogin(deps));
  router.get('/lti/login/cookie', answerCookieCheck);
  router.post(
    '/lti/login/window',
    readForm(deps, 'login'),
    reportRefusals(deps, 'login', restartLogin(deps)),
  );
  router.post('/lti/launch', readForm(deps, 'launch'), acceptLaunch(deps, keySets));
  router.post(
    '/lti/session/window',
    readForm(deps, 'launch'),
    reportRefusals(deps, 'launch', moveSession(deps)),
  );
  router.get('/lti/launch', askToLaunch);
  router.get('/lti/jwks', answerKeySet(deps));
  router.use('/lti/assets', express.static(publicFolder, { index: false, maxAge: '1h' }));
  return router;
}

/**
 * Parses the form of a login or launch, or of their new window. An oversized or malformed form leaves the
 * same log line as every other refusal (S72).
 */
function readForm(deps: LtiDeps, event: LaunchProgress['event']): RequestHandler {
  const refuse = async (request: Request, response: Response, cause: unknown): Promise<never> => {
    const tooMany = await deps.attemptLimits.takeStray(request, response);
    const detail = 'the form is too large or malformed';
    const refusal = tooMany ?? new LaunchRefusal('body', 'launch_invalid', { detail, cause });
    reportOutcome(deps, { event }, refusal);
    throw refusal;
  };
  return (request, response, next) => {
    form(request, response, (error?: unknown) => {
      if (error === undefined) next();
      else refuse(request, response, error).catch(next);
    });
  };
}

/** Opening a new window is part of a login or launch, and its refusals leave the same log line (S72). */
function reportRefusals(
  deps: LtiDeps,
  event: LaunchProgress['event'],
  handler: RequestHandler,
): RequestHandler {
  return async (request, response, next) => {
    try {
      await handler(request, response, next);
    } catch (error) {
      const refusal = toProductError(error);
      reportOutcome(deps, { event }, refusal);
      throw refusal;
    }
  };
}

/** Somebody opened the tool's launch address by hand. */
const askToLaunch: RequestHandler = () => {
  throw new ProductError('session_missing');
};

/** `GET /lti/jwks`: our public keys, with which the platform verifies our requests for service tokens. */
function answerKeySet({ engine }: LtiDeps): RequestHandler {
  return async (_request, response) => {
    response.setHeader('cache-control', 'public, max-age=300');
    response.json(await engine.readKeySet());
  };
}
