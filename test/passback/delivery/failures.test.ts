import { expect } from 'chai';
import { ProductError } from '../../../src/errors.ts';
import type { SisFailure } from '../../../src/oneroster/sis-client.ts';
import { makeLaunch } from '../../support/passback/harness.ts';
import { canvasDown } from '../../support/passback/in-memory-canvas.ts';
import { failure } from '../../support/passback/in-memory-sis.ts';
import {
  expectCountsAddUp,
  expectNoDuplicates,
  expectSisEqualsCanvas,
} from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

const isWrite = (kind: string): boolean => kind.startsWith('put');

describe('a run when things go wrong', () => {
  const { harness: newHarness, mongo } = useHarness();

  /** Makes a dead worker's leases expire. */
  const expired = new Date(0);
  const expireRunLease = async (runId: string): Promise<void> => {
    const runs = mongo.connection().collection<{ _id: string }>('runs');
    await runs.updateOne({ _id: runId }, { $set: { 'lease.until': expired } });
  };
  const expireClassLeases = async (): Promise<void> => {
    await mongo
      .connection()
      .collection('class_leases')
      .updateMany({}, { $set: { until: expired } });
  };

  describe('at the SIS', () => {
    it('R4 H20 fails only the refused result, with the SIS’s message', async () => {
      const harness = newHarness();
      harness.sis.faults = ({ kind, id }) =>
        kind === 'putResult' && id === 'S1001' ? failure('item', 422, 'grading window closed') : null;
      const run = await harness.post();
      expect(run.state).to.equal('completed_with_problems');
      expect(run.counts).to.include({ confirmed: 10, failed: 2 });
      const [failed] = await harness.items(run.id, true);
      expect(failed).to.include({ reason: 'sis_refused', sisMessage: 'grading window closed' });
    });

    it('H21 fails only a refused line item’s own grades', async () => {
      const harness = newHarness();
      let first = '';
      harness.sis.faults = ({ kind, id }) => {
        if (kind !== 'putLineItem') return null;
        first ||= id;
        return id === first ? failure('item', 404, 'unknown category') : null;
      };
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 9, failed: 3 });
      const reasons = (await harness.items(run.id, true)).map((item) => item.reason);
      expect(new Set(reasons)).to.deep.equal(new Set(['line_item_refused']));
      const rows = await harness.passback.readRunLineItems(harness.launch, run.id);
      expect(rows.filter((row) => row.outcome === 'failed').map((row) => row.sisMessage)).to.deep.equal([
        'unknown category',
      ]);
    });

    it('H21 sends a line item again if its results get a 404 from a SIS that cannot be read', async () => {
      const harness = newHarness({ assignments: 1 });
      harness.sis.profile = { ...harness.sis.profile, readsLineItems: false, readsResults: false };
      await harness.post();
      harness.sis.lineItems.clear();
      harness.sis.results.clear();
      harness.advance(120_000);
      for (const user of ['1000', '2000']) harness.canvas.grade('a1', user, { score: 8.5 });
      const run = await harness.post();
      expect(run.counts).to.include({ sent: 6, failed: 0 });
      expectSisEqualsCanvas(harness);
      expectNoDuplicates(harness.sis);
    });

    it('says sent rather than confirmed if nothing can be read back', async () => {
      const harness = newHarness();
      harness.sis.profile = { ...harness.sis.profile, readsLineItems: false, readsResults: false };
      const run = await harness.post();
      expect(run.counts).to.include({ sent: 12, confirmed: 0 });
      expect(run.state).to.equal('completed');
    });

    it('says sent, not verified, if the SIS accepts a score but keeps nothing, and sends it again next time', async () => {
      const harness = newHarness();
      harness.sis.faults = ({ kind, id }) =>
        kind === 'putResult' && id === 'S1001' ? { ignored: true } : null;
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 10, sent: 2, failed: 0 });
      const unverified = (await harness.items(run.id)).filter(({ outcome }) => outcome === 'sent');
      expect(unverified.map(({ reason }) => reason)).to.deep.equal(['not_verified', 'not_verified']);
      harness.sis.faults = () => null;
      const again = await harness.post();
      expect(again.counts).to.include({ confirmed: 2, unchanged: 10 });
      expectSisEqualsCanvas(harness);
    });

    it('waits for a SIS that is down, says so, and continues by itself', async () => {
      const harness = newHarness();
      harness.sis.faults = ({ kind }) => (isWrite(kind) ? failure('transient', null) : null);
      const waiting = await harness.post();
      expect(waiting.state).to.equal('waiting_for_sis');
      expect(waiting.problem?.code).to.equal('sis_unreachable');
      expect(waiting.nextAt).to.be.greaterThan(harness.deps.clock());
      expectCountsAddUp(waiting);
      harness.sis.faults = () => null;
      const run = await harness.settle(waiting.id);
      expect(run.state).to.equal('completed');
      expect(run.counts.confirmed).to.equal(12);
      expectSisEqualsCanvas(harness);
    });

    it('also waits if the SIS goes down between two results, and repeats none that it confirmed', async () => {
      const harness = newHarness({ students: 10, assignments: 1 });
      harness.sis.faults = ({ kind, n }) =>
        kind === 'putResult' && n > 8 ? failure('transient', 503) : null;
      const waiting = await harness.post();
      expect(waiting.state).to.equal('waiting_for_sis');
      const sent = harness.sis.ledger.length;
      harness.sis.faults = () => null;
      const run = await harness.settle(waiting.id);
      expect(run.counts.confirmed).to.equal(20);
      const results = harness.sis.ledger.slice(sent).filter((entry) => entry.kind === 'result');
      expect(results).to.have.length(12);
    });

    it('R11 I3 sends current grades if the SIS was down before anything was compared', async () => {
      const harness = newHarness({ assignments: 1 });
      harness.sis.faults = ({ kind }) => (kind === 'readStudents' ? failure('transient', 503) : null);
      const waiting = await harness.post();
      expect(waiting).to.include({ state: 'waiting_for_sis', stage: 2 });
      harness.advance(8 * 60 * 60_000);
      harness.canvas.grade('a1', '1001', { score: 9 });
      harness.canvas.grade('a1', '1002', { postedAt: null });
      harness.sis.faults = () => null;
      const run = await harness.settle(waiting.id);
      expect(run.counts).to.include({ confirmed: 5, skipped: 1 });
      const sent = [...harness.sis.results.values()].find((result) => result.studentSourcedId === 'S1001');
      expect(sent?.score).to.equal(9);
    });

    it('repeats a single request without an answer at once, without pausing the run', async () => {
      const harness = newHarness();
      harness.sis.faults = ({ kind, n }) =>
        kind === 'putResult' && n % 4 === 1 ? failure('transient', 502) : null;
      const run = await harness.post();
      expect(run.state).to.equal('completed');
      expect(run.counts.confirmed).to.equal(12);
    });

    it('H16 R4 a 500 for one student fails only that student, and does not pause the run', async () => {
      const harness = newHarness({ students: 10, assignments: 1 });
      harness.sis.faults = ({ kind, id }) =>
        kind === 'putResult' && id === 'S1004' ? failure('transient', 500, 'oops') : null;
      const run = await harness.post();
      expect(run.state).to.equal('completed_with_problems');
      expect(run.counts).to.include({ confirmed: 19, failed: 1 });
      const [failed] = await harness.items(run.id, true);
      expect(failed).to.include({ reason: 'sis_error', sisMessage: 'oops' });
      expect(harness.sis.requests['putResult']).to.be.at.most(19 + 6);
    });

    it('says that the SIS did not answer only if it did not', async () => {
      const harness = newHarness({ students: 10, assignments: 1 });
      harness.sis.faults = ({ kind, id }) =>
        kind === 'putResult' && id === 'S1004' ? failure('transient', null) : null;
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 19, failed: 1 });
      expect((await harness.items(run.id, true)).map((item) => item.reason)).to.deep.equal([
        'sis_unreachable',
      ]);
    });

    it('Z12 I3 sends a score again that may have arrived unanswered, even if it was changed back', async () => {
      const harness = newHarness({ assignments: 1 });
      await harness.post();
      harness.advance(180_000);
      harness.canvas.grade('a1', '1001', { score: 9 });
      harness.sis.faults = ({ kind, id }) => {
        if (kind === 'putResult' && id === 'S1001') return { lostReply: true };
        return kind === 'readCategories' && harness.sis.ledger.some((entry) => entry.score === 9)
          ? failure('transient', 503)
          : null;
      };
      const waiting = await harness.post();
      expect(waiting.state).to.equal('waiting_for_sis');
      await harness.passback.cancelRun(harness.launch, waiting.id);
      expect((await harness.settle(waiting.id)).state).to.equal('cancelled');
      harness.sis.faults = () => null;
      harness.advance(180_000);
      harness.canvas.grade('a1', '1001', { score: 1 });
      await harness.settle((await harness.post()).id);
      expectSisEqualsCanvas(harness);
    });

    it('Z12 I3 sends points again that may have arrived unanswered, even if they were changed back', async () => {
      const harness = newHarness({ assignments: 1 });
      await harness.post();
      const asBefore = harness.canvas.assignments;
      harness.canvas.assignments = asBefore.map((assignment) => ({ ...assignment, pointsPossible: 20 }));
      harness.advance(180_000);
      harness.canvas.grade('a1', '1001', { score: 9 });
      let lost = false;
      harness.sis.faults = ({ kind }) => {
        if (kind === 'readCategories') return lost ? failure('transient', 503) : null;
        if (kind !== 'putLineItem') return null;
        lost = true;
        return { lostReply: true };
      };
      const waiting = await harness.post();
      expect(waiting).to.include({ state: 'waiting_for_sis', stage: 4 });
      await harness.passback.cancelRun(harness.launch, waiting.id);
      await harness.settle(waiting.id);
      harness.sis.faults = () => null;
      harness.canvas.assignments = asBefore;
      harness.advance(10 * 60_000);
      await harness.settle((await harness.post()).id);
      expectSisEqualsCanvas(harness);
      expect([...harness.sis.lineItems.values()].map((lineItem) => lineItem.resultValueMax)).to.deep.equal([
        10, 10,
      ]);
    });

    for (const isClassHeld of [false, true]) {
      const when = isClassHeld ? ' while the dead worker’s class lease made the next one wait' : '';
      it(`Z12 I3 sends a score again whose worker died while sending it before the run was cancelled${when}`, async () => {
        const harness = newHarness({ assignments: 1 });
        await harness.post();
        harness.advance(180_000);
        harness.canvas.grade('a1', '1001', { score: 9 });
        const { runId } = await harness.passback.requestRun(harness.launch, {
          kind: 'post',
          selection: { kind: 'all' },
        });
        let died = false;
        const { cells } = harness.stores;
        const replace: typeof cells.replace = async (changes) => {
          if (changes.every(({ cell }) => cell.held?.sent.score !== 9)) return cells.replace(changes);
          died = true;
          throw new ProductError('lease_lost');
        };
        const stores = { ...harness.stores, cells: { ...cells, replace } };
        await harness.worker({}, { stores }).runOnce();
        expect(died).to.equal(true);
        await expireRunLease(runId);
        if (isClassHeld) {
          // Finds the class held, and pauses.
          await harness.worker().runOnce();
          const run = await harness.stores.runs.findById(runId);
          expect(run).to.include({ state: 'running', endedAt: null });
          expect(run?.lease).to.include({ owner: null, fencingToken: 2 });
        }
        await harness.passback.cancelRun(harness.launch, runId);
        await expireClassLeases();
        expect((await harness.settle(runId)).state).to.equal('cancelled');
        harness.advance(180_000);
        harness.canvas.grade('a1', '1001', { score: 1 });
        await harness.settle((await harness.post()).id);
        expectSisEqualsCanvas(harness);
      });
    }

    it('H11 waits as long as a 429 asks', async () => {
      const harness = newHarness();
      const busy: SisFailure = {
        kind: 'rate',
        status: 429,
        codeMinor: 'server_busy',
        sisMessage: 'busy',
        retryAfterMs: 120_000,
      };
      harness.sis.faults = ({ kind }) => (isWrite(kind) ? { failure: busy } : null);
      const waiting = await harness.post();
      expect(waiting.state).to.equal('waiting_for_sis');
      expect(waiting.problem?.code).to.equal('sis_rate');
      const wait = (waiting.nextAt?.getTime() ?? 0) - harness.deps.clock().getTime();
      expect(wait).to.be.within(110_000, 125_000);
    });

    it('H18 needs attention if credentials die while it sends, and continues by itself once they are mended', async () => {
      const harness = newHarness();
      harness.sis.faults = ({ kind, n }) => (kind === 'putResult' && n > 4 ? failure('auth', 401) : null);
      const waiting = await harness.post();
      expect(waiting).to.include({ state: 'waiting_for_person', endedAt: null, brake: null });
      expect(waiting.problem?.code).to.equal('sis_auth');
      const sentBefore = harness.sis.ledger.filter(({ kind }) => kind === 'result').length;
      expect(sentBefore).to.be.within(1, 11);
      // It looks for itself, for two days at most, and a grade sync more or less does not matter.
      harness.advance(15_000);
      await harness.work();
      const still = await harness.passback.readRun(harness.launch, waiting.id);
      expect(still).to.include({ state: 'waiting_for_person', endedAt: null });
      harness.sis.faults = () => null;
      // An administrator saved the connection: it does not wait for its next look.
      await harness.stores.runs.resumeMended(harness.institution.id, harness.deps.clock());
      await harness.work();
      const run = await harness.passback.readRun(harness.launch, waiting.id);
      expect(run.state).to.equal('completed');
      expect(run.counts).to.include({ confirmed: 12, failed: 0 });
      // Nothing was sent twice, and what was sent before is confirmed, too.
      expect(harness.sis.ledger.filter(({ kind }) => kind === 'result')).to.have.length(12);
      expectSisEqualsCanvas(harness);
    });

    it('H18 H30 a SIS that is back and refuses the credentials holds up nobody as if it were down', async () => {
      const harness = newHarness({ students: 1, assignments: 1 });
      harness.sis.faults = () => failure('transient', null);
      const { id } = await harness.post();
      harness.advance(60_000);
      harness.sis.faults = () => failure('auth', 401);
      await harness.work();
      expect((await harness.passback.readRun(harness.launch, id)).state).to.equal('waiting_for_person');
      const { circuitBreakers } = harness.stores;
      const breaker = await circuitBreakers.enter(harness.institution.id, harness.deps.clock(), 30_000);
      expect(breaker.state).to.equal('closed');
    });

    it('H18 I7 fails in the end if nobody mends the credentials, keeps what it confirmed, and retries the rest', async () => {
      const harness = newHarness();
      harness.sis.faults = ({ kind, n }) => (kind === 'putResult' && n > 4 ? failure('auth', 401) : null);
      const { id } = await harness.post();
      // Two days later.
      await mongo
        .connection()
        .collection<{ _id: string }>('runs')
        .updateOne({ _id: id }, { $set: { waits: 299 } });
      const run = await harness.settle(id);
      expect(run.state).to.equal('failed');
      expect(run.problem?.code).to.equal('sis_auth');
      expectCountsAddUp(run);
      const sentBefore = run.counts.sent + run.counts.confirmed;
      expect(run.counts.failed).to.equal(12 - sentBefore);
      harness.sis.faults = () => null;
      const retry = await harness.passback.retryFailed(harness.launch, run.id);
      const second = await harness.settle(retry.runId);
      expect(second.kind).to.equal('retry');
      expect(second.counts).to.include({ confirmed: 12 - sentBefore, eligible: 12 - sentBefore });
      expectSisEqualsCanvas(harness);
    });

    it('R15 is Failed, never Completed, if every grade was refused', async () => {
      const harness = newHarness();
      harness.sis.faults = ({ kind }) => (kind === 'putResult' ? failure('item', 422) : null);
      const run = await harness.post();
      expect(run.state).to.equal('failed');
      expect(run.counts.failed).to.equal(12);
      expect(run.problem?.code).to.equal('sis_refused');
    });

    it('R5 ends on a permanent refusal, and Retry failed sends exactly the failed ones again', async () => {
      const harness = newHarness();
      harness.sis.faults = ({ kind, id }) =>
        kind === 'putResult' && id === 'S1001' ? failure('item', 422) : null;
      const run = await harness.post();
      harness.sis.faults = () => null;
      const mark = harness.sis.ledger.length;
      const { runId } = await harness.passback.retryFailed(harness.launch, run.id);
      const retry = await harness.settle(runId);
      expect(retry.counts).to.include({ eligible: 2, confirmed: 2 });
      expect(harness.sis.ledger.length - mark).to.equal(2);
      expectSisEqualsCanvas(harness);
    });

    it('offers Retry failed if it would send something, not for failures that an earlier run reported', async () => {
      const harness = newHarness({ students: 2, assignments: 1 });
      harness.sis.classes.set('class-1', ['S1000']);
      const first = await harness.post();
      expect(first).to.nested.include({ 'counts.failed': 1, retryable: 1 });
      const second = await harness.post();
      expect(second).to.nested.include({ 'counts.failed': 1, retryable: 0 });
    });

    it('H30 sends a SIS that is down one probe, however many runs wait', async () => {
      const harness = newHarness({ institutionId: 'shared-sis' });
      await harness.stores.circuitBreakers.close('shared-sis');
      harness.sis.faults = ({ kind }) => (kind === 'readClass' ? failure('transient', null) : null);
      const first = await harness.post();
      expect(first.state).to.equal('waiting_for_sis');
      const asked = harness.sis.requests['readClass'] ?? 0;
      const second = makeLaunch('shared-sis', 'context-2');
      const { runId } = await harness.passback.requestRun(second, {
        kind: 'post',
        selection: { kind: 'all' },
      });
      await harness.work();
      const waiting = await harness.passback.readRun(second, runId);
      expect(waiting.state).to.equal('waiting_for_sis');
      expect(harness.sis.requests['readClass']).to.equal(asked);
      harness.sis.faults = () => null;
      const done = await harness.settle(first.id);
      expect(done.state).to.equal('completed');
    });

    it('H30 sends a SIS that stays down one request in 30 seconds, whatever the waiting runs had to do', async () => {
      const harness = newHarness({ institutionId: 'dead-sis' });
      const requests = (): number => Object.values(harness.sis.requests).reduce((sum, n) => sum + n, 0);
      await harness.post();
      for (const [n, { canvasUserId }] of harness.canvas.members.entries()) {
        harness.canvas.grade('a1', canvasUserId ?? '', { score: 20 + n });
      }
      harness.sis.faults = () => failure('transient', null);
      const first = await harness.post();
      expect(first.state).to.equal('waiting_for_sis');
      for (const context of ['context-2', 'context-3']) {
        await harness.passback.requestRun(makeLaunch('dead-sis', context), {
          kind: 'post',
          selection: { kind: 'all' },
        });
      }
      await harness.work();
      const before = requests();
      for (let seconds = 0; seconds < 600; seconds += 5) {
        harness.advance(5_000);
        await harness.work();
      }
      expect(requests() - before).to.be.within(1, 20);
      harness.sis.faults = () => null;
      expect((await harness.settle(first.id)).state).to.equal('completed');
    });

    it('H31 I7 gives up after its budget of pauses, and says which grades were not sent', async () => {
      const harness = newHarness({ students: 1, assignments: 1 });
      harness.sis.faults = ({ kind }) => (isWrite(kind) ? failure('transient', 503) : null);
      const { id } = await harness.post();
      // Two days later.
      await mongo
        .connection()
        .collection<{ _id: string }>('runs')
        .updateOne({ _id: id }, { $set: { waits: 299 } });
      const run = await harness.settle(id);
      expect(run.state).to.equal('failed');
      expect(run.counts.failed).to.equal(2);
      expect((await harness.items(id, true)).map((item) => item.reason)).to.deep.equal([
        'sis_error',
        'sis_error',
      ]);
    });

    it('does without lists that the SIS lets nobody read, and claims nothing that it cannot see', async () => {
      const refused = [
        ['readLineItems', 'confirmed', 'lineItems'],
        ['readResults', 'sent', 'results'],
        ['readPeriods', 'confirmed', 'gradingPeriods'],
        ['readStudents', 'confirmed', 'students'],
      ] as const;
      for (const [list, outcome, said] of refused) {
        const harness = newHarness();
        harness.sis.faults = ({ kind }) => (kind === list ? failure('institution', 403, 'no') : null);
        const run = await harness.post();
        expect(run.counts, list).to.include({ [outcome]: 12, failed: 0, skipped: 0 });
        expect(run.state, list).to.equal('completed');
        expect(run.refusedLists).to.deep.equal([{ list: said, sections: null }]);
        expect(harness.sis.results.size, list).to.equal(12);
        // Nor is anything sent again because of it.
        const before = harness.sis.ledger.length;
        const again = await harness.post();
        expect(harness.sis.ledger.length, list).to.equal(before);
        expect(again.counts, list).to.include({ unchanged: 12, failed: 0 });
      }
    });

    it('names the list without which nothing can be sent, and sends what another class shows', async () => {
      const needed = [
        ['readCategories', 'categories_unreadable', {}],
        ['readPeriods', 'grading_periods_unreadable', { gradingPeriod: 'required' }],
      ] as const;
      for (const [list, check, profile] of needed) {
        const harness = newHarness({ assignments: 1 });
        harness.sis.profile = { ...harness.sis.profile, ...profile };
        harness.sis.faults = ({ kind, id }) =>
          kind === list && id === 'class-2' ? failure('institution', 403, 'no') : null;
        const run = await harness.post();
        expect(run.state, list).to.equal('completed_with_problems');
        expect(run.counts, list).to.include({ confirmed: 3, skipped: 3 });
        const rows = await harness.passback.readRunLineItems(harness.launch, run.id);
        const checks = rows.flatMap(({ problems }) => problems.map((problem) => problem.check));
        expect(checks).to.deep.equal([check]);
        expect(run.refusedLists).to.deep.equal([]);
      }
    });

    it('keeps the categories and students that it was shown before, and sends new students at their ids', async () => {
      const harness = newHarness({ assignments: 1 });
      await harness.post();
      harness.sis.faults = ({ kind }) =>
        kind === 'readCategories' || kind === 'readStudents' ? failure('institution', 403, 'no') : null;
      const sent = harness.sis.ledger.length;
      expect((await harness.post()).counts).to.include({ unchanged: 6, failed: 0, skipped: 0 });
      expect(harness.sis.ledger.length).to.equal(sent);
      harness.canvas.grade('a1', '1001', { score: 3 });
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 1, unchanged: 5 });
      expect(run.refusedLists).to.deep.equal([{ list: 'students', sections: null }]);
    });

    it('says why the SIS refuses to show a class, and reads the others', async () => {
      const harness = newHarness({ assignments: 1 });
      harness.sis.faults = ({ kind, id }) =>
        kind === 'readStudents' && id === 'class-2' ? failure('item', 403, 'not your class') : null;
      const run = await harness.post();
      expect(run.counts).to.include({ confirmed: 3, skipped: 3 });
      const rows = await harness.passback.readRunLineItems(harness.launch, run.id);
      const [problem] = rows.find((row) => row.sectionName === 'Section 2')?.problems ?? [];
      expect(problem).to.deep.include({ check: 'class_unreadable', values: { words: 'not your class' } });
    });
  });

  describe('at Canvas', () => {
    it('waits for a Canvas that does not answer, and continues by itself', async () => {
      const harness = newHarness();
      harness.canvas.faults = canvasDown;
      const waiting = await harness.post();
      expect(waiting.state).to.equal('running');
      expect(waiting.problem?.code).to.equal('canvas_unreachable');
      harness.canvas.faults = () => {};
      expect((await harness.settle(waiting.id)).state).to.equal('completed');
    });

    it('R20 fails with a clear code if the person must connect to Canvas again', async () => {
      const harness = newHarness();
      harness.canvas.faults = (list) => {
        if (list === 'assignments') throw new ProductError('canvas_consent_needed', { next: 'reconnect' });
      };
      const run = await harness.post();
      expect(run.state).to.equal('failed');
      expect(run.problem?.code).to.equal('canvas_consent_needed');
      expect(harness.sis.ledger).to.have.length(0);
    });

    it('H18 needs attention if the person loses Canvas while it is under way, and continues once they reconnect', async () => {
      const harness = newHarness({ students: 30, assignments: 5 });
      let isGone = false;
      harness.canvas.faults = (list, n) => {
        isGone ||= list === 'submissions' && n === 3;
        if (isGone) throw new ProductError('canvas_consent_needed', { next: 'reconnect' });
      };
      // Without totals, which would make it read more.
      Object.assign(harness.canvas.reader.rest ?? {}, { readStudentTotals: async () => [] });
      const waiting = await harness.post();
      expect(waiting).to.include({ state: 'waiting_for_person', endedAt: null });
      expect(waiting.problem?.code).to.equal('canvas_consent_needed');
      harness.canvas.faults = () => {};
      const run = await harness.settle(waiting.id);
      expect(run.counts.confirmed).to.equal(300);
    });

    it('H24 continues at the page that failed, not at the first', async () => {
      const harness = newHarness({ students: 30, assignments: 5 });
      let failed = false;
      harness.canvas.faults = (list, n) => {
        if (list !== 'submissions' || n !== 3 || failed) return;
        failed = true;
        canvasDown();
      };
      // Without totals, which would make it read more.
      Object.assign(harness.canvas.reader.rest ?? {}, { readStudentTotals: async () => [] });
      const waiting = await harness.post();
      harness.advance(-1);
      const run = await harness.settle(waiting.id);
      expect(run.counts.confirmed).to.equal(300);
      // Three pages, and the one that failed.
      expect(harness.canvas.pages['submissions']).to.equal(4);
    });
  });
});
