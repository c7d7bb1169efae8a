import type { Response } from 'express';

/** No or a dead token: 401 with the challenge header (lib/authentication_methods.rb). */
export function sendUnauthenticated(res: Response, message: string): void {
  res.status(401).set('WWW-Authenticate', 'Bearer realm="canvas-lms"');
  res.json({ errors: [{ message }] });
}

/** A token whose key enforces scopes that do not cover the call: no challenge header. */
export function sendInsufficientScopes(res: Response): void {
  res.status(401).json({ errors: [{ message: 'Insufficient scopes on access token.' }] });
}

/** No token and no login at all. */
export function sendLoginRequired(res: Response): void {
  res.status(401);
  res.json({ status: 'unauthenticated', errors: [{ message: 'user authorization required' }] });
}

/** No permission: 401 in the source read, without the challenge header; 403 on newer Canvas (CF8, CT12). */
export function sendUnauthorized(res: Response, status: 401 | 403): void {
  res.status(status);
  res.json({
    status: 'unauthorized',
    errors: [{ message: 'user not authorized to perform that action' }],
  });
}

export function sendNotFound(res: Response): void {
  res.status(404).json({ errors: [{ message: 'The specified resource does not exist.' }] });
}
