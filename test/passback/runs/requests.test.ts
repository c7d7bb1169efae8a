import { expect } from 'chai';
import { codeOf } from '../../support/code-of.ts';
import { all, makeLaunch, only } from '../../support/passback/harness.ts';
import { canvasDown } from '../../support/passback/in-memory-canvas.ts';
import { failure } from '../../support/passback/in-memory-sis.ts';
import { expectCountsAddUp, expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

describe('requesting a run', () => {
  const { harness: newHarness } = useHarness();

  it('Z9 a hundred simultaneous clicks make one run and at most one next one', async () => {
    const harness = newHarness({ assignments: 3 });
    const clicks = Array.from({ length: 100 }, (_, n) =>
      harness.passback.requestRun(harness.launch, n % 2 === 0 ? all : only(`a${(n % 3) + 1}`)),
    );
    const receipts = await Promise.all(clicks);
    expect(new Set(receipts.map((receipt) => receipt.runId)).size).to.be.at.most(2);
    expect(
      await harness.passback.readHistory(harness.launch, { limit: 50, before: null }),
    ).to.have.length.at.most(2);
  });

  it('takes a second person with the same choice to the same run, whatever the order of the choice', async () => {
    const harness = newHarness();
    const first = await harness.passback.requestRun(harness.launch, only('a1', 'a2'));
    const second = await harness.passback.requestRun(harness.launch, only('a2', 'a1'));
    expect(first.how).to.equal('created');
    expect(second).to.deep.equal({ runId: first.runId, how: 'same' });
  });

  it('R11 makes a next run for the same choice if the active run read Canvas long ago', async () => {
    const harness = newHarness();
    harness.sis.faults = ({ kind }) => (kind === 'putResult' ? failure('transient', 503) : null);
    const waiting = await harness.post();
    expect(waiting.state).to.equal('waiting_for_sis');
    const soon = await harness.passback.requestRun(harness.launch, all);
    expect(soon).to.deep.equal({ runId: waiting.id, how: 'same' });
    harness.advance(3 * 60 * 60_000);
    harness.canvas.grade('a1', '1000', { score: 6.5 });
    const later = await harness.passback.requestRun(harness.launch, all);
    expect(later.how).to.equal('joined');
    harness.sis.faults = () => null;
    // The waiting run reads Canvas again before it sends anything, so it has the newer score.
    expect((await harness.settle(waiting.id)).counts).to.include({ confirmed: 12 });
    expect((await harness.settle(later.runId)).counts).to.include({ confirmed: 0, unchanged: 12 });
    expectSisEqualsCanvas(harness);
  });

  it('R11 also makes a next run if the active one is still in the middle of a long reading', async () => {
    const harness = newHarness({ assignments: 1 });
    harness.advance(180_000);
    harness.canvas.pageSize = 2;
    harness.canvas.faults = (list, n) => (list === 'submissions' && n === 2 ? canvasDown() : undefined);
    const waiting = await harness.post();
    expect(waiting).to.include({ state: 'running', stage: 1 });
    harness.advance(5 * 60_000);
    harness.canvas.grade('a1', '1000', { score: 6.5 });
    const later = await harness.passback.requestRun(harness.launch, all);
    await harness.settle(later.runId);
    expectSisEqualsCanvas(harness);
  });

  it('joins different choices into one next run, which starts when the first ends', async () => {
    const harness = newHarness();
    const first = await harness.passback.requestRun(harness.launch, only('a1'));
    const second = await harness.passback.requestRun(harness.launch, only('a2'));
    const third = await harness.passback.requestRun(harness.launch, { ...only('a1'), kind: 'remaster' });
    expect(second.how).to.equal('joined');
    expect(third).to.deep.equal({ runId: second.runId, how: 'joined' });
    expect((await harness.passback.readRun(harness.launch, second.runId)).state).to.equal('queued');
    await harness.work();
    const next = await harness.passback.readRun(harness.launch, second.runId);
    expect((await harness.passback.readRun(harness.launch, first.runId)).state).to.equal('completed');
    expect(next).to.include({ state: 'completed', kind: 'remaster' });
    // Everything of a1 again, and what is new of a2.
    expect(next.counts).to.include({ eligible: 12, confirmed: 12 });
  });

  it('starts a next run that was left queued when a worker died between two runs', async () => {
    const harness = newHarness();
    const { runId } = await harness.passback.requestRun(harness.launch, only('a1'));
    const next = await harness.passback.requestRun(harness.launch, only('a2'));
    await harness.work();
    expect((await harness.passback.readRun(harness.launch, runId)).endedAt).not.to.equal(null);
    const ended = await harness.settle(next.runId);
    expect(ended.state).to.equal('completed');
  });

  it('S13 S14 ignores assignments of other courses, and refuses a choice of nothing', async () => {
    const harness = newHarness();
    await harness.post();
    expect(await codeOf(harness.passback.requestRun(harness.launch, only('foreign', '../x')))).to.equal(
      'nothing_selected',
    );
    expect(await codeOf(harness.passback.requestRun(harness.launch, only()))).to.equal('nothing_selected');
    const run = await harness.post('post', ['a1', 'foreign']);
    expect(run.counts.eligible).to.equal(6);
  });

  it('S13 shows, retries and cancels only runs of the launched course', async () => {
    const harness = newHarness();
    const run = await harness.post();
    for (const launch of [makeLaunch(harness.institution.id, 'other'), makeLaunch('other-institution')]) {
      expect(await codeOf(harness.passback.readRun(launch, run.id))).to.equal('run_not_found');
      expect(await codeOf(harness.passback.readRunLineItems(launch, run.id))).to.equal('run_not_found');
      expect(await codeOf(harness.itemsSeenBy(launch, run.id))).to.equal('run_not_found');
    }
    const other = makeLaunch(harness.institution.id, 'other');
    expect(await codeOf(harness.passback.retryFailed(other, run.id))).to.equal('run_not_found');
    expect(await codeOf(harness.passback.cancelRun(other, run.id))).to.equal('run_not_found');
    const account = { ...harness.launch, course: null };
    expect(await codeOf(harness.passback.readRun(account, run.id))).to.equal('context_missing');
  });

  it('refuses while the institution is paused', async () => {
    const harness = newHarness();
    const launch = makeLaunch('unknown-institution');
    expect(await codeOf(harness.passback.requestRun(launch, all))).to.equal('posting_paused');
  });

  it('lists runs newest first, page by page', async () => {
    const harness = newHarness({ students: 1, assignments: 1 });
    for (let n = 0; n < 3; n += 1) {
      await harness.post();
      harness.advance(1_000);
    }
    const [newest, middle] = await harness.passback.readHistory(harness.launch, { limit: 2, before: null });
    const rest = await harness.passback.readHistory(harness.launch, {
      limit: 5,
      before: middle?.createdAt ?? null,
    });
    expect(newest?.state).to.equal('nothing_to_send');
    expect(rest.map((run) => run.state)).to.deep.equal(['completed']);
  });

  describe('cancelling', () => {
    it('ends a run that has not begun, and starts the next', async () => {
      const harness = newHarness();
      const first = await harness.passback.requestRun(harness.launch, only('a1'));
      const second = await harness.passback.requestRun(harness.launch, only('a2'));
      await harness.passback.cancelRun(harness.launch, first.runId);
      await harness.work();
      expect((await harness.passback.readRun(harness.launch, first.runId)).state).to.equal('cancelled');
      expect((await harness.passback.readRun(harness.launch, second.runId)).counts.confirmed).to.equal(6);
    });

    it('Z12 stops in the middle of sending; what was not sent is skipped as cancelled', async () => {
      const harness = newHarness({ students: 200, assignments: 1 });
      harness.sis.latencyMs = 2;
      const { runId } = await harness.passback.requestRun(harness.launch, all);
      const working = harness.work();
      while (harness.sis.ledger.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
      // Slow enough that even on a busy machine it is cancelled before everything is sent.
      harness.sis.latencyMs = 500;
      await harness.passback.cancelRun(harness.launch, runId);
      harness.sis.latencyMs = 0;
      await working;
      const run = await harness.passback.readRun(harness.launch, runId);
      expect(run.state).to.equal('cancelled');
      expectCountsAddUp(run);
      expect(run.counts.skipped).to.be.greaterThan(0);
      const results = harness.sis.ledger.filter((entry) => entry.kind === 'result').length;
      expect(run.counts.sent + run.counts.confirmed).to.equal(results);
      const again = await harness.post();
      expect(again.counts).to.include({ confirmed: 400 - results, unchanged: results });
      expectSisEqualsCanvas(harness);
    });

    it('ends a run that waits for the SIS', async () => {
      const harness = newHarness();
      harness.sis.faults = () => ({
        failure: { kind: 'transient', status: null, codeMinor: null, sisMessage: '', retryAfterMs: null },
      });
      const waiting = await harness.post();
      await harness.passback.cancelRun(harness.launch, waiting.id);
      await harness.work();
      expect((await harness.passback.readRun(harness.launch, waiting.id)).state).to.equal('cancelled');
    });
  });

  describe('Post Grades', () => {
    it('shows what a run would send, which the run then sends', async () => {
      const harness = newHarness();
      const signal = new AbortController().signal;
      const before = await harness.passback.readPostGrades(harness.launch, signal);
      expect(before.assignments.map((assignment) => assignment.grades)).to.deep.equal([
        { new: 6, changed: 0, unchanged: 0, heldBack: 0 },
        { new: 6, changed: 0, unchanged: 0, heldBack: 0 },
      ]);
      expect(before.assignments[0]).to.deep.include({ selectable: true, lastSyncAt: null, problems: [] });
      expect(before.assignments[0]?.sections[0]).to.include({
        categoryTitle: 'Homework',
        categoryByName: true,
      });
      await harness.post();
      harness.canvas.grade('a1', '1000', { score: 10 });
      const after = await harness.passback.readPostGrades(harness.launch, signal);
      expect(after.assignments[0]?.grades).to.deep.equal({ new: 0, changed: 1, unchanged: 5, heldBack: 0 });
      expect(after.assignments[0]?.lastSyncAt).to.be.instanceOf(Date);
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 1, unchanged: 11 });
    });

    it('still shows the page when the SIS is down', async () => {
      const harness = newHarness();
      harness.sis.faults = () => ({
        failure: { kind: 'transient', status: null, codeMinor: null, sisMessage: '', retryAfterMs: null },
      });
      const page = await harness.passback.readPostGrades(harness.launch, new AbortController().signal);
      expect(page.assignments).to.have.length(2);
      expect(page.assignments.every((assignment) => assignment.selectable)).to.equal(true);
    });
  });
});
