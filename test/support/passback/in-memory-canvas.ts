import type { CanvasReader } from '../../../src/canvas/canvas-reader.ts';
import type {
  AgsLineItem,
  AgsResult,
  CanvasAssignment,
  CanvasGradingPeriod,
  CanvasMember,
  CanvasSection,
  CanvasSubmission,
  FinalScore,
} from '../../../src/domain/course.ts';
import { type Reach, wholeCourse } from '../../../src/domain/reach.ts';
import { ProductError } from '../../../src/errors.ts';

/** A Canvas course in memory, edited as by a teacher and read by the pipeline. */
export interface InMemoryCanvas {
  readonly reader: CanvasReader;
  /** Reads in the name of a person, who may be limited to sections. */
  readAs(canvasUserId: string | null): CanvasReader;
  /** What people who do not see the whole course can see, by Canvas id. */
  readonly limited: Map<string, Reach>;
  timeZone: string;
  sections: CanvasSection[];
  groups: { id: string; name: string; position: number }[];
  assignments: CanvasAssignment[];
  members: CanvasMember[];
  /** Students who have left: Names & Roles does not list them. */
  formerStudents: CanvasMember[];
  readonly submissions: Map<string, CanvasSubmission>;
  /** Students whose final grade somebody set by hand. */
  readonly overridden: Set<string>;
  /** When the course ends. */
  endAt: Date | null;
  gradingPeriods: CanvasGradingPeriod[];
  /** What Canvas computes for whom, by grading period; `course` is the whole course. */
  readonly finalScores: Map<string, FinalScore[]>;
  /** Null: Canvas offers no Assignment & Grade Services, as after the course has ended. */
  lineItems: { item: AgsLineItem; results: AgsResult[] }[] | null;
  /** Canvas's clock. */
  now: () => Date;
  pageSize: number;
  /** Pages read, by list. */
  readonly pages: Record<string, number>;
  /** Throws to make a page fail. */
  faults: (list: string, n: number) => void;
  grade(assignmentId: string, userId: string, change: Partial<CanvasSubmission>): void;
}

export function makeAssignment(id: string, change: Partial<CanvasAssignment> = {}): CanvasAssignment {
  return {
    id,
    name: `Assignment ${id}`,
    description: null,
    groupId: 'g1',
    pointsPossible: 10,
    gradingType: 'points',
    dueAt: new Date('2026-10-06T04:59:00Z'),
    unlockAt: null,
    assignedToEveryone: true,
    overrides: [],
    datesKnown: true,
    url: `https://canvas.test/assignments/${id}`,
    needsGradingCount: 0,
    hasCheckpoints: false,
    inPacedCourse: false,
    omitFromFinalGrade: false,
    hideInGradebook: false,
    ...change,
  };
}

export function makeStudent(
  id: string,
  sections: readonly CanvasSection[],
  change: Partial<CanvasMember> = {},
): CanvasMember {
  return {
    ltiUserId: `u-${id}`,
    canvasUserId: id,
    sisId: `S${id}`,
    integrationId: null,
    loginId: null,
    name: `Student ${id}`,
    isStudent: true,
    hasOtherRole: false,
    isTestStudent: false,
    active: true,
    sectionIds: sections.map((section) => section.id),
    sectionSisIds: sections.flatMap((section) => section.sisId ?? []),
    ...change,
  };
}

export function createInMemoryCanvas(): InMemoryCanvas {
  const canvas: Omit<InMemoryCanvas, 'reader' | 'readAs'> = {
    timeZone: 'America/Chicago',
    limited: new Map(),
    sections: [],
    groups: [{ id: 'g1', name: 'Homework', position: 1 }],
    assignments: [],
    members: [],
    formerStudents: [],
    submissions: new Map(),
    overridden: new Set(),
    endAt: null,
    gradingPeriods: [],
    finalScores: new Map(),
    lineItems: [],
    now: () => new Date(),
    pageSize: 100,
    pages: {},
    faults: () => {},
    grade(assignmentId, userId, change) {
      const key = `${assignmentId}:${userId}`;
      const before = canvas.submissions.get(key);
      const now = canvas.now();
      canvas.submissions.set(key, {
        assignmentId,
        canvasUserId: userId,
        score: null,
        textGrade: null,
        excused: false,
        late: false,
        missing: false,
        postedAt: now,
        workflowState: 'graded',
        hasCustomStatus: false,
        ...before,
        // Canvas dates a score and an excuse, but neither a cleared grade nor a late status.
        gradedAt:
          typeof change.score === 'number' || change.excused === true ? now : (before?.gradedAt ?? null),
        ...change,
      });
    },
  };
  const reader = createReader(canvas, wholeCourse);
  const readAs = (canvasUserId: string | null): CanvasReader => {
    const reach = canvas.limited.get(canvasUserId ?? '');
    return reach === undefined ? reader : createReader(canvas, reach);
  };
  return Object.assign(canvas, { readAs, reader });
}

