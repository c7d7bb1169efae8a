import type { Request } from 'express';
import type { Institution } from '../../domain/institution.ts';
import type { Session } from '../../domain/launch-context.ts';

/** The session behind a request, as `requireSession` found it. */
export interface SessionContext {
  readonly session: Session;
  readonly institution: Institution;
  /** The path of this session's pages, for links and forms: `/s/<session id>` below the public address's own path. */
  readonly basePath: string;
}

/** Kept exactly as long as each request. */
const contexts = new WeakMap<Request, SessionContext>();

/** Attaches the session to its request; for `requireSession` and for tests of pages. */
export function setSessionContext(request: Request, context: SessionContext): void {
  contexts.set(request, context);
}

/** @throws Error if the page is not behind `requireSession`, which is a defect */
export function sessionContextOf(request: Request): SessionContext {
  const context = contexts.get(request);
  if (context === undefined) throw new Error('this page is not behind requireSession');
  return context;
}

/** The session of a request behind `requireSession`. */
export function sessionOf(request: Request): Session {
  return sessionContextOf(request).session;
}
