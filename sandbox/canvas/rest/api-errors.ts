import type { Response } from 'express';

/** A missing or dead token: 401 with the challenge header (lib/authentication_methods.rb). */
export function sendUnauthenticated(res: Response, message: string): void {
  res.status(401).set('WWW-Authenticate', 'Bearer realm="canvas-lms"');
  res.json({ errors: [{ message }] });
}

/** The key enforces scopes that do not cover the call: 401 without the challenge header. */
export function sendInsufficientScopes(res: Response): void {
  res.status(401).json({ errors: [{ message: 'Insufficient scopes on access token.' }] });
}

/** Neither a token nor a login. */
export function sendLoginRequired(res: Response): void {
  res.status(401);
  res.json({ status: 'unauthenticated', errors: [{ message: 'user authorization required' }] });
}

/** A missing permission, without the challenge header: 401 in older Canvas, 403 in newer (CF8, CT12). */
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
