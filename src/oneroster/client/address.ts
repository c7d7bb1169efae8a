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

/** Where a link of the SIS leads, on the configured origin. */
export interface FollowableLink {
  readonly url: string;
  /** The link itself named another host or scheme. */
  readonly isRewritten: boolean;
}

/**
 * The URL to request for a link that the SIS gave; null if it leads elsewhere (S28). Nothing is ever sent to another
 * origin than `base`'s. A provider behind a proxy may name itself by `http` or by an internal host: a link to the same
 * list keeps its query and gets the configured address.
 * @param base the address of the list or object that was asked for
 */
export function followableLink(link: string, base: string): FollowableLink | null {
  const target = new URL(link);
  const home = new URL(base);
  if (!/^https?:$/.test(target.protocol) || target.username !== '' || target.password !== '') return null;
  const query = target.search.replaceAll('+', '%20');
  if (target.origin === home.origin) {
    return { url: `${home.origin}${target.pathname}${query}`, isRewritten: false };
  }
  const behindProxy =
    target.protocol === 'http:' &&
    home.protocol === 'https:' &&
    target.hostname === home.hostname &&
    (target.port === '' || target.port === home.port);
  if (behindProxy) return { url: `${home.origin}${target.pathname}${query}`, isRewritten: true };
  const isSameList = query !== '' && lastSegment(target) === lastSegment(home);
  return isSameList ? { url: `${home.origin}${home.pathname}${query}`, isRewritten: true } : null;
}

function lastSegment({ pathname }: URL): string {
  return pathname.replace(/\/+$/, '').split('/').at(-1)?.toLowerCase() ?? '';
}
