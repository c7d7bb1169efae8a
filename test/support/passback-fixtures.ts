import type { CellHistory } from '../../src/domain/cell-history.ts';
import type { ComparedCell, ComparedLineItem } from '../../src/domain/comparison.ts';
import type { Institution, SisConnection } from '../../src/domain/institution.ts';
import { defaultInstitutionSettings } from '../../src/domain/institution-settings.ts';
import type { LaunchContext } from '../../src/domain/launch-context.ts';
import type { ItemCounts } from '../../src/domain/outcomes.ts';
import type { PostableAssignment, PostGradesOverview } from '../../src/domain/post-grades.ts';
import { type CoursePreview, isListed, type PreviewedGrade } from '../../src/domain/preview.ts';
import type { RunItem, RunLineItem, RunRequestReceipt, RunSummary, Selection } from '../../src/domain/run.ts';
import { ProductError } from '../../src/errors.ts';
import type { Passback } from '../../src/passback/passback.ts';
import { hostedPlatform } from './hosted-canvas.ts';

/** Data builders. Each returns a complete, plausible object; a test overrides the fields it is about. */

export function buildLaunch(over: Partial<LaunchContext> = {}): LaunchContext {
  return {
    institutionId: 'inst1',
    deploymentId: '37:abc',
    placement: 'course_navigation',
    person: { ltiUserId: 'u-1', canvasUserId: '11', name: 'Dana Whitfield', role: 'teacher' },
    course: {
      contextId: 'c0ffee'.padEnd(40, '0'),
      canvasCourseId: '205',
      title: 'Algebra 1',
      nrpsUrl: null,
      lineItemsUrl: null,
    },
    reach: { kind: 'course' },
    returnUrl: 'https://canvas.example/courses/205/external_content/success/external_tool_redirect',
    locale: 'en-US',
    timeZone: 'America/Chicago',
    ...over,
  };
}

export function buildInstitution(over: Partial<Institution> = {}): Institution {
  return {
    id: 'inst1',
    name: 'Grand Bend ISD',
    enabled: true,
    platform: hostedPlatform('https://canvas.example'),
    canvas: { baseUrl: 'https://canvas.example', apiKey: null },
    sis: null,
    settings: { ...defaultInstitutionSettings, sisLabel: 'Focus' },
    ...over,
  };
}

/** A connection to a OneRoster 1.2 SIS by OAuth 2, with this client secret. */
export function buildSisConnection(clientSecret: string, over: Partial<SisConnection> = {}): SisConnection {
  return {
    profile: 'oneroster-1p2',
    rosteringUrl: 'https://sis.example/rostering/v1p2',
    gradebookUrl: 'https://sis.example/gradebook/v1p2',
    auth: {
      kind: 'oauth2',
      tokenUrl: 'https://sis.example/token',
      clientId: 'client-1',
      clientSecret,
      clientAuthentication: 'basic',
    },
    maxInFlight: null,
    headers: {},
    ...over,
  };
}

export function buildCounts(over: Partial<ItemCounts> = {}): ItemCounts {
  return {
    eligible: 0,
    pending: 0,
    sent: 0,
    confirmed: 0,
    unchanged: 0,
    heldBack: 0,
    skipped: 0,
    failed: 0,
    ...over,
  };
}

export function buildAssignment(over: Partial<PostableAssignment> = {}): PostableAssignment {
  const id = over.id ?? '9001';
  return {
    id,
    name: 'Quiz 1: Linear equations',
    url: `https://canvas.example/courses/205/assignments/${id}`,
    sentTitle: null,
    finalGrade: null,
    dueAt: new Date('2026-11-17T05:59:00Z'),
    sections: [
      {
        sectionId: '61',
        sectionName: 'Period 1',
        dueAt: new Date('2026-11-17T05:59:00Z'),
        standInDay: null,
        categoryTitle: 'Quizzes',
        categoryByName: false,
      },
    ],
    pointsPossible: 20,
    omitFromFinalGrade: false,
    hideInGradebook: false,
    adopts: false,
    adoptable: false,
    isGone: false,
    lastSyncAt: new Date('2026-11-18T15:30:00Z'),
    grades: { new: 3, changed: 1, unchanged: 24, heldBack: 0 },
    problems: [],
    selectable: true,
    sends: over.grades ? over.grades.new + over.grades.changed : 4,
    ...over,
  };
}

