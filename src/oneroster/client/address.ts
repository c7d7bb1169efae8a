import type { SisReply } from '../sis-client.ts';
import { clientFailure, succeed } from './reply.ts';

/**
 * `base` followed by `segments`, each encoded once. Refused before anything is sent: an id that is empty or consists of
 * dots, which a URL would resolve to another object, and one with a lone surrogate.
 */
export function buildAddress(base: string, ...segments: readonly string[]): SisReply<string> {
  if (segments.some((segment) => /^\.{0,2}$|\p{Surrogate}/u.test(segment))) {
    return clientFailure('item', 'id_not_addressable');
  }
  const path = segments.map((segment) => encodeURIComponent(segment)).join('/');
  return succeed(`${base.replace(/\/+$/, '')}/${path}`);
}

/** `url` with `parameters`. Spaces become `%20`: OAuth 1.0a and some providers do not read `+` as a space. */
export function addQuery(url: string, parameters: Readonly<Record<string, string>>): string {
  const query = Object.entries(parameters)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/**
 * The URL to request for a `next` link; null for a link to another origin than `base`'s (S28). A provider
 * behind a TLS proxy may name itself by `http` on the same host; its link is followed on the configured
 * origin.
 */
export function followableLink(link: string, base: string): string | null {
  const target = new URL(link);
  const home = new URL(base);
  const behindProxy =
    target.protocol === 'http:' &&
    home.protocol === 'https:' &&
    target.hostname === home.hostname &&
    (target.port === '' || target.port === home.port);
  if (target.origin !== home.origin && !behindProxy) return null;
  if (target.username !== '' || target.password !== '') return null;
  return `${home.origin}${target.pathname}${target.search.replaceAll('+', '%20')}`;
}
