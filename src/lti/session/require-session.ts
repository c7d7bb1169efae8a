import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import { readBasePath } from '../../http/public-address.ts';
import type { Log } from '../../log.ts';
import type { InstitutionStore } from '../../store/institutions.ts';
import type { SessionStore } from '../../store/sessions.ts';
import { mayAdminister, mayOpen, refusalOf } from '../launch/role-policy.ts';
import { readCookie } from '../login/browser-proof.ts';
import { allowFraming } from './frame-ancestors.ts';
import { readSession } from './read-session.ts';
import { type SessionContext, setSessionContext } from './session-context.ts';
import { nameSessionCookie } from './session-cookie.ts';
import { isDueToTouch, readSessionLife } from './session-life.ts';

export interface RequireSessionDeps {
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly sessions: SessionStore;
  readonly institutions: InstitutionStore;
  /** Called for a person whose role does not open the page. */
  readonly onRefused?: (context: SessionContext) => void;
}

export interface RequireSessionOptions {
  /**
   * Only administrators, from their account's navigation. Otherwise everybody who may open the page that
   * their launch leads to.
   */
  readonly administratorsOnly?: boolean;
}

/**
 * Lets a request under `/s/<session id>` through if its browser holds that session, the institution is
 * enabled, and the person's role still opens the page; then `sessionOf(request)` works. Lets the
 * institution's Canvas frame the answer. Fails with `session_missing`, `session_expired`,
 * `institution_disabled`, `role_refused`, `administration_refused`.
 */
export function requireSession(
  deps: RequireSessionDeps,
  options: RequireSessionOptions = {},
): RequestHandler {
  return async (request, response, next) => {
    const context = await findSessionContext(deps, request, response);
    setSessionContext(request, context);
    refuseWrongRole(deps, context, options.administratorsOnly ?? false);
    next();
  };
}

/** `public/runs/live.js` sends it when a page reloads itself. */
const liveHeader = 'x-live';

async function findSessionContext(
  deps: RequireSessionDeps,
  request: Request,
  response: Response,
): Promise<SessionContext> {
  const id = readSessionId(request, deps.publicUrl);
  const owner = id === null ? null : await deps.sessions.findOwner(id);
  const institution = owner === null ? null : await deps.institutions.find(owner.institutionId);
  if (id === null || owner === null || institution === null) throw new ProductError('session_missing');
  // Before any refusal, so that Canvas's frame can show the refusal.
  allowFraming(response, institution);
  if (owner.isEnded) throw new ProductError('session_signed_out');
  const secret = readCookie(request.headers.cookie, nameSessionCookie(id));
  const stored = secret === null ? null : await deps.sessions.find(id, secret);
  if (stored === null) throw new ProductError('session_missing');
  const now = deps.clock();
  const life = readSessionLife(stored, institution.settings, now);
  if (life !== 'alive') throw refuseEnded(request, institution, life);
  if (!institution.enabled) throw new ProductError('institution_disabled');
  // A page that reloads itself does not show that its person is there.
  if (request.get(liveHeader) === undefined && isDueToTouch(stored, institution.settings, now)) {
    await deps.sessions.touch(id, now);
  }
  return { session: readSession(stored), institution, basePath: sessionPath(deps.publicUrl, id) };
}

/** The refusal of a late form says that nothing of it was done (S75). */
function refuseEnded(request: Request, { settings }: Institution, life: 'expired' | 'idle'): ProductError {
  if (request.method !== 'GET') return new ProductError('session_form_late');
  if (life === 'expired') return new ProductError('session_expired');
  return new ProductError('session_idle', { values: { minutes: String(settings.idleMinutes) } });
}

/** Read from the whole path, because routers mounted below the session's path do not see its parameters. */
function readSessionId(request: Request, publicUrl: string): string | null {
  const prefix = sessionPath(publicUrl, '');
  const path = request.originalUrl.startsWith(prefix)
    ? request.originalUrl.slice(prefix.length - 3)
    : request.originalUrl;
  return /^\/s\/([\w-]{1,64})(?=[/?]|$)/.exec(path)?.[1] ?? null;
}

/** The path of a session's pages as the browser sees it. */
export function sessionPath(publicUrl: string, sessionId: string): string {
  return `${readBasePath(publicUrl)}/s/${sessionId}`;
}

function refuseWrongRole(
  { log, onRefused }: RequireSessionDeps,
  context: SessionContext,
  administratorsOnly: boolean,
): void {
  const { session, institution } = context;
  const { launch } = session;
  if (administratorsOnly ? mayAdminister(launch) : mayOpen(launch, institution)) return;
  log.warn(
    { event: 'access_refused', institutionId: institution.id, session: session.id, role: launch.person.role },
    'access refused',
  );
  onRefused?.(context);
  throw new ProductError(administratorsOnly ? 'administration_refused' : refusalOf(launch));
}
