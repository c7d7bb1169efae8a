import type { Request } from 'express';
import type { Institution } from '../../domain/institution.ts';
import type { Session } from '../../domain/launch-context.ts';

/** What `requireSession` found out about a request. */
export interface Visit {
  readonly session: Session;
  readonly institution: Institution;
  /** Where the pages of this session lie, for links and forms: `/s/<session id>`, with the public address's own path before it. */
  readonly basePath: string;
}

/** Lives exactly as long as each request. */
const visits = new WeakMap<Request, Visit>();

/** Remembers the visit of a request; for `requireSession` and for tests of pages. */
export function setVisit(request: Request, visit: Visit): void {
  visits.set(request, visit);
}

/** @throws Error where `requireSession` was not in front of the page: a defect */
export function visitOf(request: Request): Visit {
  const visit = visits.get(request);
  if (visit === undefined) throw new Error('this page is not behind requireSession');
  return visit;
}

/** The session of a request behind `requireSession`. */
export function sessionOf(request: Request): Session {
  return visitOf(request).session;
}
