import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Express, type Router } from 'express';
import { decodeJwt } from 'jose';
import type { CanvasContext } from './canvas-context.ts';
import { createAccessLog } from './front/access-log.ts';
import { createControlRouter } from './front/control-router.ts';
import { createFaultMiddleware } from './front/fault-middleware.ts';
import { createThrottle } from './front/throttle.ts';
import { createAuthorizeRouter } from './lti/authorize.ts';
import { createAuthorizationRouter } from './oauth/authorization-router.ts';
import { createRegistrationRouter } from './registration/registration-router.ts';
import { createAccountsRouter } from './rest/accounts.ts';
import { createAssignmentGroupsRouter } from './rest/assignment-groups.ts';
import { createAssignmentsRouter } from './rest/assignments.ts';
import { createCoursesRouter } from './rest/courses.ts';
import { createEnrollmentsRouter } from './rest/enrollments.ts';
import { createResourceLinksRouter } from './rest/resource-links.ts';
import { createSectionsRouter } from './rest/sections.ts';
import { createSisAssignmentsRouter } from './rest/sis-assignments.ts';
import { createSubmissionsRouter } from './rest/submissions.ts';
import { createAssignmentEditRouter } from './rest/write/edit-assignments.ts';
import { createEnrollmentEditRouter } from './rest/write/edit-enrollments.ts';
import { createSchoolEditRouter } from './rest/write/edit-school.ts';
import { createGradeRouter } from './rest/write/grade-submissions.ts';
import { createPostGradesRouter } from './rest/write/post-grades-mutations.ts';
import { createLineItemsRouter } from './services/line-items.ts';
import { createNamesAndRolesRouter } from './services/names-and-roles.ts';
import { createResultsRouter } from './services/results.ts';
import type { FetchText } from './token/client-assertion.ts';
import { createTokenRouter } from './token/token-router.ts';

export interface SandboxCanvasParts {
  readonly context: CanvasContext;
  /** Fetches a tool's key set. */
  readonly fetchText: FetchText;
  /** The pages for people, if any; mounted after the services. */
  readonly pages?: Router;
  /** Where to send a person who is not logged in, with `return_to`. */
  readonly loginPath?: string;
}

const publicFolder = fileURLToPath(new URL('./public/', import.meta.url));

/** The services of the sandbox Canvas as one Express app. */
export function createSandboxCanvas({ context, fetchText, pages, loginPath }: SandboxCanvasParts): {
  readonly app: Express;
} {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use('/sandbox-assets', express.static(publicFolder));
  app.use(createControlRouter(context));
  app.use(createAccessLog(context));
  app.use('/api', createThrottle(context.clock, context.faults, bucketName));
  app.use(createFaultMiddleware(context.faults));
  app.get('/api/lti/security/jwks', (_req, res) => {
    res.set('Cache-Control', 'max-age=864000').json(context.keys.publicJwks);
  });
  app.use(express.urlencoded({ extended: true, limit: '1mb' }));
  app.use(createAuthorizeRouter(context));
  app.use(createTokenRouter(context, fetchText));
  app.use(createAuthorizationRouter(context, loginPath ?? '/login/canvas'));
  app.use(createRegistrationRouter(context));
  app.use(createNamesAndRolesRouter(context));
  app.use(createLineItemsRouter(context));
  app.use(createResultsRouter(context));
  app.use(createAccountsRouter(context));
  app.use(createCoursesRouter(context));
  app.use(createSectionsRouter(context));
  app.use(createEnrollmentsRouter(context));
  app.use(createAssignmentsRouter(context));
  app.use(createAssignmentGroupsRouter(context));
  app.use(createSubmissionsRouter(context));
  app.use(createSisAssignmentsRouter(context));
  app.use(createGradeRouter(context));
  app.use(createPostGradesRouter(context));
  app.use(createAssignmentEditRouter(context));
  app.use(createEnrollmentEditRouter(context));
  app.use(createSchoolEditRouter(context));
  app.use(createResourceLinksRouter(context));
  if (pages !== undefined) app.use(pages);
  app.use((_req, res) => {
    res.status(404).json({ errors: [{ message: 'The specified resource does not exist.' }] });
  });
  app.use(createErrorHandler(context));
  return { app };
}

/** All LTI service calls of one client share a bucket; each REST access token has its own (CF8). */
async function bucketName(token: string): Promise<string> {
  try {
    return `client:${decodeJwt(token).sub ?? ''}`;
  } catch {
    return `token:${token}`;
  }
}

const createErrorHandler =
  ({ log }: CanvasContext): ErrorRequestHandler =>
  (error, req, res, _next) => {
    const status = isBadRequest(error) ? 400 : 500;
    log.error({ event: 'sandbox.error', path: req.path, err: error }, 'The sandbox Canvas failed');
    if (res.headersSent) return void res.destroy();
    res.status(status).json({
      errors: [
        {
          message: status === 400 ? 'Invalid request' : 'An error occurred.',
          error_code: 'internal_server_error',
        },
      ],
      error_report_id: 1,
    });
  };

/** Body parsers flag the caller's mistakes with a status of 400. */
const isBadRequest = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && error.statusCode === 400;
