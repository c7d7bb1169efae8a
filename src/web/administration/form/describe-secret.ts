import { createHash } from 'node:crypto';
import { lostSecret } from '../../../domain/institution.ts';
import type { AdministrationContext } from '../administration-context.ts';

/** The first 8 hex digits of a secret's SHA-256: enough to compare it with one at hand, too little to guess it. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 8);
}

/** Which secret is stored, without revealing any of it; null: none that can be read. */
export function describeSecret(
  { messages, t, formats }: AdministrationContext,
  secret: string | null,
  setAt: Date | null,
): string | null {
  if (secret === null || secret === lostSecret) return null;
  const texts = messages.administration.form.secret;
  const print = fingerprint(secret);
  return setAt === null
    ? t(texts.storedUndated, { print })
    : t(texts.stored, { print, when: formats.dateTime(setAt) });
}
