import express, { Router } from 'express';
import { limitRate, type RateLimit } from '../login/rate-limit.ts';
import { answerToolConfig } from './config-route.ts';
import { registerPath } from './invite-path.ts';
import { type RegistrationDeps, register, showRegistration } from './register-routes.ts';

/** One school needs a handful; a guesser of links gets nowhere. */
const registrationLimit: RateLimit = { burst: 60, perSecond: 1 };
const form = express.urlencoded({ extended: false, limit: '32kb', parameterLimit: 20 });

/** How the tool gets into a Canvas: by its configuration, or by dynamic registration with an install link. */
export function createRegistrationRouter(deps: RegistrationDeps): Router {
  const router = Router();
  const limit = limitRate(registrationLimit, deps.clock);
  router.get('/lti/config.json', answerToolConfig(deps.addresses));
  router.get(registerPath, limit, showRegistration(deps));
  router.post(registerPath, limit, form, register(deps));
  return router;
}
