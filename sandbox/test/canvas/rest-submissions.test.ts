import { expect } from 'chai';
import { type ApiAnswer, callApi } from './api-reader.ts';
import { useCanvas } from './running-canvas.ts';

interface Row {
  readonly id: number;
  readonly user_id: number;
  readonly assignment_id: number;
  readonly score: number | null;
  readonly graded_at: string | null;
}

describe('sandbox Canvas: submissions (CF7)', () => {
  const current = useCanvas();
  const api = (login: string | null, path: string): Promise<ApiAnswer> => callApi(current(), login, path);
  const path = '/api/v1/courses/1/students/submissions';
  const all = `${path}?student_ids[]=all`;
  const cell = async (assignmentId: number, login: string) => ({
    assignmentId,
    studentId: (await current().person(login)).id,
    graderId: (await current().person('tess')).id,
  });

  async function readAll(first: string): Promise<{ rows: Row[]; sizes: number[] }> {
    const rows: Row[] = [];
    const sizes: number[] = [];
    let next: string | null = first;
    while (next !== null) {
      const answer: ApiAnswer = await api('tess', next);
      expect(answer.link('last')).to.equal(null);
      rows.push(...answer.body);
      sizes.push(answer.body.length);
      next = answer.link('next');
    }
    return { rows, sizes };
  }

  it('every student who is assigned published work has a row, the test student too', async () => {
    const { rows } = await readAll(`${all}&per_page=100`);
    expect(rows).to.have.length(12);
    expect(new Set(rows.map((row) => row.assignment_id))).to.deep.equal(new Set([1, 2, 3]));
  });

  it('without student_ids the answer covers only the caller (CT15)', async () => {
    expect((await api('tess', path)).body).to.deep.equal([]);
    expect((await api('amy', path)).body).to.have.length(3);
  });

  it('bookmarked pages neither repeat nor lose rows, even if pages are short (CT15)', async () => {
    const whole = await readAll(`${all}&per_page=100`);
    const paged = await readAll(`${all}&per_page=5`);
    expect(paged.sizes).to.deep.equal([5, 5, 2]);
    expect(paged.rows).to.deep.equal(whole.rows);
    current().canvas.faults.quirks.shortPages = true;
    const short = await readAll(`${all}&per_page=5`);
    current().canvas.faults.quirks.shortPages = false;
    expect(short.sizes).to.deep.equal([2, 2, 2, 2, 2, 2]);
    expect(short.rows).to.deep.equal(whole.rows);
  });

  it('order=graded_at uses bookmarks too, ungraded rows last; descending pages are numbered', async () => {
    const { rows } = await readAll(`${all}&order=graded_at&per_page=3`);
    expect(rows).to.have.length(12);
    const graded = rows.map((row) => row.graded_at !== null);
    expect(graded.lastIndexOf(true)).to.be.lessThan(graded.indexOf(false));
    const down = await api('tess', `${all}&order=graded_at&order_direction=descending&per_page=3`);
    expect(down.link('last')).to.be.a('string');
  });

  it('graded_since is strictly later, counting the fractions of a second that graded_at hides', async () => {
    const { canvas, advance } = current();
    advance(60_000);
    await canvas.store.gradebook.setScore(await cell(1, 'amy'), 9.5);
    const { body } = await api('tess', `${all}&assignment_ids[]=1&graded_since=2026-10-09T00:00:00Z`);
    expect(body.map((row: Row) => [row.user_id, row.score])).to.deep.equal([[4, 9.5]]);
    // The clock stands at half a second, so the time shown is earlier than the one stored.
    expect((await api('tess', `${all}&graded_since=${body[0].graded_at}`)).body).to.have.length(1);
    const exact = current().now().toISOString();
    expect((await api('tess', `${all}&graded_since=${exact}`)).body).to.deep.equal([]);
  });

  it('graded_since misses a cleared grade and a late status, but not an excuse', async () => {
    const { canvas, advance, now } = current();
    const since = now().toISOString();
    advance(60_000);
    await canvas.store.gradebook.clearScore(await cell(1, 'bob'));
    await canvas.store.gradebook.setStatus(await cell(1, 'cyd'), 'late');
    expect((await api('tess', `${all}&graded_since=${since}`)).body).to.deep.equal([]);
    await canvas.store.gradebook.setStatus(await cell(1, 'cyd'), 'excused');
    const { body } = await api('tess', `${all}&graded_since=${since}`);
    expect(body).to.have.length(1);
    expect(body[0]).to.include({
      excused: true,
      score: null,
      workflow_state: 'graded',
      late_policy_status: null,
    });
  });

  it('post_to_sis=true leaves out unmarked assignments and students enrolled by hand (CT16)', async () => {
    const { rows } = await readAll(`${all}&post_to_sis=true&per_page=100`);
    expect(new Set(rows.map((row) => row.assignment_id))).to.deep.equal(new Set([1, 2]));
    expect(new Set(rows.map((row) => row.user_id))).to.deep.equal(new Set([4, 5]));
  });

  it('grouped answers are paged by student and show SIS ids only with read_sis', async () => {
    const assistant = await api('tom', `${all}&grouped=true&per_page=2`);
    expect(
      assistant.body.map((g: { user_id: number; section_id: number }) => [g.user_id, g.section_id]),
    ).to.deep.equal([
      [4, 1],
      [5, 2],
    ]);
    expect(assistant.body[0].submissions).to.have.length(3);
    expect(assistant.body[0]).not.to.have.property('sis_user_id');
    const admin = await api('ada', `${all}&grouped=1&per_page=1`);
    expect(admin.body[0]).to.include({ sis_user_id: 'sis-amy' });
  });

  it('the answer for a section has only its students', async () => {
    const { body } = await api('tess', '/api/v1/sections/2/students/submissions?student_ids[]=all');
    expect(new Set(body.map((row: Row) => row.user_id))).to.deep.equal(new Set([5]));
  });

  it('staff see hidden grades with posted_at null; the student does not see them', async () => {
    const staff = (await api('tess', `${all}&assignment_ids[]=2&workflow_state=graded`)).body;
    expect(staff[0]).to.include({ score: 9, posted_at: null });
    const [own] = (await api('amy', `${path}?assignment_ids[]=2`)).body;
    expect(own).to.include({ score: null, grade: null, graded_at: null });
  });

  it('score includes the late deduction, entered_score does not', async () => {
    const { store } = current().canvas;
    await store.courses.setLatePolicy(1, {
      lateDeductionEnabled: true,
      lateDeductionPercentPerDay: 10,
      missingDeductionEnabled: false,
      missingScorePercent: 0,
    });
    // Due on the 5th at 23:59 in Chicago, submitted on the 10th: five days begun.
    await store.gradebook.submit(3, (await cell(3, 'bob')).studentId);
    await store.gradebook.setScore(await cell(3, 'bob'), 9);
    const [row] = (await api('tess', `${path}?student_ids[]=5&assignment_ids[]=3`)).body;
    expect(row).to.include({ score: 4, entered_score: 9, points_deducted: 5, late: true, grade: '4' });
    expect(row.seconds_late).to.be.greaterThan(4 * 86_400);
  });

  describe('errors', () => {
    it('ids of unpublished or foreign assignments get 403', async () => {
      for (const id of [4, 999]) {
        const { status, body } = await api('tess', `${all}&assignment_ids[]=${id}`);
        expect([status, body]).to.deep.equal([403, { error: 'invalid assignment ids requested' }]);
      }
    });

    it('a bad datetime, a bad enrollment_state and too many students are refused', async () => {
      const bad = await api('tess', `${all}&graded_since=yesterday`);
      expect([bad.status, bad.body]).to.deep.equal([
        400,
        { errors: { graded_since: 'Invalid datetime for graded_since' } },
      ]);
      const state = await api('tess', `${all}&enrollment_state=gone`);
      expect([state.status, state.body]).to.deep.equal([400, { error: 'invalid enrollment_state' }]);
      const ids = Array.from({ length: 101 }, () => 'student_ids[]=4').join('&');
      const many = await api('tess', `${path}?${ids}`);
      expect([many.status, many.body]).to.deep.equal([400, { error: 'too many students' }]);
    });

    it('students see only themselves', async () => {
      expect((await api('amy', `${path}?student_ids[]=5`)).status).to.equal(401);
      const { body } = await api('amy', all);
      expect(new Set(body.map((row: Row) => row.user_id))).to.deep.equal(new Set([4]));
    });
  });
});
