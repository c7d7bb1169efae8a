import type { HttpResponse } from '../../http/http.ts';

/** Where a redirect leads; null if the answer is none. */
export function readLocation({ status, headers }: HttpResponse, requested: string): URL | null {
  const { location } = headers;
  if (status < 300 || status > 399 || location === undefined || !URL.canParse(location, requested))
    return null;
  return new URL(location, requested);
}

/**
 * The address to send the same request to again: a 307 or 308 within the requested origin, such as to the address with a
 * slash at its end. Null for every other redirect (S26): it means a wrong URL or a login page. A SIS behind a TLS proxy
 * may call itself http.
 */
export function findRedirect(response: HttpResponse, requested: string): string | null {
  if (response.status !== 307 && response.status !== 308) return null;
  const target = readLocation(response, requested);
  if (target === null || !isWithin(target, new URL(requested))) return null;
  return `${new URL(requested).origin}${target.pathname}${target.search}`;
}

/** A write answered 303 was done if it leads to an object of the gradebook; anything else is a page of another kind. */
export function isWriteDone(response: HttpResponse, requested: string): boolean {
  if (response.status !== 303) return false;
  const target = readLocation(response, requested);
  if (target === null) return response.headers['location'] === undefined;
  return isWithin(target, new URL(requested)) && /\/(lineitems|results)(\/|$)/i.test(target.pathname);
}

function isWithin(target: URL, home: URL): boolean {
  if (target.origin === home.origin) return true;
  return target.protocol === 'http:' && home.protocol === 'https:' && target.hostname === home.hostname;
}
