import { expect } from 'chai';
import { readSisAssignments } from '../../../src/canvas/rest/assignments.ts';
import type { CanvasAssignment } from '../../../src/domain/course.ts';
import { never, setUpCanvas } from '../../support/canvas/setup.ts';

/** The fields of `lib/api/v1/assignment.rb` that matter here. */
const assignment = (changes: object = {}): Record<string, unknown> => ({
  id: '100',
  name: 'Essay',
  description: '<p>Write</p>',
  assignment_group_id: 5,
  points_possible: 12.5,
  grading_type: 'points',
  submission_types: ['online_text_entry'],
  due_at: '2026-09-15T04:59:59Z',
  unlock_at: null,
  lock_at: null,
  published: true,
  post_to_sis: true,
  only_visible_to_overrides: false,
  visible_to_everyone: true,
  has_overrides: false,
  overrides: [],
  omit_from_final_grade: false,
  hide_in_gradebook: false,
  html_url: 'https://school.example/courses/1/assignments/100',
  needs_grading_count: 3,
  ...changes,
});

describe('Sync-to-SIS assignments over REST', () => {
  const setup = setUpCanvas();

  async function read(...rows: object[]): Promise<readonly CanvasAssignment[]> {
    const canvas = await setup.canvas(() => ({ json: rows }));
    return readSisAssignments(setup.get(canvas).get, '1', never);
  }

  async function readOne(changes: object): Promise<CanvasAssignment> {
    const [only] = await read(assignment(changes));
    if (!only) throw new Error('the assignment was left out');
    return only;
  }

  it('reads everything that the SIS and the pages need', async () => {
    expect(await readOne({})).to.deep.equal({
      id: '100',
      name: 'Essay',
      description: 'Write',
      groupId: '5',
      pointsPossible: 12.5,
      gradingType: 'points',
      dueAt: new Date('2026-09-15T04:59:59Z'),
      unlockAt: null,
      assignedToEveryone: true,
      overrides: [],
      datesKnown: true,
      url: 'https://school.example/courses/1/assignments/100',
      needsGradingCount: 3,
      hasCheckpoints: false,
      inPacedCourse: false,
      omitFromFinalGrade: false,
      hideInGradebook: false,
    });
  });

  it('requests overrides, and the assignment’s own dates rather than the caller’s', async () => {
    const canvas = await setup.canvas(() => ({ json: [] }));
    await readSisAssignments(setup.get(canvas).get, '1', never);
    const url = canvas.seen[0]?.url;
    expect(url?.pathname).to.equal('/api/v1/courses/1/assignments');
    expect(url?.searchParams.getAll('include[]')).to.deep.equal(['overrides', 'all_dates', 'checkpoints']);
    expect(url?.searchParams.get('override_assignment_dates')).to.equal('false');
  });

  it('leaves out assignments that are not synced, even if Canvas ignores the filter', async () => {
    const taken = await read(
      assignment({ id: '1' }),
      assignment({ id: '2', published: false }),
      assignment({ id: '3', post_to_sis: false }),
      assignment({ id: '4', post_to_sis: null }),
      assignment({ id: '5', grading_type: 'not_graded' }),
      assignment({ id: '6', submission_types: ['not_graded'] }),
    );
    expect(taken.map(({ id }) => id)).to.deep.equal(['1']);
  });

  it('a section override has its own date, no date, or the assignment’s', async () => {
    const { overrides, assignedToEveryone } = await readOne({
      only_visible_to_overrides: true,
      visible_to_everyone: false,
      unlock_at: '2026-09-01T05:00:00Z',
      overrides: [
        { id: 1, title: 'P1', course_section_id: 11, due_at: '2026-09-20T04:59:59Z', unlock_at: null },
        { id: 2, title: 'P2', course_section_id: '12', due_at: null },
        { id: 3, title: 'P3', course_section_id: 13 },
      ],
    });
    const unlockAt = new Date('2026-09-01T05:00:00Z');
    expect(assignedToEveryone).to.equal(false);
    expect(overrides).to.deep.equal([
      { kind: 'section', sectionId: '11', dueAt: new Date('2026-09-20T04:59:59Z'), unlockAt: null },
      { kind: 'section', sectionId: '12', dueAt: null, unlockAt },
      { kind: 'section', sectionId: '13', dueAt: new Date('2026-09-15T04:59:59Z'), unlockAt },
    ]);
  });

  it('recognises dates for individual students and for groups of students', async () => {
    const { overrides } = await readOne({
      overrides: [
        { id: 1, student_ids: [7, '8'], due_at: '2026-09-20T04:59:59Z' },
        { id: 2, group_id: 3, due_at: null },
      ],
    });
    expect(overrides).to.deep.equal([
      { kind: 'students', studentIds: ['7', '8'], dueAt: new Date('2026-09-20T04:59:59Z') },
      { kind: 'students', studentIds: [], dueAt: null },
    ]);
  });

  it('an override for the whole course sets the date for everyone', async () => {
    const read = await readOne({
      only_visible_to_overrides: true,
      visible_to_everyone: true,
      overrides: [{ id: 1, course_id: 1, due_at: '2026-10-01T04:59:59Z' }],
    });
    expect(read.assignedToEveryone).to.equal(true);
    expect(read.dueAt).to.deep.equal(new Date('2026-10-01T04:59:59Z'));
    expect(read.overrides).to.deep.equal([]);
  });

  it('a mastery path keeps the dates of the assignment', async () => {
    const read = await readOne({
      only_visible_to_overrides: true,
      visible_to_everyone: false,
      overrides: [{ id: 1, noop_id: 1 }],
    });
    expect(read).to.include({ assignedToEveryone: true });
    expect(read.overrides).to.deep.equal([]);
  });

  it('accepts missing points, due date, description and count', async () => {
    const row = assignment({ points_possible: null, due_at: null, description: null });
    delete row['needs_grading_count'];
    const [only] = await read(row);
    expect(only).to.include({ pointsPossible: null, dueAt: null, description: null, needsGradingCount: 0 });
  });

  describe('dates without overrides', () => {
    const row = (changes: object): Record<string, unknown> => {
      const { overrides: _, ...rest } = assignment(changes);
      return rest;
    };
    const readRow = async (changes: object): Promise<CanvasAssignment | undefined> =>
      (await read(row(changes)))[0];
    const base = { base: true, title: 'Everyone else', due_at: '2026-09-15T04:59:59Z', unlock_at: null };

    it('CF13 reads all_dates when Canvas withholds overrides, which only people who manage assignments get', async () => {
      const found = await readRow({
        has_overrides: undefined,
        all_dates: [
          { id: 1, due_at: '2026-09-20T04:59:59Z', unlock_at: null, set_type: 'CourseSection', set_id: 11 },
          { id: 2, due_at: null, unlock_at: null, set_type: 'CourseSection', set_id: 12 },
          { id: 3, due_at: '2026-09-21T04:59:59Z', unlock_at: null, set_type: 'ADHOC', set_id: null },
          { id: 4, due_at: '2026-09-22T04:59:59Z', unlock_at: null, set_type: 'Group', set_id: 5 },
          base,
        ],
      });
      expect(found).to.include({ assignedToEveryone: true, datesKnown: true });
      expect(found?.dueAt).to.deep.equal(new Date(base.due_at));
      expect(found?.overrides).to.deep.equal([
        { kind: 'section', sectionId: '11', dueAt: new Date('2026-09-20T04:59:59Z'), unlockAt: null },
        { kind: 'section', sectionId: '12', dueAt: null, unlockAt: null },
        { kind: 'students', studentIds: [], dueAt: new Date('2026-09-21T04:59:59Z') },
        { kind: 'students', studentIds: [], dueAt: new Date('2026-09-22T04:59:59Z') },
      ]);
    });

    it('CF13 dates stay unknown if Canvas only gives their count', async () => {
      const changes = { has_overrides: true, all_dates_count: 26 };
      expect(await readRow(changes)).to.include({ datesKnown: false });
    });

    it('H27 dates stay unknown if the API key drops include parameters, unless Canvas says there is only one', async () => {
      expect(await readRow({ has_overrides: true })).to.include({ datesKnown: false });
      expect(await readRow({ has_overrides: undefined })).to.include({ datesKnown: false });
      expect(await readRow({ has_overrides: false })).to.include({ datesKnown: true });
    });

    it('dates stay unknown if rows name no target, as in the oldest Canvas', async () => {
      const unnamed = { id: 1, title: 'P1', due_at: '2026-09-20T04:59:59Z', unlock_at: null };
      expect(await readRow({ has_overrides: true, all_dates: [unnamed, base] })).to.include({
        datesKnown: false,
      });
    });
  });

  describe('a module that is assigned to some sections', () => {
    const ofModule = (id: number, set_id: number) => ({
      ...{ id, title: `P${set_id}`, due_at: null, unlock_at: null, set_type: 'CourseSection', set_id },
    });
    const base = { base: true, title: 'Everyone else', due_at: '2026-09-15T04:59:59Z', unlock_at: null };
    const due = new Date('2026-09-15T04:59:59Z');

    it('CF14 restricts its assignments, which keep their own date and do not list it as an override', async () => {
      for (const overrides of [{ overrides: [] }, { overrides: undefined }]) {
        const found = await readOne({
          ...overrides,
          visible_to_everyone: false,
          has_overrides: true,
          all_dates: [ofModule(900, 11), base],
        });
        expect(found).to.include({ assignedToEveryone: false, datesKnown: true });
        expect(found.overrides).to.deep.equal([
          { kind: 'section', sectionId: '11', dueAt: due, unlockAt: null },
        ]);
      }
    });

    it('CF14 a section removed from the assignment does not get it', async () => {
      const found = await readOne({
        visible_to_everyone: false,
        has_overrides: true,
        overrides: [{ id: 7, course_section_id: 12, unassign_item: true }],
        all_dates: [ofModule(900, 11), base],
      });
      expect(found.overrides).to.deep.equal([
        { kind: 'unassigned', sectionId: '12' },
        { kind: 'section', sectionId: '11', dueAt: due, unlockAt: null },
      ]);
    });

    it('CF14 leaves the sections unknown if Canvas names none', async () => {
      const changes = { visible_to_everyone: false, has_overrides: true, overrides: [], all_dates_count: 30 };
      expect(await readOne(changes)).to.include({ datesKnown: false, assignedToEveryone: false });
    });

    it('a differentiation tag sets dates for students whom Canvas does not name', async () => {
      const found = await readOne({
        visible_to_everyone: false,
        only_visible_to_overrides: true,
        overrides: [{ id: 1, group_id: 3, non_collaborative: true, due_at: null }],
      });
      expect(found.overrides).to.deep.equal([{ kind: 'students', studentIds: [], dueAt: null }]);
    });
  });

  describe('a discussion with checkpoints', () => {
    const parts = (changes: object = {}) => ({
      due_at: null,
      has_sub_assignments: true,
      checkpoints: [
        { tag: 'reply_to_topic', points_possible: 4, due_at: '2026-09-10T04:59:59Z', overrides: [] },
        {
          ...{ tag: 'reply_to_entry', points_possible: 6, due_at: '2026-09-17T04:59:59Z' },
          overrides: [{ course_section_id: 11, due_at: '2026-09-20T04:59:59Z' }],
        },
      ],
      ...changes,
    });

    it('CF15 is due with its last part, for everyone and in a section with its own dates', async () => {
      const found = await readOne(parts({ overrides: [{ id: 1, course_section_id: 11 }] }));
      expect(found.hasCheckpoints).to.equal(true);
      expect(found.dueAt).to.deep.equal(new Date('2026-09-17T04:59:59Z'));
      expect(found.overrides).to.deep.equal([
        { kind: 'section', sectionId: '11', dueAt: new Date('2026-09-20T04:59:59Z'), unlockAt: null },
      ]);
    });

    it('CF15 has no due date if no part has one', async () => {
      const undated = [{ tag: 'reply_to_topic', points_possible: 4, due_at: null, overrides: null }];
      expect((await readOne(parts({ checkpoints: undated }))).dueAt).to.equal(null);
    });
  });

  it('notices course pacing, work that does not count, and work that the gradebook hides', async () => {
    const marks = { in_paced_course: true, omit_from_final_grade: true, hide_in_gradebook: true };
    expect(await readOne(marks)).to.include({
      inPacedCourse: true,
      omitFromFinalGrade: true,
      hideInGradebook: true,
    });
  });
});
