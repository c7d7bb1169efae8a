import type { Institution } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import { toOwnScheme } from '../../http/own-scheme.ts';

/**
 * The next page to read; null for the first one. Service URLs come from a launch, and `next` from an answer.
 * The bearer token only goes to origins that the institution registered and, for `next`, to the service's
 * origin (S28).
 * @throws ProductError `canvas_origin_unknown` for a service on another origin, `canvas_unexpected` for a
 * `next`
 */
export function checkServiceUrl(
  institution: Institution,
  serviceUrl: string,
  next: string | null,
): { readonly url: string } | null {
  const { canvas, platform } = institution;
  const addresses = [canvas.baseUrl, ...(canvas.otherUrls ?? []), platform.tokenEndpoint, platform.issuer];
  const origin = originOf(serviceUrl);
  if (origin === null || !addresses.map(originOf).includes(origin)) {
    throw new ProductError('canvas_origin_unknown', {
      detail: `the service address ${origin} is on no registered origin of the institution`,
      values: { origin: origin ?? serviceUrl },
      next: 'fix',
    });
  }
  if (next === null) return null;
  const url = toOwnScheme(next, origin);
  if (originOf(url) !== origin)
    throw refuse(`the next page is on ${originOf(next)}, its service on ${origin}`);
  return { url };
}

/** Null if it is no address; an issuer need not be one. */
function originOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).origin : null;
}

const refuse = (detail: string): ProductError =>
  new ProductError('canvas_unexpected', { detail, next: 'fix' });
