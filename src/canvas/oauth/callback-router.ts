import { Router } from 'express';
import { cookieAttributes } from '../../lti/login/browser-proof.ts';
import { type CanvasConsents, callbackPath, openPath } from './consent.ts';

/** A person's way to Canvas's consent page and back. The app's error page shows failures. */
export function createCanvasOauthRouter(consents: CanvasConsents): Router {
  const router = Router();
  router.get(openPath, async (request, response) => {
    const { address, cookie } = await consents.open(request.query, request.headers.cookie);
    response.cookie(cookie.name, cookie.value, { ...cookieAttributes, maxAge: cookie.maxAge });
    response.set('cache-control', 'no-store').redirect(303, address);
  });
  router.get(callbackPath, async (request, response) => {
    const returnPath = await consents.finish(request.query, request.headers.cookie);
    response.set('cache-control', 'no-store').redirect(303, returnPath);
  });
  return router;
}
