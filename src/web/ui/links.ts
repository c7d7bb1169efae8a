/** Addresses of every page, under one session's base. */
export interface Links {
  readonly postGrades: (query?: Readonly<Record<string, string>>) => string;
  readonly adopt: () => string;
  readonly preview: (query?: Readonly<Record<string, string>>) => string;
  readonly previewCsv: (query?: Readonly<Record<string, string>>) => string;
  readonly scheduled: (runId: string, how: string) => string;
  readonly history: (before?: Date) => string;
  readonly summary: string;
  readonly run: (runId: string, query?: Readonly<Record<string, string>>) => string;
  readonly students: (runId: string, query: Readonly<Record<string, string>>) => string;
  readonly grid: (runId: string, query?: Readonly<Record<string, string>>) => string;
  readonly csv: (runId: string, query?: Readonly<Record<string, string>>) => string;
  readonly retry: (runId: string) => string;
  readonly cancel: (runId: string) => string;
  readonly confirm: (runId: string) => string;
  readonly undo: (runId: string) => string;
  /** The history of a grade, reached from a run where there is one. */
  readonly cellHistory: (cell: string, runId: string | null) => string;
  readonly cellHistoryCsv: (cell: string, runId: string | null) => string;
  readonly compare: (query?: Readonly<Record<string, string>>) => string;
  readonly compareCsv: (query?: Readonly<Record<string, string>>) => string;
  readonly compareRead: string;
  readonly compareDecide: string;
  readonly settings: string;
  readonly endConnection: string;
  readonly notices: string;
  readonly remaster: string;
  readonly nightly: string;
  readonly signOut: string;
  readonly categories: (query?: Readonly<Record<string, string>>) => string;
}

/** Links under `base`, which has no trailing slash. */
export function createLinks(base: string): Links {
  const runPath = (runId: string): string => `${base}/grade-sync/runs/${encodeURIComponent(runId)}`;
  return {
    postGrades: (query = {}) => withQuery(`${base}/post-grades`, query),
    adopt: () => `${base}/post-grades/adopt`,
    preview: (query = {}) => withQuery(`${base}/post-grades/preview`, query),
    previewCsv: (query = {}) => withQuery(`${base}/post-grades/preview.csv`, query),
    scheduled: (run, how) => withQuery(`${base}/post-grades/scheduled`, { run, how }),
    history: (before) => withQuery(`${base}/grade-sync`, before ? { before: before.toISOString() } : {}),
    summary: `${base}/grade-sync/summary`,
    run: (runId, query = {}) => withQuery(runPath(runId), query),
    students: (runId, query) => withQuery(`${runPath(runId)}/students`, query),
    grid: (runId, query = {}) => withQuery(`${runPath(runId)}/grid`, query),
    csv: (runId, query = {}) => withQuery(`${runPath(runId)}/grades.csv`, query),
    retry: (runId) => `${runPath(runId)}/retry`,
    cancel: (runId) => `${runPath(runId)}/cancel`,
    confirm: (runId) => `${runPath(runId)}/confirm`,
    undo: (runId) => `${runPath(runId)}/undo`,
    cellHistory: (cell) => withQuery(`${base}/grade-sync/grade`, { cell }),
    cellHistoryCsv: (cell) => withQuery(`${base}/grade-sync/grade.csv`, { cell }),
    compare: (query = {}) => withQuery(`${base}/grade-sync/compare`, query),
    compareCsv: (query = {}) => withQuery(`${base}/grade-sync/compare.csv`, query),
    compareRead: `${base}/grade-sync/compare/read`,
    compareDecide: `${base}/grade-sync/compare/decide`,
    settings: `${base}/grade-sync/settings`,
    notices: `${base}/grade-sync/settings/notices`,
    endConnection: `${base}/grade-sync/settings/connection/end`,
    remaster: `${base}/grade-sync/settings/remaster`,
    nightly: `${base}/grade-sync/settings/nightly`,
    signOut: `${base}/sign-out`,
    categories: (query = {}) => withQuery(`${base}/categories`, query),
  };
}

/**
 * The address in Canvas that opens the tool's course navigation page on one run. It leads out of a dialog:
 * Canvas resolves the launch address of an installed tool (CT23).
 */
export function canvasRunLink(target: {
  readonly canvasUrl: string;
  readonly courseId: string;
  readonly clientId: string;
  readonly launchUrl: string;
  readonly runId: string;
}): string {
  return withQuery(
    `${target.canvasUrl}/courses/${encodeURIComponent(target.courseId)}/external_tools/retrieve`,
    {
      display: 'borderless',
      placement: 'course_navigation',
      client_id: target.clientId,
      url: withQuery(target.launchUrl, { run: target.runId }),
    },
  );
}

/**
 * The address if a browser may follow it (http or https), else null: `javascript:` must never become a link.
 */
export function safeLink(address: string | null): string | null {
  return address !== null && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null;
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}
