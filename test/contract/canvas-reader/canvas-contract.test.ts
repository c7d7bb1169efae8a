import { expect } from 'chai';
import type { CanvasReader, CanvasRestReader, Page } from '../../../src/canvas/canvas-reader.ts';
import { systemSleep } from '../../../src/clock.ts';
import type { CanvasSubmission } from '../../../src/domain/course.ts';
import {
  createInMemoryCanvas,
  makeAssignment,
  makeStudent,
} from '../../support/passback/in-memory-canvas.ts';
import { useReaderOnSandbox } from './reader-on-sandbox.ts';

const never = new AbortController().signal;
const teacher = 'aokafor';

/** One student's grade for one assignment. */
interface Cell {
  readonly assignmentId: string;
  readonly studentId: string;
}

/** A course as the pipeline reads it, and the gradebook as its teacher edits it. */
interface OpenedCourse {
  readonly reader: CanvasReader;
  setScore(cell: Cell, score: number): Promise<void>;
  clearScore(cell: Cell): Promise<void>;
  setStatus(cell: Cell, status: 'late' | 'excused'): Promise<void>;
  hideGrades(assignmentId: string): Promise<void>;
  postGrades(assignmentId: string): Promise<void>;
  endEnrollments(studentId: string): Promise<void>;
  /** Waits until Canvas's clock, which is told in whole seconds, shows a later second. */
  awaitNextSecond(): Promise<void>;
}

async function openInMemory(): Promise<OpenedCourse> {
  const canvas = createInMemoryCanvas();
  canvas.pageSize = 20;
  canvas.sections = [{ id: 's1', name: 'Section 1', sisId: 'class-1' }];
  canvas.members = Array.from({ length: 60 }, (_, n) => makeStudent(String(n), canvas.sections));
  canvas.assignments = [makeAssignment('a1'), makeAssignment('a2')];
  let now = Date.now();
  canvas.now = () => new Date(now);
  const grade = async (cell: Cell, change: Partial<CanvasSubmission>): Promise<void> => {
    now += 1_000;
    canvas.grade(cell.assignmentId, cell.studentId, change);
  };
  const gradeAll = async (assignmentId: string, change: Partial<CanvasSubmission>): Promise<void> => {
    for (const { canvasUserId } of canvas.members) {
      await grade({ assignmentId, studentId: canvasUserId ?? '' }, change);
    }
  };
  for (const { id } of canvas.assignments) await gradeAll(id, { score: 5 });
  return {
    reader: canvas.reader,
    setScore: (cell, score) => grade(cell, { score }),
    clearScore: (cell) => grade(cell, { score: null }),
    setStatus: (cell, status) =>
      grade(cell, status === 'late' ? { late: true } : { score: null, excused: true }),
    hideGrades: (assignmentId) => gradeAll(assignmentId, { postedAt: null }),
    postGrades: (assignmentId) => gradeAll(assignmentId, { postedAt: new Date(now) }),
    async endEnrollments(studentId) {
      const leaving = canvas.members.filter(({ canvasUserId }) => canvasUserId === studentId);
      canvas.members = canvas.members.filter(({ canvasUserId }) => canvasUserId !== studentId);
      canvas.formerStudents = leaving.map((member) => ({ ...member, active: false }));
    },
    awaitNextSecond: async () => {
      now += 1_000;
    },
  };
}

async function readAll<T>(read: (next: string | null) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  let next: string | null = null;
  do {
    const page: Page<T> = await read(next);
    rows.push(...page.rows);
    next = page.next;
  } while (next !== null);
  return rows;
}