function createReader(canvas: Omit<InMemoryCanvas, 'reader' | 'readAs'>, reach: Reach): CanvasReader {
  const sees = (canvasUserId: string): boolean => {
    const member = canvas.members.find((one) => one.canvasUserId === canvasUserId);
    return reach.kind === 'course' || (member !== undefined && isMemberWithinReach(reach, member));
  };
  const turn = async (list: string, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    const n = (canvas.pages[list] ?? 0) + 1;
    canvas.pages[list] = n;
    await new Promise((resolve) => setImmediate(resolve));
    canvas.faults(list, n);
  };
  const page = <T>(rows: readonly T[], next: string | null, size: number) => {
    const from = Number(next ?? 0);
    return {
      rows: rows.slice(from, from + size),
      next: from + size < rows.length ? String(from + size) : null,
    };
  };
  return {
    rest: {
      async readCourse(signal) {
        await turn('course', signal);
        const { timeZone, endAt, gradingPeriods } = canvas;
        return { id: '1', name: 'Algebra', timeZone, endAt, gradingPeriods };
      },
      async readOwnReach(signal) {
        await turn('own reach', signal);
        return reach;
      },
      async readSections(signal) {
        await turn('sections', signal);
        return canvas.sections;
      },
      async readAssignmentGroups(signal) {
        await turn('groups', signal);
        return canvas.groups;
      },
      async readSisAssignments(signal) {
        await turn('assignments', signal);
        return canvas.assignments;
      },
      async readStudentTotals(signal) {
        await turn('totals', signal);
        return canvas.members.flatMap(({ canvasUserId }) => {
          const scores = [...canvas.submissions.values()].filter(
            (submission) => submission.canvasUserId === canvasUserId,
          );
          const posted = scores.filter(
            (submission) => submission.postedAt !== null && submission.score !== null,
          );
          const sum = (rows: typeof scores): number =>
            rows.reduce((total, { score }) => total + (score ?? 0), 0);
          const total = JSON.stringify([sum(scores), sum(posted), posted.length]);
          if (canvasUserId === null || !sees(canvasUserId)) return [];
          return [{ canvasUserId, total, isOverridden: canvas.overridden.has(canvasUserId) }];
        });
      },
      async readFinalScores(gradingPeriodId, signal) {
        await turn('final scores', signal);
        const scores = canvas.finalScores.get(gradingPeriodId ?? 'course') ?? [];
        return scores.filter(({ canvasUserId }) => sees(canvasUserId));
      },
      async readFormerStudents(signal) {
        await turn('former students', signal);
        return canvas.formerStudents;
      },
      async readSubmissions(query, next, signal) {
        const serverTime = canvas.now();
        await turn('submissions', signal);
        const rows = [...canvas.submissions.values()].filter(
          (submission) =>
            query.assignmentIds.includes(submission.assignmentId) &&
            sees(submission.canvasUserId) &&
            (query.studentIds?.includes(submission.canvasUserId) ?? true) &&
            (query.gradedSince === null ||
              (submission.gradedAt !== null && submission.gradedAt > query.gradedSince)),
        );
        return { ...page(rows, next, canvas.pageSize), serverTime };
      },
    },
    async readMembers(next, signal) {
      await turn('members', signal);
      return page(canvas.members, next, 50);
    },
    async readLineItems(signal) {
      await turn('lineItems', signal);
      return canvas.lineItems?.map(({ item }) => item) ?? null;
    },
    async readResults(lineItem, next, signal) {
      await turn('results', signal);
      return page(canvas.lineItems?.find(({ item }) => item.url === lineItem.url)?.results ?? [], next, 50);
    },
  };
}

/** A Canvas that does not answer. */
export function canvasDown(): never {
  throw new ProductError('canvas_unreachable', { next: 'retry' });
}

/** Whether a member is in a section within reach. */
function isMemberWithinReach(
  reach: Reach,
  { sectionIds, sectionSisIds }: Pick<CanvasMember, 'sectionIds' | 'sectionSisIds'>,
): boolean {
  if (reach.kind === 'course') return true;
  return (
    sectionIds.some((id) => reach.ids.includes(id)) || sectionSisIds.some((id) => reach.sisIds.includes(id))
  );
}
