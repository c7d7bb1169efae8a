import { expect } from 'chai';
import { readSisAssignments } from '../../../src/canvas/rest/assignments.ts';
import type { CanvasAssignment } from '../../../src/domain/course.ts';
import { codeOf } from '../../support/canvas/fake-canvas.ts';
import { never, setUpCanvas } from '../../support/canvas/setup.ts';

/** The relevant part of an assignment as `lib/api/v1/assignment.rb` writes it. */
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
  overrides: [],
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
      url: 'https://school.example/courses/1/assignments/100',
      needsGradingCount: 3,
    });
  });

  it("requests overrides, and the assignment's own dates rather than the caller's", async () => {
    const canvas = await setup.canvas(() => ({ json: [] }));
    await readSisAssignments(setup.get(canvas).get, '1', never);
    const url = canvas.seen[0]?.url;
    expect(url?.pathname).to.equal('/api/v1/courses/1/assignments');
    expect(url?.searchParams.getAll('include[]')).to.deep.equal(['overrides']);
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

  it("a section override has its own date, none, or the assignment's", async () => {
    const { overrides, assignedToEveryone } = await readOne({
      only_visible_to_overrides: true,
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
      overrides: [{ id: 1, course_id: 1, due_at: '2026-10-01T04:59:59Z' }],
    });
    expect(read.assignedToEveryone).to.equal(true);
    expect(read.dueAt).to.deep.equal(new Date('2026-10-01T04:59:59Z'));
    expect(read.overrides).to.deep.equal([]);
  });

  it('a mastery path keeps the dates of the assignment', async () => {
    const read = await readOne({ only_visible_to_overrides: true, overrides: [{ id: 1, noop_id: 1 }] });
    expect(read).to.include({ assignedToEveryone: true });
    expect(read.overrides).to.deep.equal([]);
  });

  it('missing points, due date, description and count', async () => {
    const row = assignment({ points_possible: null, due_at: null, description: null });
    delete row['needs_grading_count'];
    const [only] = await read(row);
    expect(only).to.include({ pointsPossible: null, dueAt: null, description: null, needsGradingCount: 0 });
  });

  it('H27 an API key that drops include parameters is an error: dates without overrides would be wrong', async () => {
    const row = assignment();
    delete row['overrides'];
    expect(await codeOf(read(row))).to.equal('canvas_unexpected');
  });
});
