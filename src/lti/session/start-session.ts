import { parseCookie } from 'cookie';
import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Clock, RandomBytes } from '../../clock.ts';
import type { LaunchContext, Session } from '../../domain/launch-context.ts';
import { ProductError } from '../../errors.ts';
import type { ChooseLanguage } from '../../i18n/language.ts';
import type { SessionStore } from '../../store/sessions.ts';
import { placementPages } from '../launch/role-policy.ts';
import { cookieAttributes } from '../login/browser-proof.ts';
import type { LtiDeps } from '../lti-deps.ts';
import { type LtiExchange, redirect, renderLtiPage, setPrivateHeaders } from '../lti-pages.ts';
import { isOwnPost } from './csrf.ts';
import { readSession } from './read-session.ts';
import { sessionPath } from './require-session.ts';
import { listSurplusCookies, nameSessionCookie } from './session-cookie.ts';
import { sessionLifeMs } from './session-life.ts';

/** How long the button of the page "ready in a new window" works. */
const ticketLifeMs = 10 * 60_000;

export interface StartSessionDeps {
  readonly publicUrl: string;
  readonly chooseLanguage: ChooseLanguage;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly sessions: SessionStore;
}

/**
 * Opens a session for a verified launch (S10) and goes to the page of its placement. A browser that proved
 * itself by Platform Storage keeps no cookies in this frame and would lose the session with the next click,
 * so it is offered its own window.
 */
export async function startSession(
  deps: StartSessionDeps,
  exchange: LtiExchange,
  launch: LaunchContext,
  proof: 'cookie' | 'storage',
): Promise<void> {
  const { request, response } = exchange;
  const { session, secret } = await openSession(deps, launch);
  if (proof === 'storage') {
    const ticket = deps.randomBytes(32).toString('base64url');
    await deps.sessions.offer(session.id, ticket, new Date(deps.clock().getTime() + ticketLifeMs));
    const page = { view: 'session-in-new-window', ticket } as const;
    return renderLtiPage({ ...exchange, locale: launch.locale }, deps, page);
  }
  for (const name of listSurplusCookies(Object.keys(parseCookie(request.headers.cookie ?? '')))) {
    response.clearCookie(name, cookieAttributes);
  }
  goToPage(deps, response, session, secret);
}

const ticketForm = z.object({ ticket: z.string().max(255) });

/** `POST /lti/session/window`: moves a session from a frame without cookies to its own window. */
export function moveSession(deps: StartSessionDeps & Pick<LtiDeps, 'attemptLimits'>): RequestHandler {
  return async (request, response) => {
    setPrivateHeaders(response);
    const form = ticketForm.safeParse(request.body);
    if (!form.success || !isOwnPost(request, deps.publicUrl)) {
      const forged = new ProductError('form_forged', { detail: 'not from our page' });
      throw (await deps.attemptLimits.takeStray(request, response)) ?? forged;
    }
    const secret = deps.randomBytes(32).toString('base64url');
    const stored = await deps.sessions.takeOver(form.data.ticket, secret, deps.clock());
    if (stored === null) {
      throw (await deps.attemptLimits.takeStray(request, response)) ?? new ProductError('session_missing');
    }
    goToPage(deps, response, readSession(stored), secret);
  };
}

/**
 * Stores a new session. Its id is in the pages' addresses, so that two courses in two tabs of one browser
 * stay apart. Only the cookie has the secret that opens it (S18).
 */
export async function openSession(
  deps: Pick<StartSessionDeps, 'clock' | 'randomBytes' | 'sessions'>,
  launch: LaunchContext,
): Promise<{ readonly session: Session; readonly secret: string }> {
  const secret = deps.randomBytes(32).toString('base64url');
  const now = deps.clock();
  const session: Session = {
    id: deps.randomBytes(9).toString('base64url'),
    launch,
    csrfToken: deps.randomBytes(32).toString('base64url'),
    expiresAt: new Date(now.getTime() + sessionLifeMs),
  };
  await deps.sessions.insert({ ...session, institutionId: launch.institutionId, secret, seenAt: now });
  return { session, secret };
}

function goToPage(
  { publicUrl }: StartSessionDeps,
  response: Response,
  { id, launch }: Session,
  secret: string,
): void {
  response.cookie(nameSessionCookie(id), secret, { ...cookieAttributes, maxAge: sessionLifeMs });
  redirect(response, 303, `${sessionPath(publicUrl, id)}/${findPage(launch)}`);
}

/** The page of the placement; Grade Sync opens on the run that the launch address named. */
function findPage({ placement, runId }: LaunchContext): string {
  const page = placementPages[placement];
  return placement === 'course_navigation' && runId !== undefined ? `${page}?run=${runId}` : page;
}
