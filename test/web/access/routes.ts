/**
 * Whom a route serves: everybody, people who may post in a course, administrators of the institution, or
 * anyone with a session, which is both of these.
 */
export type Audience = 'everybody' | 'course' | 'administration' | 'session';

/** What a request names: a run, an assignment, a section, or nothing but the course of its session. */
export type Named = 'run' | 'assignment' | 'section' | 'nothing';

export interface RouteEntry {
  readonly audience: Audience;
  readonly named: Named;
  /** The status for people who may use it. */
  readonly status: number;
  /** Refused to limited people if the request is about the whole course. */
  readonly wholeCourseOnly?: boolean;
  /** Form fields in addition to the named thing. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Lists students of the run. */
  readonly tellsStudents?: boolean;
  /** Changes what other requests need, so it comes last. */
  readonly last?: boolean;
}

const everybody: RouteEntry = { audience: 'everybody', named: 'nothing', status: 200 };
const course: RouteEntry = { audience: 'course', named: 'nothing', status: 200 };
const administration: RouteEntry = { audience: 'administration', named: 'nothing', status: 200 };
const s = '/s/:session';

/**
 * Every route of the product. A route that is missing here fails the matrix: whoever adds one says whom it
 * serves.
 */
export const routes: Readonly<Record<string, RouteEntry>> = {
  'GET /': everybody,
  'GET /healthz': everybody,
  'GET /readyz': everybody,
  // Off unless the operator switches it on.
  'GET /metrics': { ...everybody, status: 404 },
  'GET /.well-known/security.txt': { ...everybody, status: 404 },
  'GET /lti/login': { ...everybody, status: 401 },
  'POST /lti/login': { ...everybody, status: 401 },
  'GET /lti/login/cookie': everybody,
  'POST /lti/login/window': { ...everybody, status: 403 },
  'POST /lti/launch': { ...everybody, status: 401 },
  'GET /lti/launch': { ...everybody, status: 401 },
  'POST /lti/session/window': { ...everybody, status: 403 },
  'GET /lti/jwks': everybody,
  'GET /lti/config.json': everybody,
  'GET /lti/register': { ...everybody, status: 404 },
  'POST /lti/register': { ...everybody, status: 400 },
  'GET /canvas/oauth/callback': { ...everybody, status: 403 },
  'GET /canvas/oauth/open': { ...everybody, status: 403 },
  'GET /canvas/connected': everybody,
  'GET /public/ui/brand.css': everybody,

  [`GET ${s}/sign-out`]: { ...course, audience: 'session' },
  [`POST ${s}/sign-out`]: { ...course, audience: 'session', fields: { which: 'this' } },

  [`GET ${s}/post-grades`]: course,
  [`POST ${s}/post-grades/adopt`]: { ...course, named: 'assignment', status: 303 },
  [`POST ${s}/post-grades`]: { ...course, named: 'assignment', status: 303 },
  [`GET ${s}/post-grades/preview`]: course,
  [`GET ${s}/post-grades/preview.csv`]: course,
  [`GET ${s}/post-grades/scheduled`]: { ...course, named: 'run' },
  [`GET ${s}/grade-sync`]: course,
  [`GET ${s}/grade-sync/summary`]: course,
  [`GET ${s}/grade-sync/runs/:runId`]: { ...course, named: 'run' },
  [`GET ${s}/grade-sync/runs/:runId/students`]: { ...course, named: 'run', tellsStudents: true },
  [`GET ${s}/grade-sync/runs/:runId/grid`]: { ...course, named: 'run', tellsStudents: true },
  [`GET ${s}/grade-sync/runs/:runId/grades.csv`]: { ...course, named: 'run', tellsStudents: true },
  [`POST ${s}/grade-sync/runs/:runId/retry`]: { ...course, named: 'run', status: 303 },
  [`POST ${s}/grade-sync/runs/:runId/cancel`]: {
    ...course,
    named: 'run',
    status: 303,
    wholeCourseOnly: true,
  },
  // Without a grade that it names.
  [`GET ${s}/grade-sync/grade`]: { ...course, status: 400 },
  [`GET ${s}/grade-sync/grade.csv`]: { ...course, status: 400 },
  [`GET ${s}/grade-sync/runs/:runId/undo`]: { ...course, named: 'run' },
  [`POST ${s}/grade-sync/runs/:runId/undo`]: { ...course, named: 'run', status: 303 },
  [`POST ${s}/grade-sync/runs/:runId/confirm`]: {
    ...course,
    named: 'run',
    status: 303,
    wholeCourseOnly: true,
  },
  [`GET ${s}/categories`]: course,
  [`POST ${s}/categories`]: { ...course, named: 'section', status: 303, last: true },
  [`GET ${s}/grade-sync/settings`]: course,
  [`GET ${s}/grade-sync/compare`]: course,
  [`GET ${s}/grade-sync/compare.csv`]: course,
  [`POST ${s}/grade-sync/compare/read`]: { ...course, status: 303 },
  [`POST ${s}/grade-sync/compare/decide`]: {
    ...course,
    status: 303,
    fields: { how: 'accept', group: 'changed_in_sis' },
  },
  [`GET ${s}/grade-sync/settings/remaster`]: { ...course, named: 'assignment' },
  [`POST ${s}/grade-sync/settings/remaster`]: { ...course, named: 'assignment', status: 303 },
  // Without a mail server.
  [`POST ${s}/grade-sync/settings/notices`]: { ...course, status: 404 },
  [`POST ${s}/grade-sync/settings/connection/end`]: { ...course, status: 303, last: true },
  [`POST ${s}/grade-sync/settings/nightly`]: {
    ...course,
    status: 303,
    wholeCourseOnly: true,
    fields: { nightly: 'on' },
  },

  [`GET ${s}/administration`]: administration,
  [`GET ${s}/administration/check`]: administration,
  [`POST ${s}/administration/check`]: administration,
  [`POST ${s}/administration/nightly/run-now`]: { ...administration, status: 303 },
  [`GET ${s}/administration/trends`]: administration,
  [`GET ${s}/administration/runs`]: administration,
  [`GET ${s}/administration/runs/:runId`]: { ...administration, named: 'run' },
  [`GET ${s}/administration/runs/:runId/students`]: { ...administration, named: 'run', tellsStudents: true },
  [`GET ${s}/administration/runs/:runId/grid`]: { ...administration, named: 'run', tellsStudents: true },
  [`GET ${s}/administration/runs/:runId/grades.csv`]: {
    ...administration,
    named: 'run',
    tellsStudents: true,
  },
  [`POST ${s}/administration/runs/:runId/retry`]: { ...administration, named: 'run', status: 303 },
  [`GET ${s}/administration/schedules`]: administration,
  [`GET ${s}/administration/schedules/new`]: administration,
  // Without a consent to read accounts: back to the page that asks for it.
  [`POST ${s}/administration/schedules/new`]: { ...administration, status: 303 },
  [`GET ${s}/administration/schedules/:scheduleId`]: { ...administration, status: 404 },
  [`POST ${s}/administration/schedules/:scheduleId`]: { ...administration, status: 404 },
  [`POST ${s}/administration/schedules/:scheduleId/switch`]: {
    ...administration,
    status: 404,
    fields: { enabled: 'no' },
  },
  [`POST ${s}/administration/schedules/:scheduleId/run-now`]: { ...administration, status: 404 },
  [`POST ${s}/administration/schedules/:scheduleId/remove`]: { ...administration, status: 404 },
  [`POST ${s}/administration/schedules/pause`]: {
    ...administration,
    status: 303,
    fields: { paused: 'no' },
    last: true,
  },
  [`GET ${s}/administration/compare`]: administration,
  [`POST ${s}/administration/compare`]: { ...administration, status: 303, last: true },
  [`GET ${s}/administration/runs/:runId/grade`]: { ...administration, named: 'run', status: 400 },
  [`GET ${s}/administration/runs/:runId/grade.csv`]: { ...administration, named: 'run', status: 400 },
  [`POST ${s}/administration/runs/:runId/confirm`]: { ...administration, named: 'run', status: 303 },
  [`GET ${s}/administration/runs/:runId/undo`]: { ...administration, named: 'run' },
  [`POST ${s}/administration/runs/:runId/undo`]: { ...administration, named: 'run', status: 303 },
  [`GET ${s}/administration/sis-connection`]: administration,
  [`POST ${s}/administration/sis-connection`]: { ...administration, status: 422, last: true },
  [`POST ${s}/administration/sis-connection/test`]: { ...administration, status: 422, last: true },
  [`GET ${s}/administration/sis-connection/test`]: administration,
  [`GET ${s}/administration/canvas-api`]: administration,
  [`POST ${s}/administration/canvas-api`]: { ...administration, status: 422, last: true },
  [`POST ${s}/administration/canvas-api/disconnect`]: { ...administration, status: 303, last: true },
  [`GET ${s}/administration/settings`]: administration,
  [`POST ${s}/administration/settings/take`]: {
    ...administration,
    status: 303,
    fields: { habit: 'maximum' },
  },
  [`POST ${s}/administration/settings`]: { ...administration, status: 422, last: true },
  [`GET ${s}/administration/csv-export`]: administration,
  [`GET ${s}/administration/csv-export/download`]: administration,
  // The SIS takes no files.
  [`POST ${s}/administration/csv-export/download`]: {
    ...administration,
    status: 303,
    fields: { mode: 'delta' },
  },
  [`GET ${s}/administration/webhook`]: administration,
  [`GET ${s}/administration/webhook/secret`]: administration,
  // Without an address that it names, and without a webhook.
  [`POST ${s}/administration/webhook`]: { ...administration, status: 422 },
  [`POST ${s}/administration/webhook/secret`]: { ...administration, status: 303 },
  [`POST ${s}/administration/webhook/test`]: { ...administration, status: 303 },
  [`POST ${s}/administration/webhook/remove`]: { ...administration, status: 303, last: true },
  [`GET ${s}/administration/audit`]: administration,
  [`GET ${s}/administration/audit.csv`]: administration,
};
