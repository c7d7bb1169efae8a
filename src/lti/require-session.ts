import type { Request, RequestHandler } from 'express';
import type { Clock } from '../clock.ts';
import { ProductError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { InstitutionStore } from '../store/institutions.ts';
import type { SessionStore } from '../store/sessions.ts';
import { readCookie } from './browser-proof.ts';
import { requireOwnForm } from './form-origin.ts';
import { allowFraming } from './frame-ancestors.ts';
import type { CourseRole } from './launch-context.ts';
import { nameSessionCookie, readSession } from './open-session.ts';
import { mayOpen } from './role-policy.ts';
import { setVisit, type Visit } from './session-of.ts';

export interface RequireSessionDeps {
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly sessions: SessionStore;
  readonly institutions: InstitutionStore;
}

export interface RequireSessionOptions {
  /** Only these roles; without it everybody who may open what their launch leads to. */
  readonly roles?: readonly CourseRole[];
}

const safeMethods: readonly string[] = ['GET', 'HEAD'];

/**
 * Lets a request through to the pages when its browser holds the session named in the path, the
 * institution is switched on, the person's role still opens the page, and a form came from this
 * session's own pages. Mount it under `/s/:session`, after the body parser; then `sessionOf(request)`
 * and `visitOf(request)` work. Opens the answer to frames of the institution's Canvas.
 * Fails with `session_missing`, `session_expired`, `institution_disabled`, `role_refused`, `form_forged`.
 */
export function requireSession(
  deps: RequireSessionDeps,
  options: RequireSessionOptions = {},
): RequestHandler {
  return async (request, response, next) => {
    const visit = await findVisit(deps, request);
    allowFraming(response, visit.institution);
    setVisit(request, visit);
    refuseWrongRole(deps.log, visit, options.roles);
    if (!safeMethods.includes(request.method)) {
      requireOwnForm(request, deps.publicUrl, visit.session.csrfToken);
    }
    next();
  };
}

async function findVisit(deps: RequireSessionDeps, request: Request): Promise<Visit> {
  const id = request.params['session'];
  if (typeof id !== 'string' || !/^[\w-]{1,64}$/.test(id)) throw new ProductError('session_missing');
  const secret = readCookie(request.headers.cookie, nameSessionCookie(id));
  const stored = secret === null ? null : await deps.sessions.find(id, secret);
  if (stored === null) throw new ProductError('session_missing');
  if (stored.expiresAt <= deps.clock()) throw new ProductError('session_expired');
  const institution = await deps.institutions.find(stored.institutionId);
  if (institution === null) throw new ProductError('session_missing');
  if (!institution.enabled) throw new ProductError('institution_disabled');
  return { session: readSession(stored), institution, basePath: sessionPath(deps.publicUrl, id) };
}

/** Path of a session's pages as the browser sees it. */
export function sessionPath(publicUrl: string, sessionId: string): string {
  return `${new URL(publicUrl).pathname.replace(/\/$/, '')}/s/${sessionId}`;
}

function refuseWrongRole(log: Log, { session, institution }: Visit, roles?: readonly CourseRole[]): void {
  const { launch } = session;
  const allowed = roles === undefined || roles.includes(launch.person.role);
  if (allowed && mayOpen(launch, institution.settings)) return;
  log.warn(
    { event: 'access_refused', institutionId: institution.id, session: session.id, role: launch.person.role },
    'access refused',
  );
  throw new ProductError('role_refused');
}
