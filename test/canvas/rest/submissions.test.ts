import { expect } from 'chai';
import { createSubmissionReader } from '../../../src/canvas/rest/submissions.ts';
import { systemClock } from '../../../src/clock.ts';
import { never, setUpCanvas } from '../../support/canvas/setup.ts';
import { codeOf } from '../../support/code-of.ts';

const submission = (changes: object = {}): Record<string, unknown> => ({
  id: 1,
  user_id: 7,
  assignment_id: '100',
  score: 9.5,
  entered_score: 10,
  grade: '9.5',
  excused: null,
  late: true,
  missing: false,
  graded_at: '2026-09-16T10:00:00Z',
  posted_at: null,
  workflow_state: 'graded',
  ...changes,
});

/** The fields the reader needs, and nothing of the student's work (CF17). */
const readFields = [
  ...['assignment_id', 'user_id', 'anonymous_id', 'score', 'grade', 'excused', 'late', 'missing'],
  ...['graded_at', 'posted_at', 'workflow_state', 'custom_grade_status_id'],
];

describe('submissions over REST', () => {
  const setup = setUpCanvas();
  const reader = (canvas: { readonly origin: string }) =>
    createSubmissionReader(setup.get(canvas).get, '1', systemClock);

  it('requests all students, the chosen assignments and grades since a time, never with post_to_sis', async () => {
    const canvas = await setup.canvas(() => ({ json: [] }));
    const gradedSince = new Date('2026-09-01T00:00:00Z');
    await reader(canvas)({ assignmentIds: ['100', '101'], gradedSince }, null, never);
    const url = canvas.seen[0]?.url;
    expect(url?.pathname).to.equal('/api/v1/courses/1/students/submissions');
    expect([...(url?.searchParams ?? [])]).to.deep.equal([
      ['student_ids[]', 'all'],
      ['assignment_ids[]', '100'],
      ['assignment_ids[]', '101'],
      ['graded_since', '2026-09-01T00:00:00.000Z'],
      ...readFields.map((name) => ['response_fields[]', name]),
      ['exclude_response_fields[]', 'preview_url'],
      ['per_page', '100'],
    ]);
  });

  it('reads a score, 0, no score, excused, late and missing', async () => {
    const canvas = await setup.canvas(() => ({
      json: [
        submission({ grade: '9.5' }),
        submission({
          user_id: '8',
          score: 0,
          grade: 'incomplete',
          missing: true,
          posted_at: '2026-09-17T10:00:00Z',
        }),
        submission({
          user_id: 9,
          score: null,
          excused: true,
          graded_at: null,
          workflow_state: 'unsubmitted',
        }),
      ],
    }));
    const page = await reader(canvas)({ assignmentIds: ['100'], gradedSince: null }, null, never);
    expect(page.next).to.equal(null);
    expect(page.rows[0]).to.deep.equal({
      assignmentId: '100',
      canvasUserId: '7',
      score: 9.5,
      textGrade: null,
      excused: false,
      late: true,
      missing: false,
      gradedAt: new Date('2026-09-16T10:00:00Z'),
      postedAt: null,
      workflowState: 'graded',
      hasCustomStatus: false,
    });
    expect(page.rows[1]).to.include({ canvasUserId: '8', score: 0, textGrade: 'incomplete', missing: true });
    expect(page.rows[2]).to.include({ score: null, excused: true, gradedAt: null });
  });

  it('H24 reads every page of every batch of assignments and can resume at any of them', async () => {
    const ids = Array.from({ length: 95 }, (_, index) => String(index + 1));
    const canvas = await setup.canvas(({ url }) => {
      const asked = url.searchParams.getAll('assignment_ids[]');
      const page = url.searchParams.get('page') ?? 'first';
      const rows = page === 'first' ? asked.slice(0, 1) : asked.slice(1);
      const next = new URL(url);
      next.searchParams.set('page', 'bookmark:WyIx,Il0');
      return {
        json: rows.map((id) => submission({ assignment_id: id })),
        headers: page === 'first' ? { link: `<${next.href}>; rel="next"` } : {},
      };
    });
    const query = { assignmentIds: ids, gradedSince: null };
    const read: string[] = [];
    let next: string | null = null;
    do {
      // A new reader for each page, as after a restart.
      const page: Awaited<ReturnType<ReturnType<typeof reader>>> = await reader(canvas)(query, next, never);
      read.push(...page.rows.map((row) => row.assignmentId));
      next = page.next;
    } while (next !== null);
    expect(read).to.deep.equal(ids);
    expect(canvas.seen).to.have.length(6);
    for (const { url } of canvas.seen) expect(url.href.length).to.be.below(2000);
  });

  it('CF16 says that an assignment is gone, so that the list is read again', async () => {
    const json = { error: 'invalid assignment ids requested' };
    const canvas = await setup.canvas(() => ({ status: 403, json }));
    const reading = reader(canvas)({ assignmentIds: ['100'], gradedSince: null }, null, never);
    expect(await codeOf(reading)).to.equal('canvas_assignment_gone');
    expect(canvas.seen).to.have.length(1);
  });

  it('sends no request for no assignments', async () => {
    const canvas = await setup.canvas(() => ({ json: [] }));
    const page = await reader(canvas)({ assignmentIds: [], gradedSince: null }, null, never);
    expect(page).to.deep.include({ rows: [], next: null });
    expect(canvas.seen).to.have.length(0);
  });

  it('leaves out anonymous grades, which are nobody’s yet', async () => {
    const row = submission({ anonymous_id: 'aB3x9' });
    delete row['user_id'];
    const canvas = await setup.canvas(() => ({ json: [row, submission()] }));
    const page = await reader(canvas)({ assignmentIds: ['100'], gradedSince: null }, null, never);
    expect(page.rows.map((found) => found.canvasUserId)).to.deep.equal(['7']);
  });

  it('H27 a row without its student, score or dates is an error', async () => {
    for (const key of ['user_id', 'assignment_id', 'score', 'graded_at', 'posted_at', 'workflow_state']) {
      const row = submission();
      delete row[key];
      const canvas = await setup.canvas(() => ({ json: [row] }));
      const reading = reader(canvas)({ assignmentIds: ['100'], gradedSince: null }, null, never);
      expect(await codeOf(reading), key).to.equal('canvas_unexpected');
    }
  });

  it('H26 a page that links to itself as the next is an error', async () => {
    const canvas = await setup.canvas(({ url }) => ({
      json: [],
      headers: { link: `<${url.origin}${url.pathname}?page=2>; rel="next"` },
    }));
    const read = reader(canvas);
    const query = { assignmentIds: ['100'], gradedSince: null };
    const first = await read(query, null, never);
    expect(await codeOf(read(query, first.next, never))).to.equal('canvas_unexpected');
  });

  it('S28 sends nothing for a stored cursor that points to another origin', async () => {
    const canvas = await setup.canvas(() => ({ json: [] }));
    const query = { assignmentIds: ['100'], gradedSince: null };
    expect(await codeOf(reader(canvas)(query, '0 https://evil.example/x', never))).to.equal(
      'canvas_unexpected',
    );
    expect(await codeOf(reader(canvas)(query, 'nonsense', never))).to.equal('internal');
    expect(canvas.seen).to.have.length(0);
  });
});
