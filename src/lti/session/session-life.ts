import type { InstitutionSettings } from '../../domain/institution-settings.ts';
import type { StoredSession } from '../../store/sessions.ts';

/** A session ends 8 hours after its launch, used or not: after a school day Canvas is asked again who the person is. */
export const sessionLifeMs = 8 * 60 * 60_000;

/** How often it is written down that a person is still there; a session may live this much longer than the idle limit. */
const seenEveryMs = 60_000;

/** Whether a session is over, and why: its 8 hours, or the idle limit of its institution (S75). */
export type SessionLife = 'alive' | 'expired' | 'idle';

/** How a session stands at `now`. */
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

/** Whether it is time to note again that the person is there: only where the institution limits how long they may be away. */
export function isDueToTouch(
  session: StoredSession,
  { idleMinutes }: InstitutionSettings,
  now: Date,
): boolean {
  return idleMinutes !== null && now.getTime() - seenAt(session) >= seenEveryMs;
}

/** In milliseconds; the launch itself where nothing else is known. */
function seenAt({ seenAt: seen, expiresAt }: StoredSession): number {
  return seen?.getTime() ?? expiresAt.getTime() - sessionLifeMs;
}
