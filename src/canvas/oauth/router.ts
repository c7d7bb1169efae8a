import { type Request, type RequestHandler, Router } from 'express';
import { type CanvasConsents, type ConsentingPerson, callbackPath } from './consent.ts';

/** The one address of ours that Canvas calls back in a person's browser. Failures go to the app's error page. */
export function createCanvasOauthRouter(consents: CanvasConsents): Router {
  const router = Router();
  router.get(callbackPath, async (request, response) => {
    const returnPath = await consents.finish(request.query);
    response.set('cache-control', 'no-store').redirect(303, returnPath);
  });
  return router;
}

/** Who is to be asked, by the session of the request, and the path of ours to which they come back. */
export type ReadConsentRequest = (
  request: Request,
) => Promise<{ readonly person: ConsentingPerson; readonly returnPath: string }>;

/** Sends a person to Canvas to be asked. Belongs behind the session check, in a window of its own. */
export function createConnectHandler(consents: CanvasConsents, read: ReadConsentRequest): RequestHandler {
  return async (request, response) => {
    const { person, returnPath } = await read(request);
    const address = await consents.begin(person, returnPath);
    response.set('cache-control', 'no-store').redirect(303, address);
  };
}
