import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { defaultInstitutionSettings } from '../../domain/institution-settings.ts';
import { toPublicError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { AttemptLimits } from '../login/attempt-limits.ts';
import type { RegistrationDeps } from './opened-link.ts';
import { register, showRegistration } from './register-routes.ts';
import { buildToolConfig, registerPath, type ToolAddresses } from './tool-config.ts';

const form = express.urlencoded({ extended: false, limit: '32kb', parameterLimit: 20 });

/** How the tool gets into a Canvas: by its configuration, or by dynamic registration with an install link. */
export function createRegistrationRouter(
  deps: RegistrationDeps & { readonly attemptLimits: AttemptLimits },
): Router {
  const router = Router();
  const { limitRegistration } = deps.attemptLimits;
  router.get('/lti/config.json', answerToolConfig(deps.addresses));
  router.get(registerPath, limitRegistration, showRegistration(deps));
  router.post(registerPath, limitRegistration, form, register(deps));
  router.use(registerPath, reportRefusal(deps.log));
  return router;
}

/** Every refusal leaves its log line, whatever refused: the limit, an oversized form, or the link (S72). */
function reportRefusal(log: Log): ErrorRequestHandler {
  return (thrown: unknown, request, _response, next) => {
    const { code, detail } = toPublicError(thrown);
    log.warn({ event: 'registration_refused', method: request.method, code, detail }, 'registration refused');
    next(thrown);
  };
}

const configQuery = z.object({ sis_label: z.string().trim().min(1).max(60).optional() });

/**
 * `GET /lti/config.json`: the tool for Canvas's developer keys, by *Enter URL* or *Paste JSON*. `sis_label`
 * is the institution's own name for its SIS, which Canvas writes into its menus. Public: it holds no secret.
 */
export function answerToolConfig(addresses: ToolAddresses): RequestHandler {
  return (request, response) => {
    const query = configQuery.safeParse(request.query);
    const sisLabel = query.data?.sis_label ?? defaultInstitutionSettings.sisLabel;
    response.setHeader('cache-control', 'public, max-age=300');
    response.json(buildToolConfig(addresses, { sisLabel }));
  };
}
