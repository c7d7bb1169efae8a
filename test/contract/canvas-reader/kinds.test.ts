import { expect } from 'chai';
import { installApiKey } from '../../../sandbox/canvas/install-tool.ts';
import type { AssignmentChange } from '../../../sandbox/canvas/school/assignment-store.ts';
import type { Assignment } from '../../../sandbox/canvas/school/records/assignment.ts';
import type { Course } from '../../../sandbox/canvas/school/records/course.ts';
import type { CanvasReader, CanvasRestReader } from '../../../src/canvas/canvas-reader.ts';
import { canvasScopes } from '../../../src/canvas/oauth/scopes.ts';
import type { CanvasAssignment } from '../../../src/domain/course.ts';
import { type FakeCanvas, startFakeCanvas } from '../../support/canvas/fake-canvas.ts';
import { codeOf } from '../../support/code-of.ts';
import { redirectUri, useReaderOnSandbox } from './reader-on-sandbox.ts';
import {
  answerAsRecorded,
  paths,
  type Recorded,
  recordedAssignment,
  recordedCourse,
  recordedMember,
  recordedMembers,
  recordedSubmission,
} from './recorded-canvas.ts';

const never = new AbortController().signal;
const teacher = 'aokafor';
const due = (day: number) => new Date(Date.UTC(2026, 10, day, 5, 59, 59));
const dueText = (day: number) => due(day).toISOString().replace('.000', '');

/** The course that each test reads, whichever Canvas answers. */
interface Scene {
  readonly reader: CanvasReader;
  readonly rest: CanvasRestReader;
  /** Ids of two sections. */
  readonly first: string;
  readonly second: string;
  /** The assignment named Debate. */
  debate(): Promise<CanvasAssignment>;
}

/** The sandbox's course, to be brought into the same state. */
interface Stage {
  readonly course: Course;
  readonly first: number;
  readonly second: number;
  /** Adds the assignment named Debate. */
  add(change?: AssignmentChange): Promise<Assignment>;
}

/** One kind of answer: recorded, staged in the sandbox, and what the product's reader makes of either. */
interface Kind {
  readonly name: string;
  readonly recorded: Recorded;
  /** Absent where the sandbox cannot be so. */
  readonly stage?: (stage: Stage) => Promise<void>;
  readonly check: (scene: Scene) => Promise<void>;
}

