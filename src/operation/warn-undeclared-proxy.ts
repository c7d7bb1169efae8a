import type { RequestHandler } from 'express';
import type { Log } from '../log.ts';

/**
 * Warns once if requests come through a reverse proxy that `TRUSTED_PROXIES` does not declare: everybody then
 * seems to have the proxy's address, and the limits of logins and launches count them all as one.
 */
export function warnUndeclaredProxy(trustedProxies: number, log: Log): RequestHandler {
  let mayWarn = trustedProxies === 0;
  return (request, _response, next) => {
    if (mayWarn && request.get('x-forwarded-for') !== undefined) {
      mayWarn = false;
      log.warn(
        { event: 'undeclared_proxy' },
        'requests carry X-Forwarded-For while TRUSTED_PROXIES is 0: set it to the number of reverse proxies in front of the tool',
      );
    }
    next();
  };
}