export function buildOverview(over: Partial<PostGradesOverview> = {}): PostGradesOverview {
  return {
    courseTitle: 'Algebra 1',
    timeZone: 'America/Chicago',
    sections: [{ id: '61', name: 'Period 1', sisId: 'ALG1-P1' }],
    isLimited: false,
    assignments: [buildAssignment()],
    warnings: {
      ungraded: 0,
      hiddenGrades: 0,
      customStatuses: 0,
      finalOverrides: 0,
      studentsWithoutSisId: 0,
      sectionsWithoutSisId: [],
    },
    openRun: null,
    ...over,
  };
}

export function buildRun(over: Partial<RunSummary> = {}): RunSummary {
  const at = (second: number): Date => new Date(Date.parse('2026-11-20T15:30:00Z') + second * 1000);
  return {
    id: 'run-1',
    kind: 'post',
    state: 'completed',
    requestedBy: { kind: 'person', ltiUserId: 'u-1', canvasUserId: '11', name: 'Dana Whitfield' },
    coveredSections: null,
    shownSections: null,
    createdAt: at(0),
    startedAt: at(2),
    endedAt: at(95),
    stage: 5,
    stages: [
      { stage: 1, startedAt: at(2), endedAt: at(12) },
      { stage: 2, startedAt: at(12), endedAt: at(20) },
      { stage: 3, startedAt: at(20), endedAt: at(21) },
      { stage: 4, startedAt: at(21), endedAt: at(30) },
      { stage: 5, startedAt: at(30), endedAt: at(95) },
    ],
    progress: 1,
    assignments: 2,
    counts: buildCounts({ eligible: 56, confirmed: 30, unchanged: 26 }),
    findings: null,
    refusedLists: [],
    retryable: over.counts?.failed ?? 0,
    nextAt: null,
    cancelRequested: false,
    brake: null,
    problem: null,
    ...over,
  };
}

/** A run in its fourth stage. */
export function buildOpenRun(over: Partial<RunSummary> = {}): RunSummary {
  const whole = buildRun();
  return buildRun({
    state: 'running',
    stage: 4,
    progress: 0.5,
    endedAt: null,
    stages: whole.stages
      .slice(0, 4)
      .map((times) => (times.stage === 4 ? { ...times, endedAt: null } : times)),
    counts: buildCounts({ eligible: 56, pending: 30, unchanged: 26 }),
    ...over,
  });
}

export function buildLineItem(over: Partial<RunLineItem> = {}): RunLineItem {
  return {
    assignmentId: '9001',
    assignmentName: 'Quiz 1: Linear equations',
    assignmentUrl: 'https://canvas.example/courses/205/assignments/9001',
    reading: null,
    adopted: null,
    sentTitle: null,
    sectionName: 'Period 1',
    classSourcedId: 'ALG1-P1',
    outcome: 'updated',
    problems: [],
    sisMessage: null,
    counts: buildCounts({ eligible: 28, confirmed: 15, unchanged: 13 }),
    ...over,
  };
}

export function buildItem(over: Partial<RunItem> = {}): RunItem {
  return {
    cellId: '9001:ALG1-P1:604822',
    assignmentId: '9001',
    classSourcedId: 'ALG1-P1',
    sectionName: 'Period 1',
    assignmentName: 'Quiz 1: Linear equations',
    studentName: 'Ana Flores',
    studentSisId: '604822',
    score: 17.5,
    scoreStatus: 'fully graded',
    outcome: 'confirmed',
    reason: null,
    sisMessage: null,
    kept: null,
    ...over,
  };
}

