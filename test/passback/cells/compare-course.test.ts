import { expect } from 'chai';
import type { CellGroup } from '../../../src/domain/comparison.ts';
import type { LaunchContext } from '../../../src/domain/launch-context.ts';
import type { RunSummary } from '../../../src/domain/run.ts';
import { courseOfLaunch } from '../../../src/passback/runs/launched-course.ts';
import { requestRun, scopeOf } from '../../../src/passback/runs/request-run.ts';
import type { Harness } from '../../support/passback/harness.ts';
import { failure } from '../../support/passback/in-memory-sis.ts';
import { expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

const sameLineItems = { lineItemsChanged: 0, lineItemsMissing: 0 };

describe('comparing a course with the SIS', () => {
  const { mongo, harness: newHarness } = useHarness();

  const edit = (harness: Harness, student: string, score: number | null): void => {
    const result = [...harness.sis.results.values()].find(
      ({ studentSourcedId }) => studentSourcedId === student,
    );
    if (!result) throw new Error('no result');
    if (score === null) harness.sis.results.delete(result.sourcedId);
    else harness.sis.results.set(result.sourcedId, { ...result, score });
  };
  const open = async (harness: Harness, group: CellGroup = 'changed_in_sis', launch = harness.launch) => {
    const { counts, cells } = await harness.passback.readComparison(launch, { group, page: 1 });
    return { counts: Object.fromEntries(counts), cells };
  };
  const compare = async (harness: Harness, launch = harness.launch) =>
    harness.settle((await harness.passback.compareWithSis(launch)).runId);
  const start = async (): Promise<Harness> => {
    const harness = newHarness({ assignments: 1 });
    await harness.post();
    harness.advance(180_000);
    edit(harness, 'S1001', 1.5);
    edit(harness, 'S2002', null);
    expect((await open(harness)).counts).to.deep.equal({ in_order: 6 });
    const run = await compare(harness);
    expect(run).to.deep.include({
      state: 'completed',
      findings: { lineItems: 2, unread: 0, changed: 1, missing: 1, ...sameLineItems },
    });
    return harness;
  };

  it('R16 R22 notices changed and missing grades that no run has sent lately', async () => {
    const harness = await start();
    const { counts, cells } = await open(harness);
    expect(counts).to.deep.equal({ changed_in_sis: 1, missing_in_sis: 1, in_order: 4 });
    expect(cells).to.have.length(1);
    expect(cells[0]).to.include({ studentName: 'Student 1001', canvas: 1, sent: 1 });
    expect(cells[0]?.seen).to.deep.equal({ score: 1.5, scoreStatus: 'fully graded' });
    expect((await open(harness, 'missing_in_sis')).cells[0]).to.include({ seen: 'absent' });
  });

  it('keeps the SIS’s edit until a person decides: one press sends Canvas’s score', async () => {
    const harness = await start();
    expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 4, heldBack: 1 });
    const [cell] = (await open(harness)).cells;
    const asked = await harness.passback.decideCells(harness.launch, {
      how: 'repair',
      cellId: cell?.id ?? '',
      group: 'changed_in_sis',
    });
    expect((await harness.settle(asked?.runId ?? '')).counts).to.include({ confirmed: 1, unchanged: 5 });
    expectSisEqualsCanvas(harness);
    expect((await open(harness)).counts).to.deep.equal({ in_order: 6 });
  });

  it('or keeps the SIS’s score until somebody changes it there again', async () => {
    const harness = await start();
    const decision = { how: 'accept', cellId: null, group: 'changed_in_sis' } as const;
    expect(await harness.passback.decideCells(harness.launch, decision)).to.equal(null);
    expect((await open(harness)).counts).to.include({ in_order: 5 });
    expect((await harness.post()).counts).to.include({ heldBack: 0 });
    edit(harness, 'S1001', 2);
    harness.advance(180_000);
    await compare(harness);
    expect((await open(harness)).cells).to.have.length(1);
  });

  it('decides about every grade of a list, however long it is', async () => {
    const harness = newHarness({ students: 251, assignments: 1 });
    await harness.post();
    harness.advance(180_000);
    for (const [id, result] of harness.sis.results) harness.sis.results.set(id, { ...result, score: 11 });
    await compare(harness);
    expect((await open(harness)).counts).to.deep.equal({ changed_in_sis: 502 });
    await harness.passback.decideCells(harness.launch, {
      how: 'accept',
      cellId: null,
      group: 'changed_in_sis',
    });
    expect((await open(harness)).counts).to.not.have.property('changed_in_sis');
  }).timeout(60_000);

  it('makes a changed score wait, too, if the school asks first; if Canvas wins, nothing waits', async () => {
    for (const conflicts of ['ask', 'canvas_wins'] as const) {
      const harness = await start();
      harness.settings = { ...harness.settings, conflicts };
      harness.canvas.grade('a1', '1001', { score: 9 });
      const run = await harness.post();
      const asks = conflicts === 'ask';
      expect(run.counts).to.include(asks ? { confirmed: 0, heldBack: 2 } : { confirmed: 2, heldBack: 0 });
    }
  });

  it('is a run like others: one at a time, queued with posts, shown in History, and can be cancelled', async () => {
    const harness = newHarness({ assignments: 1 });
    await harness.post();
    const { passback, launch } = harness;
    const first = await passback.compareWithSis(launch);
    expect(await passback.compareWithSis(launch)).to.deep.equal({ runId: first.runId, how: 'same' });
    const posted = await passback.requestRun(launch, { kind: 'post', selection: { kind: 'all' } });
    expect(posted.how).to.equal('joined');
    expect((await passback.readComparison(launch, { group: 'in_order', page: 1 })).openRun?.id).to.equal(
      first.runId,
    );
    expect((await passback.readPostGrades(launch, AbortSignal.timeout(10_000))).openRun).to.equal(null);
    await harness.work();
    expect((await passback.readRun(launch, posted.runId)).state).to.equal('nothing_to_send');
    const behind = await passback.requestRun(launch, { kind: 'post', selection: { kind: 'all' } });
    const queued = await passback.compareWithSis(launch);
    expect(queued.how).to.equal('joined');
    expect((await passback.readRun(launch, queued.runId)).state).to.equal('queued');
    await passback.cancelRun(launch, queued.runId);
    await harness.work();
    const history = await passback.readHistory(launch, { limit: 9, before: null });
    expect(history.map(({ id, kind, state }) => [id, kind, state])).to.deep.include.members([
      [first.runId, 'compare', 'completed'],
      [behind.runId, 'post', 'nothing_to_send'],
      [queued.runId, 'compare', 'cancelled'],
    ]);
    expect(await harness.items(first.runId)).to.deep.equal([]);
  });

  it('says when the SIS was last asked about everything; a refused reading leaves its grades unchanged', async () => {
    const harness = newHarness({ assignments: 1 });
    await harness.post();
    const age = async () =>
      (await harness.passback.readComparison(harness.launch, { group: 'in_order', page: 1 })).comparedAt;
    expect(await age()).to.equal(null);
    edit(harness, 'S1001', 1.5);
    harness.advance(180_000);
    const refused = [...harness.sis.lineItems.values()].find(
      ({ classSourcedId }) => classSourcedId === 'class-1',
    );
    harness.sis.faults = ({ kind, id }) =>
      kind === 'readResults' && id === refused?.sourcedId ? failure('item', 403) : null;
    const run = await compare(harness);
    expect(run).to.deep.include({
      state: 'completed_with_problems',
      findings: { lineItems: 1, unread: 1, changed: 0, missing: 0, ...sameLineItems },
    });
    expect((await open(harness)).counts).to.deep.equal({ in_order: 6 });
    expect(await age()).to.equal(null);
    harness.sis.faults = () => null;
    harness.advance(180_000);
    const whole = await compare(harness);
    expect(whole.findings).to.deep.equal({
      lineItems: 2,
      unread: 0,
      changed: 1,
      missing: 0,
      ...sameLineItems,
    });
    expect(await age()).to.deep.equal(whole.startedAt);
  });

  it('R22 stops if the SIS does not answer, and calls nothing missing', async () => {
    const harness = newHarness({ assignments: 1 });
    await harness.post();
    harness.advance(180_000);
    harness.sis.faults = ({ kind }) => (kind === 'readResults' ? failure('auth', 401) : null);
    const { runId } = await harness.passback.compareWithSis(harness.launch);
    await harness.work();
    // Two days later.
    const runs = mongo.connection().collection<{ _id: string }>('runs');
    await runs.updateOne({ _id: runId }, { $set: { waits: 300 } });
    expect(await harness.settle(runId)).to.deep.include({ state: 'failed', findings: null });
    expect((await open(harness)).counts).to.deep.equal({ in_order: 6 });
  });

  it('compares line items by what we send, what was sent and what the SIS shows; what it does not show is no difference', async () => {
    const harness = newHarness({ assignments: 2 });
    await harness.post();
    harness.advance(180_000);
    const [first, second, third] = [...harness.sis.lineItems.values()];
    if (!first || !second || !third) throw new Error('no line items');
    harness.sis.lineItems.set(first.sourcedId, {
      ...first,
      title: 'Typed over',
      resultValueMax: 0,
      dueDate: '',
    });
    harness.sis.lineItems.set(second.sourcedId, {
      ...second,
      categorySourcedId: 'cat-homework',
      resultValueMax: 12,
    });
    harness.sis.lineItems.delete(third.sourcedId);
    const run = await compare(harness);
    expect(run.findings).to.include({ lineItemsChanged: 2, lineItemsMissing: 1, missing: 3 });
    const read = async (launch = harness.launch) =>
      (await harness.passback.readComparison(launch, { group: 'in_order', page: 1 })).lineItems;
    const found = await read();
    expect(found.map(({ isMissing }) => isMissing)).to.have.members([false, false, true]);
    expect(found.flatMap(({ fields }) => fields)).to.have.deep.members([
      { field: 'title', ours: first.title, sent: first.title, seen: 'Typed over' },
      { field: 'resultValueMax', ours: second.resultValueMax, sent: second.resultValueMax, seen: 12 },
    ]);
    // S61 nothing is shown of other sections.
    const reach = { kind: 'sections', ids: ['s2'], sisIds: ['class-2'] } as const;
    for (const { sectionNames } of await read({ ...harness.launch, reach })) {
      expect(sectionNames).to.deep.equal(['Section 2']);
    }
    // A reading that fails says nothing about line items.
    harness.sis.faults = ({ kind }) => (kind === 'readLineItems' ? failure('item', 403) : null);
    await compare(harness);
    const told = (lines: typeof found) =>
      lines.map(({ isMissing, fields }) => [
        isMissing,
        fields.map(({ field, sent, seen }) => [field, sent, seen]),
      ]);
    expect(told(await read())).to.deep.equal(told(found));
    harness.sis.faults = () => null;
    await compare(harness);
    // Another maximum would change what a score means, so only the other details can be kept as they are.
    expect(
      found.map(({ fields, isAcceptable }) => [fields.map(({ field }) => field), isAcceptable]),
    ).to.have.deep.members([
      [['title'], true],
      [['resultValueMax'], false],
      [[], false],
    ]);
    for (const { id } of found) await harness.passback.acceptLineItem(harness.launch, id);
    expect(told(await read())).to.deep.equal(told(found.filter(({ isAcceptable }) => !isAcceptable)));
    // Until the SIS shows something else again.
    harness.sis.lineItems.set(first.sourcedId, { ...first, title: 'Typed over again' });
    await compare(harness);
    expect(await read()).to.have.length(3);
    // One press sends an assignment again, without a score, or with those that were lost with it.
    const { passback, launch } = harness;
    const repair = async (id: string) => {
      const receipt = await passback.repairLineItem(launch, id);
      return receipt && harness.settle(receipt.runId);
    };
    const gone = found.find(({ isMissing }) => isMissing);
    const typedOver = found.find(({ fields }) => fields.some(({ field }) => field === 'title'));
    const results = harness.sis.requests['putResult'];
    expect((await repair(typedOver?.id ?? ''))?.counts).to.include({ sent: 0, confirmed: 0 });
    expect(harness.sis.requests['putResult']).to.equal(results);
    expect(harness.sis.lineItems.get(first.sourcedId)?.title).to.equal(first.title);
    expect((await repair(gone?.id ?? ''))?.counts).to.include({ confirmed: 3 });
    expect(harness.sis.lineItems.has(third.sourcedId)).to.equal(true);
    expect(await repair(typedOver?.id ?? '')).to.equal(null);
    expect(await repair('nothing:class-1')).to.equal(null);
    expect((await read()).map(({ fields }) => fields.map(({ field }) => field))).to.deep.equal([
      ['resultValueMax'],
    ]);
    await harness.post('remaster');
    harness.advance(180_000);
    await compare(harness);
    expect(await read()).to.deep.equal([]);
    expectSisEqualsCanvas(harness);
  });

  it('nightly syncs each compare a part, the whole course in a few nights, and read no other results', async () => {
    const harness = newHarness({ assignments: 3 });
    harness.settings = { ...harness.settings, compareNights: 3 };
    await harness.post();
    edit(harness, 'S1001', 1.5);
    const readNight = async (): Promise<number> => {
      harness.advance(24 * 60 * 60_000);
      const before = harness.sis.requests['readResults'] ?? 0;
      const run = await syncNightly(harness);
      expect(run.counts).to.include({ eligible: 18, sent: 0, confirmed: 0 });
      return (harness.sis.requests['readResults'] ?? 0) - before;
    };
    const age = async () =>
      (await harness.passback.readComparison(harness.launch, { group: 'in_order', page: 1 })).comparedAt;
    const started = harness.deps.clock();
    expect([await readNight(), await readNight()]).to.deep.equal([2, 2]);
    expect(await age()).to.equal(null);
    expect(await readNight()).to.equal(2);
    expect((await age())?.getTime()).to.be.greaterThan(started.getTime());
    expect((await open(harness)).counts).to.deep.equal({ changed_in_sis: 1, in_order: 17 });
    // Round and round, and switched off.
    expect(await readNight()).to.equal(2);
    harness.settings = { ...harness.settings, compareNights: null };
    expect(await readNight()).to.equal(0);
  });

  it('a nightly sync of a course in order asks the SIS for its part of the rotation, and no lists until their turn', async () => {
    const harness = newHarness({ assignments: 3 });
    harness.settings = { ...harness.settings, compareNights: 3 };
    await harness.post();
    const lists = [
      'readClass',
      'readStudents',
      'readLineItems',
      'readCategories',
      'readGradingPeriods',
    ] as const;
    const countLists = (): number => lists.reduce((sum, kind) => sum + (harness.sis.requests[kind] ?? 0), 0);
    const readLists = async (): Promise<number> => {
      harness.advance(24 * 60 * 60_000);
      const before = countLists();
      expect(await syncNightly(harness)).to.include({ state: 'nothing_to_send' });
      return countLists() - before;
    };
    expect([await readLists(), await readLists(), await readLists(), await readLists()]).to.deep.equal([
      0, 0, 8, 0,
    ]);
    // A new grade needs to know who is in the class now.
    harness.canvas.grade('a1', '1001', { score: 9 });
    harness.advance(24 * 60 * 60_000);
    const before = countLists();
    expect((await syncNightly(harness)).counts).to.include({ confirmed: 1, unchanged: 17 });
    expect(countLists() - before).to.equal(8);
    expectSisEqualsCanvas(harness);
    // A student whom the SIS lacks may have been enrolled since.
    for (const students of harness.sis.classes.values()) {
      if (students.includes('S1001')) students.splice(students.indexOf('S1001'), 1);
    }
    harness.canvas.grade('a2', '1001', { score: 3 });
    harness.advance(24 * 60 * 60_000);
    expect((await syncNightly(harness)).counts?.failed).to.be.greaterThan(0);
    harness.advance(24 * 60 * 60_000);
    const again = countLists();
    await syncNightly(harness);
    expect(countLists() - again).to.equal(8);
  });

  it('S61 shows and decides only the grades of a person’s own sections', async () => {
    const harness = await start();
    const reach = { kind: 'sections', ids: ['s2'], sisIds: ['class-2'] } as const;
    const limited: LaunchContext = { ...harness.launch, reach };
    const { counts, cells } = await open(harness, 'changed_in_sis', limited);
    expect(counts).to.deep.equal({ missing_in_sis: 1, in_order: 2 });
    expect(cells).to.deep.equal([]);
  });
});

/** The run that the schedule asks for at night, until it has ended. */
async function syncNightly(harness: Harness): Promise<RunSummary> {
  const { runId } = await requestRun(harness.deps, {
    course: courseOfLaunch(harness.launch),
    kind: 'nightly',
    scope: scopeOf('nightly', { kind: 'all' }),
    requestedBy: { kind: 'nightly' },
    onBehalfOf: '9',
    reach: { kind: 'course' },
  });
  return harness.settle(runId);
}