/** What the pipeline relies on, whether it reads the sandbox or the in-memory Canvas. */
function describeCanvas(name: string, open: () => Promise<OpenedCourse>): void {
  describe(`A Canvas course as the pipeline reads it: ${name}`, () => {
    let course: OpenedCourse;
    let rest: CanvasRestReader;
    /** Two grades of one assignment, and one of the first student for another. */
    let cell: Cell;
    let neighbour: Cell;
    let other: Cell;

    const read = (
      gradedSince: Date | null,
      change: { studentIds?: string[]; assignmentIds?: string[] } = {},
    ) => {
      const query = { assignmentIds: [cell.assignmentId, other.assignmentId], gradedSince, ...change };
      return readAll((next) => rest.readSubmissions(query, next, never));
    };
    /**
     * Canvas's time, at which nothing newer has been graded. `Date` has whole seconds, so this waits for the
     * next one.
     */
    const readTime = async (): Promise<Date> => {
      await course.awaitNextSecond();
      const query = { assignmentIds: [cell.assignmentId], gradedSince: null, studentIds: [cell.studentId] };
      return (await rest.readSubmissions(query, null, never)).serverTime;
    };
    /** Whether a reading of what was graded since `since` includes this grade. */
    const isDatedSince = async (since: Date, { assignmentId, studentId }: Cell): Promise<boolean> => {
      const rows = await read(since, { assignmentIds: [assignmentId] });
      return rows.some(({ canvasUserId }) => canvasUserId === studentId);
    };
    const readTotal = async (): Promise<string | undefined> => {
      const totals = await rest.readStudentTotals(never);
      return totals.find(({ canvasUserId }) => canvasUserId === cell.studentId)?.total;
    };

    before(async () => {
      course = await open();
      if (course.reader.rest === null) throw new Error('the course cannot be read');
      rest = course.reader.rest;
      const assignmentIds = (await rest.readSisAssignments(never)).map(({ id }) => id);
      const rows = await readAll((next) =>
        rest.readSubmissions({ assignmentIds, gradedSince: null }, next, never),
      );
      const posted = rows.filter(({ score, postedAt }) => score !== null && postedAt !== null);
      const cells = posted.map(({ assignmentId, canvasUserId }) => ({
        assignmentId,
        studentId: canvasUserId,
      }));
      for (const one of cells) {
        const found = [
          cells.find((that) => that.assignmentId === one.assignmentId && that.studentId !== one.studentId),
          cells.find((that) => that.assignmentId !== one.assignmentId && that.studentId === one.studentId),
        ];
        if (found[0] && found[1]) [cell, neighbour, other] = [one, found[0], found[1]];
      }
      if (!cell) throw new Error('the course has too few grades');
    });

    it('returns each grade once, over as many pages as it takes', async () => {
      const rows = await read(null);
      const keys = rows.map(({ assignmentId, canvasUserId }) => `${assignmentId} ${canvasUserId}`);
      expect(new Set(keys).size).to.equal(keys.length);
      for (const { assignmentId, studentId } of [cell, neighbour, other]) {
        expect(keys).to.include(`${assignmentId} ${studentId}`);
      }
    });

    it('returns only the assignments and students it is asked for', async () => {
      const ofOne = await read(null, { assignmentIds: [cell.assignmentId] });
      expect(new Set(ofOne.map(({ assignmentId }) => assignmentId))).to.deep.equal(
        new Set([cell.assignmentId]),
      );
      const [only, ...more] = await read(null, {
        assignmentIds: [cell.assignmentId],
        studentIds: [cell.studentId],
      });
      expect([only?.canvasUserId, more.length]).to.deep.equal([cell.studentId, 0]);
    });

    it('M3 returns nothing newer than its last answer, then whatever was graded since', async () => {
      const since = await readTime();
      expect(await read(since)).to.deep.equal([]);
      await course.setScore(cell, 3.5);
      const rows = await read(since);
      expect(rows.map(({ canvasUserId, score }) => [canvasUserId, score])).to.deep.equal([
        [cell.studentId, 3.5],
      ]);
    });

    it('dates an excuse like a score, and neither a late status nor a cleared score', async () => {
      const since = await readTime();
      await course.setStatus(neighbour, 'late');
      expect(await isDatedSince(since, neighbour)).to.equal(false);
      const [late] = await read(null, {
        assignmentIds: [cell.assignmentId],
        studentIds: [neighbour.studentId],
      });
      expect(late?.late).to.equal(true);
      await course.setStatus(cell, 'excused');
      const [excused] = await read(since, { studentIds: [cell.studentId] });
      expect(excused).to.include({ canvasUserId: cell.studentId, excused: true, score: null });
      await course.setScore(other, 4);
      const then = await readTime();
      await course.clearScore(other);
      expect(await isDatedSince(then, other)).to.equal(false);
      const [cleared] = await read(null, {
        assignmentIds: [other.assignmentId],
        studentIds: [other.studentId],
      });
      expect(cleared).to.include({ canvasUserId: other.studentId, score: null });
    });

    it('has a total for each student, which a new score changes and hidden grades count towards', async () => {
      await course.setScore(cell, 1);
      const first = await readTotal();
      expect(first).to.be.a('string');
      expect(await readTotal()).to.equal(first);
      await course.setScore(cell, 2);
      const second = await readTotal();
      expect(second).to.not.equal(first);
      const since = await readTime();
      await course.hideGrades(cell.assignmentId);
      expect(await readTotal()).to.not.equal(second);
      expect(await isDatedSince(since, neighbour)).to.equal(false);
      const [hidden] = await read(null, { assignmentIds: [cell.assignmentId], studentIds: [cell.studentId] });
      expect(hidden).to.include({ score: 2, postedAt: null });
      await course.postGrades(cell.assignmentId);
      expect(await readTotal()).to.equal(second);
    });

    it('R12 lists each member once, 50 per page, in existing sections', async () => {
      const members = await readAll(async (next) => {
        const page = await course.reader.readMembers(next, never);
        expect(page.rows.length).to.be.at.most(50);
        return page;
      });
      expect(new Set(members.map(({ ltiUserId }) => ltiUserId)).size).to.equal(members.length);
      const sections = (await rest.readSections(never)).map(({ id }) => id);
      for (const member of members) expect(sections).to.include.members([...member.sectionIds]);
      expect(members.map(({ canvasUserId }) => canvasUserId)).to.include(cell.studentId);
    });

    it('names existing groups for its assignments, and gives every date with its zone', async () => {
      const groups = (await rest.readAssignmentGroups(never)).map(({ id }) => id);
      for (const { groupId } of await rest.readSisAssignments(never)) expect(groups).to.include(groupId);
      expect((await rest.readCourse(never)).timeZone).to.equal('America/Chicago');
    });

    it('lists a student whose enrollment has ended among the former students, not among the members', async () => {
      const listed = async (): Promise<readonly (string | null)[]> =>
        (await readAll((next) => course.reader.readMembers(next, never))).map(
          ({ canvasUserId }) => canvasUserId,
        );
      const isNeighbour = (id: string | null): boolean => id === neighbour.studentId;
      const findFormer = async () =>
        (await rest.readFormerStudents(never)).filter(({ canvasUserId }) => isNeighbour(canvasUserId));
      expect(await findFormer()).to.deep.equal([]);
      expect(await listed()).to.include(neighbour.studentId);
      await course.endEnrollments(neighbour.studentId);
      const [former, ...others] = await findFormer();
      expect([former?.active, others.length]).to.deep.equal([false, 0]);
      expect(former?.name).to.match(/\w/);
      expect(await listed()).to.not.include(neighbour.studentId);
    });

    it('rejects when it is aborted', async () => {
      const aborted = AbortSignal.abort();
      const query = { assignmentIds: [cell.assignmentId], gradedSince: null };
      for (const reading of [
        () => rest.readCourse(aborted),
        () => rest.readSections(aborted),
        () => rest.readAssignmentGroups(aborted),
        () => rest.readSisAssignments(aborted),
        () => rest.readStudentTotals(aborted),
        () => rest.readFormerStudents(aborted),
        () => rest.readSubmissions(query, null, aborted),
        () => course.reader.readMembers(null, aborted),
        () => course.reader.readLineItems(aborted),
      ]) {
        const outcome = await reading().then(
          () => 'answered',
          () => 'rejected',
        );
        expect(outcome).to.equal('rejected');
      }
    });
  });
}