export function buildCellHistory(over: Partial<CellHistory> = {}): CellHistory {
  const at = new Date('2026-11-20T15:31:35Z');
  const score = { score: 17.5, scoreStatus: 'fully graded' } as const;
  return {
    assignmentName: 'Quiz 1: Linear equations',
    sectionName: 'Period 1',
    studentName: 'Ana Flores',
    studentSisId: '604822',
    canvas: { score: 17.5, isHidden: false },
    sent: { score, at, confirmedAt: at },
    seen: { score: { ...score, score: 12 }, at },
    runs: [
      {
        runId: 'run-1',
        kind: 'post',
        requestedBy: { kind: 'person', ltiUserId: 'u-1', canvasUserId: '11', name: 'Dana Whitfield' },
        at,
        before: { ...score, score: 15 },
        sends: score,
        outcome: 'confirmed',
        reason: null,
        sisMessage: null,
        kept: null,
      },
    ],
    decisions: [
      {
        how: 'accept',
        by: 'Dana Whitfield',
        at: new Date('2026-11-21T15:00:00Z'),
        seen: { ...score, score: 12 },
      },
    ],
    ...over,
  };
}

export function buildPreviewedGrade(over: Partial<PreviewedGrade> = {}): PreviewedGrade {
  return {
    cellId: '9001:ALG1-P1:604822',
    assignmentId: '9001',
    assignmentName: 'Quiz 1: Linear equations',
    sectionName: 'Period 1',
    studentName: 'Ana Flores',
    studentSisId: '604822',
    action: 'changed',
    holds: { score: 12, scoreStatus: 'fully graded' },
    sends: { score: 17.5, scoreStatus: 'fully graded' },
    reason: null,
    ...over,
  };
}

/** The pages' calls of the passback, in order. */
export type Asked =
  | { readonly what: 'post' | 'remaster'; readonly selection: Selection }
  | { readonly what: 'retry' | 'cancel' | 'confirm' | 'undo'; readonly runId: string }
  | { readonly what: 'compare' }
  | { readonly what: 'adopt'; readonly ids: readonly string[] }
  | { readonly what: 'repair line item'; readonly id: string }
  | { readonly what: 'accept line item'; readonly id: string }
  | { readonly what: 'repair' | 'accept'; readonly cellId: string | null };

/** A passback whose answers a test sets, and may change while a page is open. */
export interface PassbackFixture extends Passback {
  overview: PostGradesOverview;
  runs: RunSummary[];
  lineItems: RunLineItem[];
  items: RunItem[];
  comparedCells: ComparedCell[];
  comparedAt: Date | null;
  comparedLineItems: ComparedLineItem[];
  previewed: PreviewedGrade[];
  standIns: CoursePreview['standIns'];
  history: CellHistory;
  receipt: RunRequestReceipt;
  /** Thrown when Post Grades is read or a run requested. */
  failure: unknown;
  /** Canvas is being read until this is settled. */
  reading: Promise<void> | null;
  readonly asked: Asked[];
}

