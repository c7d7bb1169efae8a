import { Router } from 'express';
import { type CanvasConsents, callbackPath } from './consent.ts';

/** The redirect URI to which Canvas sends a person's browser back. Failures go to the app's error page. */
export function createCanvasOauthRouter(consents: CanvasConsents): Router {
  const router = Router();
  router.get(callbackPath, async (request, response) => {
    const returnPath = await consents.finish(request.query);
    response.set('cache-control', 'no-store').redirect(303, returnPath);
  });
  return router;
}
