import type { RunRecord } from '../../src/store/passback/run-record.ts';
import { buildCounts } from './passback-fixtures.ts';

/** A stored run, completed unless a test says otherwise. */
export function buildRunRecord({
  courseTitle = 'Algebra 1',
  ...over
}: Partial<RunRecord> & { readonly courseTitle?: string } = {}): RunRecord {
  const institutionId = over.institutionId ?? 'inst1';
  const contextId = `context-of-${courseTitle}`;
  const courseKey = `${institutionId}:${contextId}`;
  const createdAt = over.createdAt ?? new Date('2026-11-20T15:30:00Z');
  const after = (seconds: number): Date => new Date(createdAt.getTime() + seconds * 1000);
  return {
    _id: 'run-1',
    institutionId,
    courseKey,
    course: {
      key: courseKey,
      institutionId,
      contextId,
      canvasCourseId: '205',
      title: courseTitle,
      nrpsUrl: null,
      lineItemsUrl: null,
    },
    onBehalfOf: '11',
    reach: { kind: 'course' },
    requestedBy: { kind: 'person', ltiUserId: 'u-1', canvasUserId: '11', name: 'Dana Whitfield' },
    kind: 'post',
    scope: {
      selection: { kind: 'all' },
      remaster: { kind: 'assignments', ids: [] },
      retryOf: [],
      undoOf: [],
    },
    slot: null,
    state: 'completed',
    createdAt,
    startedAt: after(1),
    endedAt: after(60),
    stage: 5,
    stages: [],
    progress: { done: 1, total: 1 },
    assignments: 2,
    counts: buildCounts({ eligible: 10, confirmed: 10 }),
    quiet: null,
    quietProblems: 0,
    nextAt: createdAt,
    cancelRequested: false,
    problem: null,
    pauses: 0,
    abandonedClaims: 0,
    takenOver: false,
    errors: 0,
    pageCursor: null,
    resultCursor: null,
    sendingUpTo: null,
    findings: null,
    refusedLists: [],
    brake: null,
    joins: 0,
    lease: { owner: null, expiresAt: null, fencingToken: 1 },
    ...over,
  };
}
