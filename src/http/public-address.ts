import { isIP } from 'node:net';
import { isAddressAllowed } from './address-rules.ts';

/** Names that no public resolver knows (RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`). */
const privateName = /(^|\.)(localhost|local|internal|test|home\.arpa)$/;

/** Whether this host of a parsed address can be reached over the internet: a public IP address, or a name with a dot. */
export function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return isAddressAllowed(host, { allowPrivateAddresses: false });
  return host.includes('.') && !privateName.test(host);
}

/** The path below which browsers reach the tool, without a closing slash: `''` at the root of its host. */
export function readBasePath(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/$/, '');
}

/**
 * Whether `address` is one of our own pages. Compared as parsed, so that neither `\` nor userinfo nor
 * a longer host name can lead elsewhere (S7).
 */
export function isOwnAddress(address: string, publicUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const own = new URL(`${publicUrl}/`);
  const url = new URL(address);
  return (
    url.origin === own.origin &&
    url.username === '' &&
    url.password === '' &&
    (url.pathname.startsWith(own.pathname) || `${url.pathname}/` === own.pathname)
  );
}
