import type { RequestHandler } from 'express';
import type { CanvasContext } from '../canvas-context.ts';

/**
 * Logs each request before it is answered, so that whoever has the answer already finds the request in the
 * log.
 */
export const createAccessLog =
  ({ store, clock }: CanvasContext): RequestHandler =>
  async (req, _res, next) => {
    const queryStart = req.originalUrl.indexOf('?');
    await store.accessLog.append({
      method: req.method,
      path: req.path,
      query: queryStart === -1 ? '' : withoutToken(req.originalUrl.slice(queryStart)),
      at: clock(),
    });
    next();
  };

/** Removes the parameters that would let a reader of the log act as someone else. */
function withoutToken(query: string): string {
  const fields = new URLSearchParams(query);
  for (const secret of ['access_token', 'code', 'lti_message_hint', 'client_secret']) fields.delete(secret);
  return fields.size === 0 ? '' : `?${fields}`;
}
