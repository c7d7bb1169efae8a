const prefix = '__Host-gp-s-';
/**
 * How many sessions one browser keeps at once, so that its cookie header stays far below any server's limit.
 */
const maxSessionCookies = 12;

/** Name of the cookie of one session. */
export function nameSessionCookie(sessionId: string): string {
  return `${prefix}${sessionId}`;
}

/** The oldest session cookies, to be cleared when one more is set. Browsers list them oldest first. */
export function listSurplusCookies(cookieNames: readonly string[]): readonly string[] {
  const ours = cookieNames.filter((name) => name.startsWith(prefix));
  return ours.slice(0, Math.max(0, ours.length - maxSessionCookies + 1));
}
