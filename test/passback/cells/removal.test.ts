import { expect } from 'chai';
import fc from 'fast-check';
import type { CanvasMember } from '../../../src/domain/course.ts';
import type { Harness } from '../../support/passback/harness.ts';
import { expectCountsAddUp } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

const users = ['1000', '1001', '2000', '2001'];
interface Step {
  readonly do: 'grade' | 'clear' | 'hide' | 'show' | 'leave' | 'return' | 'type in SIS' | 'post';
  readonly user: string;
  readonly score: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('grade', 'clear', 'hide', 'show', 'leave', 'return', 'type in SIS', 'post'),
  user: fc.constantFrom(...users),
  score: fc.integer({ min: 1, max: 10 }),
});

describe('the removal policy', () => {
  const { harness: newHarness } = useHarness();

  const resultOf = ({ sis }: Harness, user: string) =>
    [...sis.results.values()].find(({ studentSourcedId }) => studentSourcedId === `S${user}`);

  /** Plays the steps. Returns what somebody typed in the SIS and nothing has overwritten since. */
  const play = async (harness: Harness, steps: readonly Step[]): Promise<ReadonlyMap<string, number>> => {
    const { canvas, sis } = harness;
    const away = new Map<string, CanvasMember>();
    const typed = new Map<string, number>();
    for (const { do: what, user, score } of steps) {
      harness.advance(1_000);
      const member = canvas.members.find(({ canvasUserId }) => canvasUserId === user);
      const found = resultOf(harness, user);
      if (what === 'grade') canvas.grade('a1', user, { score });
      if (what === 'clear') canvas.grade('a1', user, { score: null });
      if (what === 'hide' || what === 'show') {
        canvas.grade('a1', user, { postedAt: what === 'hide' ? null : canvas.now() });
      }
      if (what === 'leave' && member) {
        away.set(user, member);
        canvas.members = canvas.members.filter((one) => one !== member);
      }
      const back = away.get(user);
      if (what === 'return' && back && !member) canvas.members = [...canvas.members, back];
      if (what === 'type in SIS' && found) {
        sis.results.set(found.sourcedId, { ...found, score: score + 0.5, scoreStatus: 'fully graded' });
        await harness.passback.compareWithSis(harness.launch);
        await harness.work();
      }
      if (what === 'post') {
        await harness.passback.readPostGrades(harness.launch, new AbortController().signal);
        await harness.post();
        harness.advance(180_000);
      }
      for (const one of users) {
        const now = resultOf(harness, one)?.score;
        if (typeof now === 'number' && now % 1 !== 0) typed.set(one, now);
        else typed.delete(one);
      }
    }
    return typed;
  };
  const isIn = ({ canvas }: Harness, user: string): boolean =>
    canvas.members.some(({ canvasUserId }) => canvasUserId === user);

  it('P11 `clear` leaves nothing in the SIS that Canvas lacks, except what somebody typed there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        const harness = newHarness({ students: 2, assignments: 1 });
        harness.settings = { ...harness.settings, removal: 'clear', brakeRemovals: false };
        await harness.post();
        const typed = await play(harness, steps);
        // A full reading finds silent changes.
        harness.advance(25 * 60 * 60_000);
        await harness.post();
        for (const user of users) {
          const held = resultOf(harness, user)?.score ?? null;
          const submission = harness.canvas.submissions.get(`a1:${user}`);
          const isShown = isIn(harness, user) && submission?.postedAt !== null;
          const wanted = isShown ? (submission?.score ?? null) : null;
          const allowed = typed.has(user) ? [typed.get(user), wanted] : [wanted];
          // Only a new score in Canvas replaces what was typed.
          if (typed.has(user) && wanted === null) allowed.pop();
          expect(allowed, user).to.include(held);
        }
        const mark = harness.sis.ledger.length;
        harness.advance(180_000);
        await harness.post();
        expect(harness.sis.ledger.length, 'nothing is cleared twice').to.equal(mark);
      }),
      { numRuns: Number(process.env['MODEL_RUNS'] ?? 5), endOnFailure: true },
    );
  }).timeout(120_000);

  it('P11 `leave`, and a SIS on 1.1, never lose a score', async () => {
    for (const change of ['leave', '1.1'] as const) {
      const harness = newHarness({ students: 2, assignments: 1 });
      if (change === '1.1') harness.sis.profile = { ...harness.sis.profile, version: '1.1' };
      const removal = change === 'leave' ? 'leave' : 'clear';
      harness.settings = { ...harness.settings, removal, brakeRemovals: false };
      await harness.post();
      const before = [...harness.sis.results.values()].map(({ score }) => score);
      await play(
        harness,
        (['clear', 'hide', 'leave'] as const).map((what, index) => ({
          do: what,
          user: users[index] ?? '',
          score: 1,
        })),
      );
      const run = await harness.post();
      expect(run.counts).to.include({ skipped: 3, unchanged: 1 });
      expect([...harness.sis.results.values()].map(({ score }) => score)).to.deep.equal(before);
    }
  });

  const lineItemsOf = ({ sis }: Harness) => [...sis.lineItems.values()];
  const resultsOf = ({ sis }: Harness) =>
    [...sis.results.values()].map(({ studentSourcedId, score, scoreStatus }) => ({
      student: studentSourcedId,
      score,
      scoreStatus,
    }));
  const byStudent = (rows: ReturnType<typeof resultsOf>) =>
    rows.toSorted((a, b) => (a.student < b.student ? -1 : 1));

  it('P11 P12 an assignment that left is cleared and deleted, except what somebody typed; undo restores exactly that', async () => {
    const given = fc.record({
      version: fc.constantFrom('1.1' as const, '1.2' as const),
      typed: fc.subarray(users),
      back: fc.subarray(users),
    });
    await fc.assert(
      fc.asyncProperty(given, async ({ version, typed, back }) => {
        const harness = newHarness({ students: 2, assignments: 1 });
        const { canvas, sis } = harness;
        const exempt = version === '1.1' ? 'score-zero' : 'status';
        sis.profile = { ...sis.profile, version, exempt, deletes: 'lineItems' };
        const settings = { removal: 'clear', removeLineItems: true, brakeRemovals: false } as const;
        harness.settings = { ...harness.settings, ...settings, brakeShare: null };
        canvas.assignments = canvas.assignments.map((one) => ({ ...one, description: 'Chapter 3' }));
        await harness.post();
        for (const user of typed) {
          const found = resultOf(harness, user);
          if (found) sis.results.set(found.sourcedId, { ...found, score: 9.5 });
        }
        const before = { lineItems: lineItemsOf(harness), results: byStudent(resultsOf(harness)) };
        const { assignments } = canvas;
        canvas.assignments = [];
        harness.advance(180_000);
        const run = await harness.post();
        expect(run.counts).to.include({ eligible: 4 - typed.length, confirmed: 4 - typed.length });
        expect(
          resultsOf(harness)
            .filter(({ score }) => score !== null)
            .map(({ student }) => student),
        ).to.have.members(typed.map((user) => `S${user}`));
        const kept = new Set(typed.map((user) => `class-${user.charAt(0)}`));
        expect(lineItemsOf(harness).map((one) => one.classSourcedId)).to.have.members([...kept]);
        const mark = sis.ledger.length;
        harness.advance(180_000);
        await harness.post();
        expect(sis.ledger.length, 'nothing is removed twice').to.equal(mark);
        // The assignment comes back for some: what a later run sends, an undo leaves alone.
        harness.advance(180_000);
        if (back.length > 0) {
          canvas.assignments = assignments;
          for (const user of users) {
            canvas.grade('a1', user, back.includes(user) ? { score: 8 } : { postedAt: null });
          }
          await harness.post();
          harness.advance(180_000);
        }
        await harness.settle((await harness.passback.undoRun(harness.launch, run.id)).runId);
        const expected = before.results.map((row) =>
          back.includes(row.student.slice(1)) ? { ...row, score: 8 } : row,
        );
        expect(byStudent(resultsOf(harness))).to.deep.equal(expected);
        expect(lineItemsOf(harness)).to.have.deep.members(before.lineItems);
        // It stays undone.
        const end = sis.ledger.length;
        harness.advance(180_000);
        await harness.post();
        expect(sis.ledger.length, 'nothing is removed again').to.equal(end);
      }),
      { numRuns: Number(process.env['MODEL_RUNS'] ?? 3), endOnFailure: true },
    );
  }).timeout(120_000);

  it('P11 a SIS that does not delete keeps an empty line item; a course read without its assignments loses nothing', async () => {
    const harness = newHarness({ students: 1, assignments: 1 });
    const { canvas, sis } = harness;
    sis.profile = { ...sis.profile, deletes: 'lineItems' };
    sis.habits = { keepsDeleted: true };
    const settings = { removal: 'clear', removeLineItems: true, brakeRemovals: false } as const;
    harness.settings = { ...harness.settings, ...settings };
    await harness.post();
    const { groups } = canvas;
    canvas.assignments = [];
    canvas.groups = [];
    harness.advance(180_000);
    expect((await harness.post()).state).to.equal('nothing_to_send');
    expect(resultsOf(harness).map(({ score }) => score)).to.deep.equal([0, 1]);
    canvas.groups = groups;
    harness.advance(180_000);
    const run = await harness.post();
    expect(run.counts).to.include({ confirmed: 2, failed: 0 });
    expect(lineItemsOf(harness)).to.have.length(2);
    expect(resultsOf(harness).map(({ score }) => score)).to.deep.equal([null, null]);
  });

  it('P10 P11 asks before it clears, and the preview shows what will be cleared', async () => {
    const harness = newHarness({ students: 2, assignments: 1 });
    harness.settings = { ...harness.settings, removal: 'clear' };
    await harness.post();
    harness.advance(180_000);
    harness.canvas.grade('a1', '1001', { postedAt: null });
    await harness.passback.readPostGrades(harness.launch, new AbortController().signal);
    const part = { assignmentId: null, show: 'removed', search: '', page: 1 } as const;
    const { grades } = await harness.passback.readPreview(harness.launch, part);
    expect(grades).to.have.length(1);
    expect(grades[0]).to.deep.include({
      studentName: 'Student 1001',
      action: 'removed',
      holds: { score: 1, scoreStatus: 'fully graded' },
      sends: null,
      reason: 'grade_hidden',
    });
    const waiting = await harness.post();
    expect(waiting.brake?.causes).to.deep.equal(['removed']);
    await harness.passback.confirmRun(harness.launch, waiting.id);
    const ended = await harness.settle(waiting.id);
    expect(ended.counts).to.include({ confirmed: 1, unchanged: 3 });
    expect(resultOf(harness, '1001')).to.include({ score: null, scoreStatus: 'not submitted' });
    const [item] = (await harness.items(ended.id)).filter(({ outcome }) => outcome === 'confirmed');
    expect(item).to.include({ score: null, reason: 'grade_hidden' });
  });

  it('P11 a teacher sees on Post Grades and in the preview what is cleared of an assignment that left, and posts it alone', async () => {
    const harness = newHarness({ students: 2, assignments: 2 });
    const { canvas } = harness;
    harness.settings = { ...harness.settings, removal: 'clear', brakeRemovals: false };
    await harness.post();
    harness.advance(180_000);
    canvas.assignments = canvas.assignments.filter(({ id }) => id === 'a2');
    const { assignments } = await harness.passback.readPostGrades(
      harness.launch,
      new AbortController().signal,
    );
    const row = assignments.find(({ id }) => id === 'a1');
    expect(row).to.deep.include({ name: 'Assignment a1', isGone: true, selectable: true, sends: 4 });
    expect(row?.grades).to.deep.equal({ new: 0, changed: 4, unchanged: 0, heldBack: 0 });
    const part = { assignmentId: 'a1', show: 'removed', search: '', page: 1 } as const;
    const preview = await harness.passback.readPreview(harness.launch, part);
    expect([preview.assignmentName, preview.grades.length]).to.deep.equal(['Assignment a1', 4]);
    const run = await harness.post('post', ['a1']);
    expect(run.counts).to.include({ eligible: 4, confirmed: 4 });
    const after = await harness.passback.readPostGrades(harness.launch, new AbortController().signal);
    expect(after.assignments.map(({ id }) => id)).to.deep.equal(['a2']);
  });

  it('P11 reads the SIS before it clears a single score: what somebody typed there since stays, and is told', async () => {
    const harness = newHarness({ students: 2, assignments: 1 });
    harness.settings = { ...harness.settings, removal: 'clear', brakeRemovals: false };
    await harness.post();
    harness.advance(180_000);
    for (const user of ['1001', '2001']) harness.canvas.grade('a1', user, { score: null });
    const typed = resultOf(harness, '1001');
    if (!typed) throw new Error('nothing was sent');
    harness.sis.results.set(typed.sourcedId, { ...typed, score: 7.5 });
    harness.advance(25 * 60 * 60_000);
    const run = await harness.post();
    expect(resultOf(harness, '1001')?.score).to.equal(7.5);
    expect(resultOf(harness, '2001')?.score).to.equal(null);
    expect(run.counts).to.include({ eligible: 4, confirmed: 1 });
    expectCountsAddUp(run);
  });
});
