import { setTimeout as wait } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import type { Faults } from './faults.ts';

/** Applies the active faults to a request before any service sees it. */
export const createFaultMiddleware =
  (faults: Faults): RequestHandler =>
  async (req, res, next) => {
    for (const fault of faults.strike(req.method, req.path)) {
      if (fault.kind === 'slow') await wait(fault.ms);
      if (fault.kind === 'drop') {
        req.socket.destroy();
        return;
      }
      if (fault.kind === 'throttle') return sendThrottled(res, faults.quirks.throttleStatus);
      if (fault.kind === 'status') {
        res.status(fault.status).type(fault.contentType ?? 'text/html');
        res.send(
          fault.body ?? '<html><body><h1>Page Error</h1><p>Something broke unexpectedly.</p></body></html>',
        );
        return;
      }
    }
    next();
  };

/** Answers as app/middleware/request_throttle.rb does: plain text, no cost header, no Retry-After. */
export function sendThrottled(res: Response, status: 403 | 429): void {
  res.set('X-Rate-Limit-Remaining', '0.0');
  res.status(status).type('text/plain');
  res.send(`${status} ${status === 403 ? 'Forbidden' : 'Too Many Requests'} (Rate Limit Exceeded)\n`);
}
