import type { PostableAssignment, PostGradesOverview } from '../../src/domain/post-grades.ts';
import type { RunItem, RunLineItem, RunSummary } from '../../src/domain/run.ts';
import {
  buildAssignment,
  buildCounts,
  buildItem,
  buildLineItem,
  buildOpenRun,
  buildOverview,
  buildRun,
  createPassbackFixture,
  type PassbackFixture,
} from './passback-fixtures.ts';

type Section = PostableAssignment['sections'][number];

const due = new Date('2026-11-17T05:59:00Z');

function inSection(sectionId: string, sectionName: string, over: Partial<Section> = {}): Section {
  const category = { categoryTitle: 'Quizzes', categoryByName: false };
  return { sectionId, sectionName, dueAt: due, standInDay: null, ...category, ...over };
}

/** A course with everything that Post Grades can show. */
export function buildRichOverview(): PostGradesOverview {
  return buildOverview({
    sections: [
      { id: '61', name: 'Period 1', sisId: 'ALG1-P1' },
      { id: '62', name: 'Period 2 Honors', sisId: 'ALG1-P2' },
      { id: '63', name: 'Study hall', sisId: null },
    ],
    assignments: [
      buildAssignment({
        id: '9001',
        sections: [
          inSection('61', 'Period 1'),
          inSection('62', 'Period 2 Honors', {
            dueAt: new Date('2026-11-19T05:59:00Z'),
            categoryTitle: 'Labs',
          }),
        ],
      }),
      buildAssignment({
        id: '9002',
        name: 'Homework 12: Graphing systems of linear inequalities',
        sentTitle: 'Homework 12: Graphing systems…',
        dueAt: new Date('2026-11-21T05:59:00Z'),
        sections: [inSection('61', 'Period 1', { categoryTitle: 'Homework', categoryByName: true })],
        lastSyncAt: null,
        grades: { new: 28, changed: 0, unchanged: 0, heldBack: 0 },
      }),
      buildAssignment({
        id: '9003',
        name: 'Unit 3 Test',
        dueAt: new Date('2026-11-13T05:59:00Z'),
        sections: [inSection('61', 'Period 1', { categoryTitle: 'Tests' })],
        grades: { new: 0, changed: 0, unchanged: 27, heldBack: 1 },
      }),
      buildAssignment({
        id: '9004',
        name: 'Extra practice',
        dueAt: null,
        sections: [inSection('61', 'Period 1', { dueAt: null, categoryTitle: null })],
        lastSyncAt: null,
        grades: { new: 12, changed: 0, unchanged: 0, heldBack: 0 },
        problems: [
          { check: 'due_date_missing', sectionName: null, values: {} },
          { check: 'category_unassociated', sectionName: 'Period 1', values: { group: 'Practice' } },
        ],
        selectable: false,
      }),
      buildAssignment({
        id: '9005',
        name: 'Project: Bridge design',
        dueAt: new Date('2026-12-02T05:59:00Z'),
        sections: [
          inSection('61', 'Period 1', { categoryTitle: 'Projects' }),
          inSection('62', 'Period 2 Honors', { categoryTitle: null }),
        ],
        lastSyncAt: null,
        grades: { new: 14, changed: 2, unchanged: 0, heldBack: 0 },
        problems: [
          { check: 'category_unassociated', sectionName: 'Period 2 Honors', values: { group: 'Projects' } },
        ],
      }),
    ],
    warnings: {
      ungraded: 7,
      hiddenGrades: 3,
      customStatuses: 2,
      finalOverrides: 1,
      studentsWithoutSisId: 1,
      sectionsWithoutSisId: ['Study hall'],
    },
  });
}

