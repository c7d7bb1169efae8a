import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { ProductError } from '../errors.ts';
import { createKeySetCache } from './launch/key-set-cache.ts';
import { acceptLaunch, moveSession } from './launch/launch-routes.ts';
import { answerCookieCheck, beginLogin, restartLogin } from './login/login-routes.ts';
import { defaultDoorLimit, limitRate } from './login/rate-limit.ts';
import type { DoorDeps } from './lti-deps.ts';

const publicFolder = join(import.meta.dirname, '../../public/door');
/** An id_token with every claim of a large school stays far below. */
const form = express.urlencoded({ extended: false, limit: '256kb', parameterLimit: 100 });

/**
 * The door: everything under `/lti`. Refusals go to the app's error handler as `ProductError`.
 * Mount it before anything that demands a session or an own origin.
 */
export function createDoorRouter(deps: DoorDeps): Router {
  const router = Router();
  const keySets = createKeySetCache(deps.http, deps.clock);
  const limit = deps.limit ?? defaultDoorLimit;
  const [limitLogins, limitLaunches] = [limitRate(limit, deps.clock), limitRate(limit, deps.clock)];

  router.get('/lti/login', limitLogins, beginLogin(deps));
  router.post('/lti/login', limitLogins, form, beginLogin(deps));
  router.get('/lti/login/cookie', answerCookieCheck);
  router.post('/lti/login/window', limitLogins, form, restartLogin(deps));
  router.post('/lti/launch', limitLaunches, form, acceptLaunch(deps, keySets));
  router.post('/lti/session/window', limitLaunches, form, moveSession(deps));
  router.get('/lti/launch', askToLaunch);
  router.get('/lti/jwks', answerKeySet(deps));
  router.use('/lti/assets', express.static(publicFolder, { index: false, maxAge: '1h' }));
  return router;
}

/** Somebody who opens the address of the tool by hand. */
const askToLaunch: RequestHandler = () => {
  throw new ProductError('session_missing');
};

/** `GET /lti/jwks`: our public keys, with which the platform checks who asks for a service token. */
function answerKeySet({ engine }: DoorDeps): RequestHandler {
  return async (_request, response) => {
    response.setHeader('cache-control', 'public, max-age=300');
    response.json(await engine.readKeySet());
  };
}
