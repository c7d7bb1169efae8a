import { expect } from 'chai';
import type { RunItem } from '../../../src/domain/run.ts';
import { ProductError } from '../../../src/errors.ts';
import { expectCountsAddUp, expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { makeLaunch, type Rig } from '../../support/passback/rig.ts';
import { canvasDown } from '../../support/passback/tiny-canvas.ts';
import { failure } from '../../support/passback/tiny-sis.ts';
import { useRigs } from '../../support/passback/use-rigs.ts';

const all = { kind: 'post', selection: { kind: 'all' } } as const;
const only = (...ids: string[]) => ({ kind: 'post', selection: { kind: 'assignments', ids } }) as const;

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ProductError) return error.code;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('asking for a run', () => {
  const { rig: newRig } = useRigs();

  it('Z9 a hundred clicks at once make one run and at most one next one', async () => {
    const rig = newRig();
    const clicks = Array.from({ length: 100 }, (_, n) =>
      rig.passback.requestRun(rig.launch, n % 2 === 0 ? all : only(`a${(n % 3) + 1}`)),
    );
    const receipts = await Promise.all(clicks);
    expect(new Set(receipts.map((receipt) => receipt.runId)).size).to.be.at.most(2);
    expect(await rig.passback.readHistory(rig.launch, { limit: 50, before: null })).to.have.length.at.most(2);
  });

  it('takes a second asker of the same choice to the same run, in whatever order it was chosen', async () => {
    const rig = newRig();
    const first = await rig.passback.requestRun(rig.launch, only('a1', 'a2'));
    const second = await rig.passback.requestRun(rig.launch, only('a2', 'a1'));
    expect(first.how).to.equal('created');
    expect(second).to.deep.equal({ runId: first.runId, how: 'same' });
  });

  it('R11 makes a next run of the same choice when the run that goes read Canvas long ago', async () => {
    const rig = newRig();
    rig.sis.faults = ({ kind }) => (kind === 'putResult' ? failure('transient', 503) : null);
    const waiting = await rig.post();
    expect(waiting.state).to.equal('waiting_for_sis');
    const soon = await rig.passback.requestRun(rig.launch, all);
    expect(soon).to.deep.equal({ runId: waiting.id, how: 'same' });
    rig.advance(3 * 60 * 60_000);
    rig.canvas.grade('a1', '1000', { score: 6.5 });
    const later = await rig.passback.requestRun(rig.launch, all);
    expect(later.how).to.equal('joined');
    rig.sis.faults = () => null;
    await rig.settle(waiting.id);
    expect((await rig.settle(later.runId)).counts).to.include({ confirmed: 1, unchanged: 11 });
    expectSisEqualsCanvas(rig);
  });

  it('R11 makes a next run too when the one that goes is still in the middle of a long reading', async () => {
    const rig = newRig({ assignments: 1 });
    rig.advance(180_000);
    rig.canvas.pageSize = 2;
    rig.canvas.faults = (list, n) => (list === 'submissions' && n === 2 ? canvasDown() : undefined);
    const waiting = await rig.post();
    expect(waiting).to.include({ state: 'running', stage: 1 });
    rig.advance(5 * 60_000);
    rig.canvas.grade('a1', '1000', { score: 6.5 });
    const later = await rig.passback.requestRun(rig.launch, all);
    await rig.settle(later.runId);
    expectSisEqualsCanvas(rig);
  });

  it('joins different choices in one next run, which starts when the first has ended', async () => {
    const rig = newRig();
    const first = await rig.passback.requestRun(rig.launch, only('a1'));
    const second = await rig.passback.requestRun(rig.launch, only('a2'));
    const third = await rig.passback.requestRun(rig.launch, { ...only('a1'), kind: 'remaster' });
    expect(second.how).to.equal('joined');
    expect(third).to.deep.equal({ runId: second.runId, how: 'joined' });
    expect((await rig.passback.readRun(rig.launch, second.runId)).state).to.equal('queued');
    await rig.work();
    const next = await rig.passback.readRun(rig.launch, second.runId);
    expect((await rig.passback.readRun(rig.launch, first.runId)).state).to.equal('completed');
    expect(next).to.include({ state: 'completed', kind: 'remaster' });
    // Of a1 everything again, of a2 what is new.
    expect(next.counts).to.include({ eligible: 12, confirmed: 12 });
  });

  it('starts a next run that was left over when a worker died between two runs', async () => {
    const rig = newRig();
    const { runId } = await rig.passback.requestRun(rig.launch, only('a1'));
    const next = await rig.passback.requestRun(rig.launch, only('a2'));
    await rig.work();
    expect((await rig.passback.readRun(rig.launch, runId)).endedAt).not.to.equal(null);
    const ended = await rig.settle(next.runId);
    expect(ended.state).to.equal('completed');
  });

  it('S13 S14 ignores assignments of other courses, and refuses a choice of nothing', async () => {
    const rig = newRig();
    await rig.post();
    expect(await codeOf(rig.passback.requestRun(rig.launch, only('foreign', '../x')))).to.equal(
      'nothing_selected',
    );
    expect(await codeOf(rig.passback.requestRun(rig.launch, only()))).to.equal('nothing_selected');
    const run = await rig.post('post', ['a1', 'foreign']);
    expect(run.counts.eligible).to.equal(6);
  });

  it('S13 shows, retries and cancels runs of the launched course only', async () => {
    const rig = newRig();
    const run = await rig.post();
    for (const launch of [makeLaunch(rig.institution.id, 'other'), makeLaunch('other-institution')]) {
      expect(await codeOf(rig.passback.readRun(launch, run.id))).to.equal('run_not_found');
      expect(await codeOf(rig.passback.readRunLineItems(launch, run.id))).to.equal('run_not_found');
      expect(await codeOf(collect(rig, run.id, launch))).to.equal('run_not_found');
    }
    const other = makeLaunch(rig.institution.id, 'other');
    expect(await codeOf(rig.passback.retryFailed(other, run.id))).to.equal('run_not_found');
    expect(await codeOf(rig.passback.cancelRun(other, run.id))).to.equal('run_not_found');
    const account = { ...rig.launch, course: null };
    expect(await codeOf(rig.passback.readRun(account, run.id))).to.equal('context_missing');
  });

  it('refuses while the institution is paused', async () => {
    const rig = newRig();
    const launch = makeLaunch('unknown-institution');
    expect(await codeOf(rig.passback.requestRun(launch, all))).to.equal('posting_paused');
  });

  it('lists runs newest first, page by page', async () => {
    const rig = newRig({ students: 1, assignments: 1 });
    for (let n = 0; n < 3; n += 1) {
      await rig.post();
      rig.advance(1_000);
    }
    const [newest, middle] = await rig.passback.readHistory(rig.launch, { limit: 2, before: null });
    const rest = await rig.passback.readHistory(rig.launch, { limit: 5, before: middle?.createdAt ?? null });
    expect(newest?.state).to.equal('nothing_to_send');
    expect(rest.map((run) => run.state)).to.deep.equal(['completed']);
  });

  describe('cancelling', () => {
    it('ends a run that nobody has begun, and starts the next', async () => {
      const rig = newRig();
      const first = await rig.passback.requestRun(rig.launch, only('a1'));
      const second = await rig.passback.requestRun(rig.launch, only('a2'));
      await rig.passback.cancelRun(rig.launch, first.runId);
      await rig.work();
      expect((await rig.passback.readRun(rig.launch, first.runId)).state).to.equal('cancelled');
      expect((await rig.passback.readRun(rig.launch, second.runId)).counts.confirmed).to.equal(6);
    });

    it('Z12 stops in the middle of sending, and what was not sent is skipped as cancelled', async () => {
      const rig = newRig({ students: 200, assignments: 1 });
      rig.sis.latencyMs = 2;
      const { runId } = await rig.passback.requestRun(rig.launch, all);
      const working = rig.work();
      while (rig.sis.ledger.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
      await rig.passback.cancelRun(rig.launch, runId);
      await working;
      const run = await rig.passback.readRun(rig.launch, runId);
      expect(run.state).to.equal('cancelled');
      expectCountsAddUp(run);
      expect(run.counts.skipped).to.be.greaterThan(0);
      const results = rig.sis.ledger.filter((entry) => entry.kind === 'result').length;
      expect(run.counts.sent + run.counts.confirmed).to.equal(results);
      const again = await rig.post();
      expect(again.counts).to.include({ confirmed: 400 - results, unchanged: results });
      expectSisEqualsCanvas(rig);
    });

    it('ends a run that waits for the SIS', async () => {
      const rig = newRig();
      rig.sis.faults = () => ({
        failure: { kind: 'transient', status: null, codeMinor: null, sisMessage: '', retryAfterMs: null },
      });
      const waiting = await rig.post();
      await rig.passback.cancelRun(rig.launch, waiting.id);
      await rig.work();
      expect((await rig.passback.readRun(rig.launch, waiting.id)).state).to.equal('cancelled');
    });
  });

  describe('Post Grades', () => {
    it('shows what a run would send, and agrees with what it then sends', async () => {
      const rig = newRig();
      const signal = new AbortController().signal;
      const before = await rig.passback.readPostGrades(rig.launch, signal);
      expect(before.assignments.map((one) => one.grades)).to.deep.equal([
        { new: 6, changed: 0, unchanged: 0, heldBack: 0 },
        { new: 6, changed: 0, unchanged: 0, heldBack: 0 },
      ]);
      expect(before.assignments[0]).to.deep.include({ selectable: true, lastSyncAt: null, problems: [] });
      expect(before.assignments[0]?.sections[0]).to.include({
        categoryTitle: 'Homework',
        categoryByName: true,
      });
      await rig.post();
      rig.canvas.grade('a1', '1000', { score: 10 });
      const after = await rig.passback.readPostGrades(rig.launch, signal);
      expect(after.assignments[0]?.grades).to.deep.equal({ new: 0, changed: 1, unchanged: 5, heldBack: 0 });
      expect(after.assignments[0]?.lastSyncAt).to.be.instanceOf(Date);
      const run = await rig.post();
      expect(run.counts).to.include({ confirmed: 1, unchanged: 11 });
    });

    it('still shows the page when the SIS is down', async () => {
      const rig = newRig();
      rig.sis.faults = () => ({
        failure: { kind: 'transient', status: null, codeMinor: null, sisMessage: '', retryAfterMs: null },
      });
      const page = await rig.passback.readPostGrades(rig.launch, new AbortController().signal);
      expect(page.assignments).to.have.length(2);
      expect(page.assignments.every((one) => one.selectable)).to.equal(true);
    });
  });
});

async function collect(rig: Rig, runId: string, launch: Rig['launch']): Promise<RunItem[]> {
  const items: RunItem[] = [];
  const filter = { assignmentId: null, classSourcedId: null, problemsOnly: false };
  for await (const item of rig.passback.streamRunItems(launch, runId, filter)) items.push(item);
  return items;
}
