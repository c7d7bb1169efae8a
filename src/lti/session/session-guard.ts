import type { Request, RequestHandler } from 'express';
import type { Institution } from '../../domain/institution.ts';
import type { LaunchContext, Session } from '../../domain/launch-context.ts';
import { mayPost } from '../launch/role-policy.ts';
import { csrfField, requireOwnForm } from './csrf.ts';
import { type RequireSessionDeps, requireSession } from './require-session.ts';
import { sessionContextOf, sessionOf } from './session-context.ts';

/** What pages need from sessions. */
export interface SessionGuard {
  readonly requireSession: RequestHandler;
  /** Like `requireSession`, for administrators only. */
  readonly requireAdministrator: RequestHandler;
  /**
   * Refuses forms that are not from this session's own pages with `form_forged`. Runs after the body parser.
   */
  readonly requireForm: RequestHandler;
  readonly formTokenField: string;
  sessionOf(request: Request): Session;
  baseOf(request: Request): string;
  mayPost(launch: LaunchContext, institution: Institution): boolean;
}

export function createSessionGuard(deps: RequireSessionDeps): SessionGuard {
  return {
    requireSession: requireSession(deps),
    requireAdministrator: requireSession(deps, { administratorsOnly: true }),
    requireForm: (request, _response, next) => {
      requireOwnForm(request, deps.publicUrl, sessionOf(request).csrfToken);
      next();
    },
    formTokenField: csrfField,
    sessionOf,
    baseOf: (request) => sessionContextOf(request).basePath,
    mayPost,
  };
}