export function createPassbackFixture(
  over: Partial<Omit<PassbackFixture, 'asked' | keyof Passback>> = {},
): PassbackFixture {
  const find = (runId: string): RunSummary => {
    const run = fixture.runs.find(({ id }) => id === runId);
    if (!run) throw new ProductError('run_not_found');
    return run;
  };
  const failIfTold = (): void => {
    if (fixture.failure !== undefined) throw fixture.failure;
  };
  const fixture: PassbackFixture = {
    overview: buildOverview(),
    runs: [buildRun()],
    lineItems: [buildLineItem()],
    items: [buildItem()],
    comparedCells: [
      {
        id: '9001:ALG1-P2:604822',
        group: 'changed_in_sis',
        assignmentName: 'Quiz 1: Linear equations',
        sectionName: 'Period 2 Honors',
        studentName: 'Ana Flores',
        studentSisId: '604822',
        canvas: 17.5,
        sent: 17.5,
        sentAt: new Date('2026-11-20T15:30:00Z'),
        seen: { score: 12, scoreStatus: 'fully graded' },
        reason: 'changed_in_sis',
      },
    ],
    comparedAt: null,
    comparedLineItems: [],
    previewed: [buildPreviewedGrade()],
    standIns: [],
    history: buildCellHistory(),
    receipt: { runId: 'run-1', how: 'created' },
    failure: undefined,
    reading: null,
    ...over,
    asked: [],
    async readPostGrades(_launch, _signal, { sectionId: section = null, onReading = () => {} } = {}) {
      if (fixture.reading !== null) {
        onReading();
        await fixture.reading;
      }
      failIfTold();
      const { overview } = fixture;
      if (section === null) return overview;
      const assignments = overview.assignments.flatMap(({ sections, ...rest }) => {
        const shown = sections.filter(({ sectionId }) => sectionId === section);
        return shown.length === 0 ? [] : [{ ...rest, sections: shown }];
      });
      return { ...overview, assignments };
    },
    async readPreview(_launch, { assignmentId, show, search }): Promise<CoursePreview> {
      failIfTold();
      const counts = new Map<PreviewedGrade['action'], number>();
      for (const { action } of fixture.previewed) counts.set(action, (counts.get(action) ?? 0) + 1);
      return {
        assignmentName: assignmentId === null ? null : (fixture.previewed[0]?.assignmentName ?? null),
        standIns: fixture.standIns,
        counts,
        grades: fixture.previewed.filter(
          ({ action, studentName }) => isListed(show, action) && studentName.includes(search),
        ),
        hasMore: false,
        readAt: new Date('2026-11-20T15:30:00Z'),
      };
    },
    async *streamPreview(_launch, { show }) {
      for (const grade of fixture.previewed) if (isListed(show, grade.action)) yield grade;
    },
    async requestRun(_launch, { kind, selection }) {
      failIfTold();
      fixture.asked.push({ what: kind, selection });
      return fixture.receipt;
    },
    async retryFailed(_launch, runId) {
      find(runId);
      fixture.asked.push({ what: 'retry', runId });
      return fixture.receipt;
    },
    async cancelRun(_launch, runId) {
      find(runId);
      fixture.asked.push({ what: 'cancel', runId });
    },
    async readCellHistory(_launch, cellId) {
      if (cellId !== '9001:ALG1-P1:604822') throw new ProductError('not_found');
      return fixture.history;
    },
    async undoRun(_launch, runId) {
      find(runId);
      fixture.asked.push({ what: 'undo', runId });
      return fixture.receipt;
    },
    async confirmRun(_launch, runId) {
      find(runId);
      fixture.asked.push({ what: 'confirm', runId });
    },
    async readHistory(_launch, { limit, before }) {
      return fixture.runs.filter((run) => before === null || run.createdAt < before).slice(0, limit);
    },
    async readComparison(_launch, { group }) {
      failIfTold();
      const cells = group === 'changed_in_sis' ? fixture.comparedCells : [];
      const counts = new Map([['changed_in_sis' as const, fixture.comparedCells.length]]);
      const openRun =
        fixture.runs.find(({ kind, endedAt }) => kind === 'compare' && endedAt === null) ?? null;
      const { comparedAt } = fixture;
      return {
        counts,
        group,
        cells,
        hasMore: false,
        isReadable: true,
        comparedAt,
        openRun,
        lineItems: fixture.comparedLineItems,
      };
    },
    async *streamComparison(_launch, only) {
      for (const cell of fixture.comparedCells) if (only === null || cell.group === only) yield cell;
    },
    async compareWithSis() {
      fixture.asked.push({ what: 'compare' });
      return fixture.receipt;
    },
    async decideCells(_launch, { how, cellId }) {
      fixture.asked.push({ what: how, cellId });
      return how === 'repair' ? fixture.receipt : null;
    },
    async repairLineItem(_launch, id) {
      fixture.asked.push({ what: 'repair line item', id });
      return fixture.receipt;
    },
    async acceptLineItem(_launch, id) {
      fixture.asked.push({ what: 'accept line item', id });
      return true;
    },
    async adopt(_launch, ids) {
      fixture.asked.push({ what: 'adopt', ids });
      return { assignments: ids.length, grades: 24, differing: 2 };
    },
    async readRun(_launch, runId) {
      return find(runId);
    },
    async readRunLineItems(_launch, runId) {
      find(runId);
      return fixture.lineItems;
    },
    async *streamRunItems(_launch, runId, filter) {
      find(runId);
      for (const item of fixture.items) {
        if (filter.assignmentId !== null && item.assignmentId !== filter.assignmentId) continue;
        if (filter.classSourcedId !== null && item.classSourcedId !== filter.classSourcedId) continue;
        if (filter.problemsOnly && item.reason === null) continue;
        yield item;
      }
    },
  };
  return fixture;
}
