import type { InstitutionSettings } from '../../domain/institution-settings.ts';
import type { StoredSession } from '../../store/sessions.ts';

/**
 * A session ends 8 hours after its launch, used or not: after a school day Canvas must say again who the
 * person is.
 */
export const sessionLifeMs = 8 * 60 * 60_000;

/** How often the person's presence is recorded; a session may outlive the idle limit by this much. */
const seenEveryMs = 60_000;

/** Whether a session is over, and why: its 8 hours, or its institution's idle limit (S75). */
export type SessionLife = 'alive' | 'expired' | 'idle';

/** The state of a session at `now`. */
export function readSessionLife(
  session: StoredSession,
  { idleMinutes }: InstitutionSettings,
  now: Date,
): SessionLife {
  if (session.expiresAt <= now) return 'expired';
  if (idleMinutes === null) return 'alive';
  const idleMs = now.getTime() - seenAt(session);
  return idleMs > idleMinutes * 60_000 + seenEveryMs ? 'idle' : 'alive';
}

/**
 * Whether to record again that the person is there: only if the institution limits how long they may be idle.
 */
export function isDueToTouch(
  session: StoredSession,
  { idleMinutes }: InstitutionSettings,
  now: Date,
): boolean {
  return idleMinutes !== null && now.getTime() - seenAt(session) >= seenEveryMs;
}

/** In milliseconds; the launch itself if nothing else is known. */
function seenAt({ seenAt: seen, expiresAt }: StoredSession): number {
  return seen?.getTime() ?? expiresAt.getTime() - sessionLifeMs;
}
