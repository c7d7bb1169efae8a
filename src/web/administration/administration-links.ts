import type { Links } from '../ui/links.ts';
import { createLinks } from '../ui/links.ts';

type Query = Readonly<Record<string, string>>;

/** Addresses of Administration, under one session's base. */
export interface AdminLinks {
  readonly overview: (query?: Query) => string;
  readonly trends: string;
  readonly runNightlyNow: string;
  readonly checkSetup: string;
  readonly schedules: (query?: Query) => string;
  readonly newSchedule: string;
  readonly pauseSchedules: string;
  readonly schedule: (id: string, act?: 'switch' | 'run-now' | 'remove') => string;
  readonly compare: (query?: Query) => string;
  readonly compareCourses: string;
  readonly runs: (query?: Query) => string;
  readonly run: (runId: string, query?: Query) => string;
  readonly students: (runId: string, query: Query) => string;
  readonly grid: (runId: string, query?: Query) => string;
  readonly csv: (runId: string, query?: Query) => string;
  readonly retry: (runId: string) => string;
  readonly confirm: (runId: string) => string;
  readonly undo: (runId: string) => string;
  readonly cellHistory: (cell: string, runId: string | null) => string;
  readonly cellHistoryCsv: (cell: string, runId: string | null) => string;
  readonly sis: (query?: Query) => string;
  readonly sisTest: string;
  readonly csvExport: string;
  readonly downloadCsvExport: string;
  readonly canvasApi: (query?: Query) => string;
  readonly disconnect: string;
  readonly settings: (query?: Query) => string;
  readonly takeSetting: string;
  readonly webhook: (query?: Query) => string;
  readonly webhookSecret: string;
  readonly webhookTest: string;
  readonly webhookRemove: string;
  readonly signOut: string;
  readonly audit: (query?: Query) => string;
  readonly auditCsv: (query?: Query) => string;
}

/** Links under the session's `base`, which has no trailing slash. */
export function createAdminLinks(base: string): AdminLinks {
  const home = `${base}/administration`;
  const runPath = (runId: string): string => `${home}/runs/${encodeURIComponent(runId)}`;
  return {
    overview: (query) => withQuery(home, query),
    trends: `${home}/trends`,
    runNightlyNow: `${home}/nightly/run-now`,
    checkSetup: `${home}/check`,
    schedules: (query) => withQuery(`${home}/schedules`, query),
    newSchedule: `${home}/schedules/new`,
    pauseSchedules: `${home}/schedules/pause`,
    schedule: (id, act) => `${home}/schedules/${encodeURIComponent(id)}${act === undefined ? '' : `/${act}`}`,
    compare: (query) => withQuery(`${home}/compare`, query),
    compareCourses: `${home}/compare`,
    runs: (query) => withQuery(`${home}/runs`, query),
    run: (runId, query) => withQuery(runPath(runId), query),
    students: (runId, query) => withQuery(`${runPath(runId)}/students`, query),
    grid: (runId, query) => withQuery(`${runPath(runId)}/grid`, query),
    csv: (runId, query) => withQuery(`${runPath(runId)}/grades.csv`, query),
    retry: (runId) => `${runPath(runId)}/retry`,
    confirm: (runId) => `${runPath(runId)}/confirm`,
    undo: (runId) => `${runPath(runId)}/undo`,
    cellHistory: (cell, runId) => withQuery(`${runPath(runId ?? '')}/grade`, { cell }),
    cellHistoryCsv: (cell, runId) => withQuery(`${runPath(runId ?? '')}/grade.csv`, { cell }),
    sis: (query) => withQuery(`${home}/sis-connection`, query),
    sisTest: `${home}/sis-connection/test`,
    csvExport: `${home}/csv-export`,
    downloadCsvExport: `${home}/csv-export/download`,
    canvasApi: (query) => withQuery(`${home}/canvas-api`, query),
    disconnect: `${home}/canvas-api/disconnect`,
    settings: (query) => withQuery(`${home}/settings`, query),
    takeSetting: `${home}/settings/take`,
    webhook: (query) => withQuery(`${home}/webhook`, query),
    webhookSecret: `${home}/webhook/secret`,
    webhookTest: `${home}/webhook/test`,
    webhookRemove: `${home}/webhook/remove`,
    signOut: createLinks(base).signOut,
    audit: (query) => withQuery(`${home}/audit`, query),
    auditCsv: (query) => withQuery(`${home}/audit.csv`, query),
  };
}

/** The links on a run's page, leading to the same pages inside Administration. */
export function createCourseLinks(base: string, links: AdminLinks): Links {
  return {
    ...createLinks(base),
    history: () => links.runs(),
    compare: () => links.compare(),
    run: links.run,
    students: links.students,
    grid: links.grid,
    csv: links.csv,
    retry: links.retry,
    confirm: links.confirm,
    undo: links.undo,
    cellHistory: links.cellHistory,
    cellHistoryCsv: links.cellHistoryCsv,
  };
}

function withQuery(path: string, query: Query = {}): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}
