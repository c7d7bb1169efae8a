import { createHash } from 'node:crypto';
import type { AdminVisit } from '../admin-visit.ts';

/** The first 8 hex digits of a secret's SHA-256: enough to compare it with one at hand, too little to guess it. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 8);
}

/** Which secret is stored, without a bit of it that matters; null: none. */
export function describeSecret(
  { texts, say, formats }: AdminVisit,
  secret: string | null,
  setAt: Date | null,
): string | null {
  if (secret === null || secret === '') return null;
  const words = texts.catalogue.admin.secret;
  const print = fingerprint(secret);
  return setAt === null
    ? say(words.storedUndated, { print })
    : say(words.stored, { print, when: formats.dateTime(setAt) });
}
