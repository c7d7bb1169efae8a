import { createHash, timingSafeEqual } from 'node:crypto';
import { parseCookie } from 'cookie';

/**
 * Attributes of every cookie we set (S2). `Partitioned` keeps it usable in a frame where third-party cookies
 * are blocked; browsers accept `Secure` on http://localhost as well.
 */
export const cookieAttributes = {
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'none',
  partitioned: true,
} as const;

/** The name of one login's cookie: several tabs may log in at once (LX16). */
export function nameLoginCookie(state: string): string {
  return labelCookie(loginLabel(state));
}

/** Name of the login cookie by its label. */
export function labelCookie(label: string): string {
  return `__Host-gp-login-${label}`;
}

/** A short name for the login with `state` that does not reveal the state. */
export function loginLabel(state: string): string {
  return hashSecret(state).slice(0, 12);
}

/** One cookie of a `Cookie` header. */
export function readCookie(header: string | undefined, name: string): string | null {
  return parseCookie(header ?? '')[name] ?? null;
}

/** Browsers' secrets are stored and compared only as hashes. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Compares in constant time. */
export function isSame(given: string, expected: string): boolean {
  const [left, right] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