describe('Every kind of Canvas answer, through the product’s reader', () => {
  const current = useReaderOnSandbox();
  let recorded: Recorded = {};
  let fake: FakeCanvas;
  let recordedReader: CanvasReader;
  let course: Course;

  before(async function () {
    this.timeout(80_000);
    fake = await startFakeCanvas((request) => answerAsRecorded(recorded, request));
    recordedReader = await current().recordedReader(fake.origin);
    course = await current().course('Biology 9');
    await current().consent(teacher);
  });
  after(() => fake?.close());

  const sceneOf = (reader: CanvasReader, first: string, second: string): Scene => {
    const { rest } = reader;
    if (rest === null) throw new Error('no REST reading');
    const debate = async (): Promise<CanvasAssignment> => {
      const found = (await rest.readSisAssignments(never)).find(({ name }) => name === 'Debate');
      if (found === undefined) throw new Error('Debate was left out');
      return found;
    };
    return { reader, rest, first, second, debate };
  };

  async function stageSandbox(kind: Kind): Promise<Scene> {
    const { store, faults } = current().canvas;
    const [first, second] = await store.courses.sections(course.id);
    const [group] = await store.groups.list(course.id);
    if (!first || !second || !group) throw new Error('the sample has too few sections');
    await kind.stage?.({
      course,
      first: first.id,
      second: second.id,
      async add(change = {}) {
        const fields = { pointsPossible: 10, postToSis: true, dueAt: due(20), groupId: group.id };
        const made = await store.assignments.create(course.id, { name: 'Debate', ...fields, ...change });
        if (!made.ok) throw new Error('Canvas refused the assignment');
        return made.value;
      },
    });
    restore = async () => {
      faults.quirks.concludedStatus = 404;
      await store.account.setTeachersLack([]);
      await store.courses.setEndAt(course.id, null);
      await installApiKey(store, { name: 'Grade Passback', redirectUris: [redirectUri] });
      await store.models.courses.updateOne({ id: course.id }, { $set: { paced: false, nicknames: {} } });
      await store.models.assignments.deleteMany({ name: 'Debate' });
      await store.models.enrollments.updateMany({ courseId: course.id }, { $unset: { overrideScore: 1 } });
    };
    return sceneOf(await current().reader(course, teacher), String(first.id), String(second.id));
  }
  let restore: (() => Promise<void>) | undefined;
  afterEach(async () => {
    await restore?.();
    restore = undefined;
  });

  const kinds: readonly Kind[] = [
    ...([404, 422] as const).map(
      (status): Kind => ({
        name: `CF11 AGS answers ${status} after the end of the course: no line items, the rest goes on`,
        recorded: {
          [paths.lineItems]: {
            status,
            json:
              status === 404
                ? { errors: [{ message: 'The specified resource does not exist.' }] }
                : { errors: { type: 'unprocessable_entity', message: 'This course has concluded.' } },
          },
        },
        async stage({ course: { id } }) {
          current().canvas.faults.quirks.concludedStatus = status;
          await current().canvas.store.courses.setEndAt(id, new Date(Date.now() - 1), true);
        },
        async check({ reader, rest }) {
          expect(await reader.readLineItems(never)).to.equal(null);
          expect((await reader.readMembers(null, never)).rows).to.not.deep.equal([]);
          expect((await rest.readCourse(never)).timeZone).to.equal('America/Chicago');
        },
      }),
    ),
    {
      name: 'CF13 overrides withheld from whoever may not manage assignments: all dates tell the same',
      recorded: {
        [paths.assignments]: {
          json: [
            recordedAssignment({
              has_overrides: true,
              all_dates: [
                { id: '1', due_at: dueText(21), unlock_at: null, set_type: 'CourseSection', set_id: '11' },
                { due_at: dueText(20), unlock_at: null, base: true, title: 'Everyone else' },
              ],
            }),
          ],
        },
      },
      async stage({ add, first }) {
        await current().canvas.store.account.setTeachersLack(['manage_assignments']);
        const dates = { dueAt: due(21), unlockAt: null, lockAt: null };
        await add({ overrides: [{ title: 'P1', sectionId: first, studentIds: null, ...dates }] });
      },
      async check({ debate, first }) {
        const found = await debate();
        expect(found).to.include({ datesKnown: true, assignedToEveryone: true });
        expect(found.dueAt).to.deep.equal(due(20));
        expect(found.overrides).to.deep.equal([
          { kind: 'section', sectionId: first, dueAt: due(21), unlockAt: null },
        ]);
      },
    },
    {
      name: 'CF13 neither overrides nor all dates: the assignment says that its dates are not known',
      recorded: { [paths.assignments]: { json: [recordedAssignment({ has_overrides: true })] } },
      async stage({ add, first }) {
        const key = { name: 'Grade Passback', redirectUris: [redirectUri], scopes: canvasScopes };
        await installApiKey(current().canvas.store, { ...key, allowIncludes: false });
        await current().consent(teacher);
        const dates = { dueAt: due(21), unlockAt: null, lockAt: null };
        await add({ overrides: [{ title: 'P1', sectionId: first, studentIds: null, ...dates }] });
      },
      async check({ debate }) {
        expect(await debate()).to.include({ datesKnown: false });
      },
    },
    {
      name: 'CF15 a discussion with checkpoints: due with its last part, scored with the parts graded so far',
      recorded: {
        [paths.assignments]: {
          json: [
            recordedAssignment({
              due_at: null,
              overrides: [],
              all_dates: [{ due_at: null, unlock_at: null, base: true, title: 'Everyone' }],
              has_sub_assignments: true,
              checkpoints: [
                { tag: 'reply_to_topic', points_possible: 4, due_at: dueText(10), overrides: [] },
                { tag: 'reply_to_entry', points_possible: 6, due_at: dueText(17), overrides: [] },
              ],
            }),
          ],
        },
        [paths.submissions]: {
          json: [recordedSubmission({ score: 4, workflow_state: 'pending_review', posted_at: null })],
        },
      },
      async stage({ add, first }) {
        const { store } = current().canvas;
        const made = await add({
          dueAt: null,
          checkpoints: [
            { tag: 'reply_to_topic', pointsPossible: 4, dueAt: due(10), sectionDues: [] },
            { tag: 'reply_to_entry', pointsPossible: 6, dueAt: due(17), sectionDues: [] },
          ],
        });
        const student = (await store.people.enrollments(course.id)).find(
          ({ type, sectionId, state }) =>
            type === 'StudentEnrollment' && sectionId === first && state === 'active',
        );
        const cell = { assignmentId: made.id, studentId: student?.userId ?? 0, graderId: 1 };
        await store.gradebook.setPartScore(cell, 'reply_to_topic', 4);
      },
      async check({ debate, rest }) {
        const found = await debate();
        expect(found).to.include({ hasCheckpoints: true });
        expect(found.dueAt).to.deep.equal(due(17));
        const query = { assignmentIds: [found.id], gradedSince: null };
        const { rows } = await rest.readSubmissions(query, null, never);
        const [graded] = rows.filter(({ score }) => score !== null);
        expect(graded).to.include({ score: 4, workflowState: 'pending_review', postedAt: null });
      },
    },
    {
      name: 'CF23 scores of the course and of a grading period: computed ones, and an override beside them',
      recorded: {
        [paths.course]: ({ url }) => ({
          json: recordedCourse(
            url.searchParams.getAll('include[]').includes('grading_periods')
              ? {
                  grading_periods: [
                    {
                      ...{ id: '5', title: 'Q', workflow_state: 'active' },
                      ...{ start_date: '2026-08-17T05:00:00Z', end_date: '2026-12-19T05:59:59Z' },
                    },
                  ],
                }
              : {},
          ),
        }),
        [paths.enrollments]: ({ url }) => ({
          json: [
            {
              ...{ id: '1', user_id: '7' },
              grades:
                url.searchParams.get('grading_period_id') === null
                  ? { current_score: 80, final_score: 40, unposted_final_score: 60, override_score: 95 }
                  : { current_score: 80, final_score: null, unposted_final_score: 60 },
            },
            // Its grades are not this person's to see.
            { id: '2', user_id: '8' },
          ],
        }),
      },
      async stage({ first }) {
        const { models, people } = current().canvas.store;
        const student = (await people.enrollments(course.id)).find(
          ({ type, sectionId, state }) =>
            type === 'StudentEnrollment' && sectionId === first && state === 'active',
        );
        await models.enrollments.updateOne({ id: student?.id ?? 0 }, { $set: { overrideScore: 95 } });
      },
      async check({ rest }) {
        expect((await rest.readCourse(never)).gradingPeriods).to.deep.equal([]);
        const [period] = (await rest.readCourse(never, true)).gradingPeriods;
        const [whole, part] = await Promise.all([
          rest.readFinalScores(null, never),
          rest.readFinalScores(period?.id ?? '', never),
        ]);
        const [one, ...others] = whole.filter(({ override }) => override !== null);
        expect(one?.override).to.equal(95);
        expect([one?.current, one?.final].map((value) => typeof value)).to.deep.equal(['number', 'number']);
        expect(others).to.deep.equal([]);
        const same = part.find(({ canvasUserId }) => canvasUserId === one?.canvasUserId);
        expect(same?.override).to.equal(null);
        expect(part.map(({ canvasUserId }) => canvasUserId)).to.have.members(
          whole.map(({ canvasUserId }) => canvasUserId),
        );
      },
    },
    {
      name: 'CF21 a custom status and a final grade set by hand are noticed, and the score is as it was',
      recorded: {
        [paths.submissions]: { json: [recordedSubmission({ score: 8, custom_grade_status_id: '3' })] },
        [paths.enrollments]: {
          json: [
            { id: '1', user_id: '7', grades: { unposted_current_score: 80, override_score: 95 } },
            { id: '2', user_id: '8', grades: { unposted_current_score: 80, override_score: null } },
          ],
        },
      },
      async stage({ add, first }) {
        const made = await add();
        const student = (await current().canvas.store.people.enrollments(course.id)).find(
          ({ type, sectionId, state }) =>
            type === 'StudentEnrollment' && sectionId === first && state === 'active',
        );
        const submission = { posted_grade: '8', custom_grade_status_id: 3 };
        const cell = `/courses/${course.id}/assignments/${made.id}/submissions/${student?.userId}`;
        await current().callAsAdministrator('PUT', `/api/v1${cell}`, { submission });
        const input = `enrollmentId: ${student?.id}, overrideScore: 95`;
        const query = `mutation { setOverrideScore(input: { ${input} }) { grades { overrideScore } } }`;
        await current().callAsAdministrator('POST', '/api/graphql', { query });
      },
      async check({ debate, rest }) {
        const query = { assignmentIds: [(await debate()).id], gradedSince: null };
        const { rows } = await rest.readSubmissions(query, null, never);
        const [marked, ...others] = rows.filter(({ hasCustomStatus }) => hasCustomStatus);
        expect(marked).to.include({ score: 8, workflowState: 'graded' });
        expect(others).to.deep.equal([]);
        const overridden = (await rest.readStudentTotals(never)).filter(({ isOverridden }) => isOverridden);
        expect(overridden.map(({ canvasUserId }) => canvasUserId)).to.deep.equal([marked?.canvasUserId]);
      },
    },
    {
      name: 'CF14 a module assigned to one section, and the other taken out of the assignment',
      recorded: {
        [paths.assignments]: {
          json: [
            recordedAssignment({
              visible_to_everyone: false,
              has_overrides: true,
              overrides: [{ id: '7', course_section_id: '12', unassign_item: true }],
              all_dates: [
                { id: '900', due_at: null, unlock_at: null, set_type: 'CourseSection', set_id: '11' },
                { due_at: dueText(20), unlock_at: null, base: true, title: 'Everyone else' },
              ],
            }),
          ],
        },
      },
      async stage({ add, first, second }) {
        const taken = { title: 'P2', sectionId: second, studentIds: null, unassigned: true };
        await add({
          moduleSectionIds: [first, second],
          overrides: [{ ...taken, dueAt: null, unlockAt: null, lockAt: null }],
        });
      },
      async check({ debate, first, second }) {
        const found = await debate();
        expect(found).to.include({ assignedToEveryone: false, datesKnown: true });
        expect(found.overrides).to.deep.equal([
          { kind: 'unassigned', sectionId: second },
          { kind: 'section', sectionId: first, dueAt: due(20), unlockAt: null },
        ]);
      },
    },
    {
      name: 'a differentiation tag, in a paced course',
      recorded: {
        [paths.assignments]: {
          json: [
            recordedAssignment({
              in_paced_course: true,
              only_visible_to_overrides: true,
              visible_to_everyone: false,
              has_overrides: true,
              overrides: [{ id: '1', group_id: '3', non_collaborative: true, due_at: dueText(21) }],
              all_dates: [{ id: '1', due_at: dueText(21), unlock_at: null, set_type: 'Group', set_id: '3' }],
            }),
          ],
        },
      },
      async stage({ add }) {
        const { courses } = current().canvas.store.models;
        await courses.updateOne({ id: course.id }, { $set: { paced: true } });
        const group = { id: 3, nonCollaborative: true };
        const dates = { dueAt: due(21), unlockAt: null, lockAt: null };
        await add({
          onlyVisibleToOverrides: true,
          overrides: [{ title: 'Tag', sectionId: null, studentIds: [1], group, ...dates }],
        });
      },
      async check({ debate }) {
        const found = await debate();
        expect(found).to.include({ inPacedCourse: true, assignedToEveryone: false });
        expect(found.overrides).to.deep.equal([{ kind: 'students', studentIds: [], dueAt: due(21) }]);
      },
    },
    {
      name: 'CF16 an assignment unpublished between two requests is named as gone',
      recorded: {
        [paths.submissions]: { status: 403, json: { error: 'invalid assignment ids requested' } },
      },
      async stage({ add }) {
        await add({ published: false });
      },
      async check({ rest }) {
        const { assignments } = current().canvas.store.models;
        const unpublished = await assignments
          .findOne({ name: 'Debate' }, { _id: 0, id: 1 })
          .lean<{ id: number }>();
        const query = { assignmentIds: [String(unpublished?.id ?? 100)], gradedSince: null };
        expect(await codeOf(rest.readSubmissions(query, null, never))).to.equal('canvas_assignment_gone');
      },
    },
    {
      name: 'CF17 a page of long essays comes without them',
      recorded: {
        [paths.submissions]: ({ url }) => ({
          json: Array.from({ length: 100 }, (_, n) => ({
            ...recordedSubmission({ user_id: String(n + 1) }),
            ...(url.searchParams.getAll('response_fields[]').includes('body') ||
            !url.searchParams.has('response_fields[]')
              ? { body: 'x'.repeat(200_000) }
              : {}),
          })),
        }),
      },
      async stage({ add }) {
        const { id } = await add();
        const { models } = current().canvas.store;
        // Twice what the tool takes in one answer, in as many rows as the course has.
        const count = await models.submissions.countDocuments({ assignmentId: id });
        const body = 'x'.repeat(Math.ceil(32_000_000 / count));
        await models.submissions.updateMany({ assignmentId: id }, { $set: { body } });
      },
      async check({ debate, rest }) {
        const query = { assignmentIds: [(await debate()).id], gradedSince: null };
        expect((await rest.readSubmissions(query, null, never)).rows.length).to.be.above(10);
      },
    },
    {
      name: 'a course that the teacher calls by a nickname keeps its own name',
      recorded: {
        [paths.course]: {
          json: recordedCourse({ name: 'Third hour', original_name: 'Biology 9' }),
        },
      },
      async stage({ course: { id } }) {
        const { id: userId } = await current().person(teacher);
        await current().canvas.store.courses.setNickname(id, userId, 'Third hour');
      },
      async check({ rest }) {
        expect((await rest.readCourse(never)).name).to.equal('Biology 9');
      },
    },
    {
      name: 'CF12 ids above 2^53, as bare numbers and as texts, are kept apart to the last digit',
      recorded: {
        [paths.members]: recordedMembers(
          recordedMember('70520000000000123', 'a'),
          recordedMember('70520000000000124', 'b'),
        ),
        [paths.submissions]: {
          text: `[${JSON.stringify(recordedSubmission({ user_id: 0, score: 7 })).replace('"user_id":0', '"user_id":70520000000000123')},${JSON.stringify(recordedSubmission({ user_id: '70520000000000124', score: 8 }))}]`,
        },
      },
      async check({ reader, rest }) {
        const { rows: members } = await reader.readMembers(null, never);
        expect(members.map(({ canvasUserId }) => canvasUserId)).to.deep.equal([
          '70520000000000123',
          '70520000000000124',
        ]);
        const { rows } = await rest.readSubmissions(
          { assignmentIds: ['100'], gradedSince: null },
          null,
          never,
        );
        expect(rows.map(({ canvasUserId, score }) => [canvasUserId, score])).to.deep.equal([
          ['70520000000000123', 7],
          ['70520000000000124', 8],
        ]);
      },
    },
  ];

  for (const kind of kinds) {
    it(`${kind.name} (recorded)`, async () => {
      recorded = kind.recorded;
      await kind.check(sceneOf(recordedReader, '11', '12'));
    });
    if (kind.stage === undefined) continue;
    it(`${kind.name} (sandbox)`, async () => {
      await kind.check(await stageSandbox(kind));
    });
  }
});
