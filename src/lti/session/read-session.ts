import { launchContextSchema, type Session } from '../../domain/launch-context.ts';
import type { StoredSession } from '../../store/sessions.ts';

/** A stored session with its launch parsed. */
export function readSession({ id, launch, csrfToken, expiresAt }: StoredSession): Session {
  return { id, launch: launchContextSchema.parse(launch), csrfToken, expiresAt };
}