describe('Canvas contract', () => {
  describe('on the sandbox', () => {
    const current = useReaderOnSandbox();
    describeCanvas('the sandbox Canvas over HTTP', async () => {
      const { canvas, course: find, consent, reader: open } = current();
      const course = await find('Biology 9');
      await consent(teacher);
      const { gradebook } = canvas.store;
      const ref = ({ assignmentId, studentId }: Cell) => ({
        assignmentId: Number(assignmentId),
        studentId: Number(studentId),
        graderId: 1,
      });
      return {
        reader: await open(course, teacher),
        setScore: async (cell, score) => void (await gradebook.setScore(ref(cell), score)),
        clearScore: async (cell) => void (await gradebook.clearScore(ref(cell))),
        setStatus: async (cell, status) => void (await gradebook.setStatus(ref(cell), status)),
        hideGrades: (assignmentId) => gradebook.hideGrades(Number(assignmentId)),
        postGrades: (assignmentId) => gradebook.postGrades(Number(assignmentId)),
        async endEnrollments(studentId) {
          const { people } = canvas.store;
          for (const { id, userId } of await people.enrollments(course.id)) {
            if (userId === Number(studentId)) await people.setEnrollmentState(id, 'completed');
          }
        },
        awaitNextSecond: () => systemSleep(1_000 - (Date.now() % 1_000)),
      };
    });
  });
  describeCanvas('the in-memory Canvas', openInMemory);
});