/** Runs of every state, newest first. */
export function buildRichHistory(): RunSummary[] {
  const hour = (ago: number): Date => new Date(Date.parse('2026-11-20T15:30:00Z') - ago * 3_600_000);
  const ended = (ago: number, over: Partial<RunSummary>): RunSummary =>
    buildRun({
      createdAt: hour(ago),
      startedAt: hour(ago),
      endedAt: new Date(hour(ago).getTime() + 95_000),
      ...over,
    });
  return [
    buildOpenRun({
      id: 'run-queued',
      state: 'queued',
      startedAt: null,
      stage: 1,
      progress: 0,
      stages: [],
      createdAt: hour(-0.01),
      counts: buildCounts(),
    }),
    buildOpenRun({ id: 'run-open', createdAt: hour(0) }),
    ended(2, {
      id: 'run-problems',
      state: 'completed_with_problems',
      counts: buildCounts({
        eligible: 62,
        sent: 3,
        confirmed: 27,
        unchanged: 26,
        heldBack: 1,
        skipped: 3,
        failed: 2,
      }),
    }),
    ended(15, {
      id: 'run-nightly',
      kind: 'nightly',
      requestedBy: { kind: 'nightly' },
      state: 'nothing_to_send',
      counts: buildCounts({ eligible: 56, unchanged: 56 }),
    }),
    ended(26, {
      id: 'run-remaster',
      kind: 'remaster',
      requestedBy: {
        kind: 'person',
        ltiUserId: 'u-2',
        canvasUserId: '12',
        name: 'Miguel Ángel Ortega-Villalobos',
      },
    }),
    ended(40, {
      id: 'run-failed',
      state: 'failed',
      stage: 2,
      progress: 0.2,
      stages: buildRun()
        .stages.slice(0, 2)
        .map((times) => (times.stage === 2 ? { ...times, endedAt: null } : times)),
      counts: buildCounts(),
      problem: { code: 'sis_auth', reference: 'K7QM-2RXD' },
    }),
    ended(50, {
      id: 'run-cancelled',
      state: 'cancelled',
      stage: 5,
      counts: buildCounts({ eligible: 30, confirmed: 10, skipped: 20 }),
    }),
    buildOpenRun({
      id: 'run-waiting',
      state: 'waiting_for_sis',
      createdAt: hour(60),
      nextAt: new Date('2026-11-20T15:35:00Z'),
      problem: { code: 'sis_unreachable', reference: 'A1B2-C3D4' },
    }),
  ];
}

export function buildRichLineItems(): RunLineItem[] {
  return [
    buildLineItem(),
    buildLineItem({
      sectionName: 'Period 2 Honors',
      classSourcedId: 'ALG1-P2',
      counts: buildCounts({ eligible: 4, confirmed: 1, heldBack: 1, skipped: 1, failed: 1 }),
    }),
    buildLineItem({
      assignmentId: '9002',
      assignmentName: 'Homework 12: Graphing systems of linear inequalities',
      sentTitle: 'Homework 12: Graphing systems…',
      outcome: 'failed',
      sisMessage: 'Category HW is locked for grading period Q2.',
      counts: buildCounts({ eligible: 28, failed: 28 }),
    }),
    buildLineItem({
      assignmentId: '9004',
      assignmentName: 'Extra practice',
      outcome: 'refused',
      problems: [{ check: 'due_date_missing', sectionName: null, values: {} }],
      counts: buildCounts({ eligible: 12, skipped: 12 }),
    }),
    buildLineItem({
      assignmentId: '9006',
      assignmentName: 'Reading log',
      outcome: 'nothing_to_send',
      counts: buildCounts(),
    }),
  ];
}

export function buildRichItems(): RunItem[] {
  const honors = { sectionName: 'Period 2 Honors', classSourcedId: 'ALG1-P2' };
  const items = [
    buildItem(),
    buildItem({ studentName: 'Ben Okafor', studentSisId: '604823', outcome: 'unchanged', score: 20 }),
    buildItem({ ...honors, studentName: 'Chloe Nguyen', studentSisId: '604830', score: 0 }),
    buildItem({
      ...honors,
      studentName: 'Dmitri Petrov',
      studentSisId: '604831',
      outcome: 'held_back',
      reason: 'status_only',
      scoreStatus: 'exempt',
    }),
    buildItem({
      ...honors,
      studentName: 'Eve Larsson',
      studentSisId: null,
      outcome: 'skipped',
      reason: 'student_without_sis_id',
      score: 12,
      scoreStatus: null,
    }),
    buildItem({
      ...honors,
      studentName: 'Femi Adeyemi',
      studentSisId: '604833',
      outcome: 'failed',
      reason: 'sis_refused',
      score: 21,
      sisMessage: 'Score 21 exceeds maximum 20 for <LineItem>',
    }),
  ];
  return items.map((item, at) => ({
    ...item,
    cellId: `${item.assignmentId}:${item.classSourcedId}:${item.studentSisId ?? `u${at}`}`,
  }));
}

/** A passback with all of the above. */
export function createRichPassback(): PassbackFixture {
  return createPassbackFixture({
    overview: buildRichOverview(),
    runs: buildRichHistory(),
    lineItems: buildRichLineItems(),
    items: buildRichItems(),
    receipt: { runId: 'run-open', how: 'created' },
  });
}
