/** The longest wait that a server may ask for; larger values are cut to this (H13). */
export const maxRetryAfterMs = 15 * 60_000;

/**
 * The milliseconds that a `Retry-After` header asks for (RFC 9110 § 10.2.3: seconds or an HTTP-date), between
 * 0 and `maxRetryAfterMs`; null if missing or malformed.
 */
export function readRetryAfter(value: string | undefined, now: Date): number | null {
  const text = value?.trim() ?? '';
  const ms = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : parseHttpDate(text) - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), maxRetryAfterMs);
}

/** All three forms of RFC 9110 § 5.6.7; asctime has no zone and means GMT. NaN for anything else. */
function parseHttpDate(text: string): number {
  if (!/^[A-Za-z]{3,9},? /.test(text)) return Number.NaN;
  return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
}
