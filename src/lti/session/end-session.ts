import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Clock } from '../../clock.ts';
import type { SessionStore } from '../../store/sessions.ts';
import { cookieAttributes } from '../login/browser-proof.ts';
import { setPrivateHeaders } from '../lti-pages.ts';
import { allowFraming } from './frame-ancestors.ts';
import { sessionContextOf } from './session-context.ts';
import { nameSessionCookie } from './session-cookie.ts';

export interface EndSessionDeps {
  readonly clock: Clock;
  readonly sessions: Pick<SessionStore, 'end' | 'endAll'>;
}

/** What a person ends: the session of this request, or all of theirs at this institution, in any browser. */
export type SessionsToEnd = 'this' | 'all';

/**
 * Ends sessions on request and clears their cookies in this browser (S74). Canvas's frame may still show the
 * answer.
 * @returns how many were ended
 */
export async function endSessions(
  { clock, sessions }: EndSessionDeps,
  request: Request,
  response: Response,
  which: SessionsToEnd,
): Promise<number> {
  const { session, institution } = sessionContextOf(request);
  const now = clock();
  const ended = new Set([session.id]);
  await sessions.end(session.id, now);
  if (which === 'all') {
    const others = await sessions.endAll(institution.id, session.launch.person.ltiUserId, now);
    for (const id of others) ended.add(id);
  }
  const held = parseCookie(request.headers.cookie ?? '');
  for (const id of ended) {
    const name = nameSessionCookie(id);
    if (name in held) response.clearCookie(name, cookieAttributes);
  }
  allowFraming(response, institution);
  setPrivateHeaders(response);
  return ended.size;
}
