import { expect } from 'chai';
import { codeOf } from '../../support/code-of.ts';
import { all, type Harness, makeLaunch } from '../../support/passback/harness.ts';
import { failure } from '../../support/passback/in-memory-sis.ts';
import { expectNoDuplicates, expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

describe('a course that another tool posted before', () => {
  const { harness: newHarness } = useHarness();

  /** One assignment with three students, as another tool left it: under ids of its own. */
  async function startOver(): Promise<Harness> {
    const harness = newHarness({ assignments: 1 });
    harness.canvas.sections = harness.canvas.sections.slice(0, 1);
    harness.canvas.members = harness.canvas.members.filter(({ sectionIds }) => sectionIds.includes('s1'));
    for (const n of [0, 1, 2]) harness.canvas.submissions.delete(`a1:200${n}`);
    await harness.post();
    const { sis, stores, institution } = harness;
    const [lineItem] = sis.lineItems.values();
    if (!lineItem) throw new Error('no line item');
    const results = [...sis.results.values()];
    sis.lineItems.clear();
    sis.results.clear();
    sis.lineItems.set('their-item', { ...lineItem, sourcedId: 'their-item', description: 'by another tool' });
    for (const [n, result] of results.entries()) {
      const own = { ...result, sourcedId: `their-${n}`, lineItemSourcedId: 'their-item' };
      // One student's score differs from Canvas's, and one has none.
      if (n < 2) sis.results.set(own.sourcedId, n === 1 ? { ...own, score: 9.5 } : own);
    }
    for (const store of [
      stores.receipts,
      stores.cells,
      stores.cellBooks,
      stores.grades,
      stores.classSnapshots,
    ]) {
      await store.removeInstitution(institution.id);
    }
    await stores.courses.removeInstitution(institution.id);
    harness.advance(10 * 60_000);
    return harness;
  }

  it('P14 makes no twin: the assignment is stopped with the way out', async () => {
    const harness = await startOver();
    const page = await harness.readPageWith({});
    expect(
      page.assignments.map(({ selectable, problems }) => [selectable, problems[0]?.check]),
    ).to.deep.equal([[false, 'line_item_exists']]);
    const run = await harness.post();
    expect(run.state).to.equal('completed_with_problems');
    expect(run.counts).to.include({ skipped: 3, sent: 0, confirmed: 0 });
    expect([...harness.sis.lineItems.keys()]).to.deep.equal(['their-item']);
    expect(harness.sis.results.size).to.equal(2);
  });

  it('P14 takes it over with its results where the institution says so; an undo brings back what they were', async () => {
    const harness = await startOver();
    harness.settings = { ...harness.settings, existingLineItems: 'adopt' };
    const page = await harness.readPageWith({});
    expect(page.assignments.map(({ selectable, adopts }) => [selectable, adopts])).to.deep.equal([
      [true, true],
    ]);
    const before = harness.sis.requests['putResult'] ?? 0;
    const run = await harness.post();
    // The equal score stays, the other is changed in its place, and the missing one is new.
    expect(run.counts).to.include({ eligible: 3, confirmed: 2, unchanged: 1, failed: 0 });
    expect(harness.sis.requests['putResult']).to.equal(before + 2);
    expect([...harness.sis.lineItems.keys()]).to.deep.equal(['their-item']);
    expect(harness.sis.results.size).to.equal(3);
    expectNoDuplicates(harness.sis);
    expectSisEqualsCanvas(harness);
    harness.advance(180_000);
    const quiet = await harness.post();
    expect([quiet.state, quiet.counts.unchanged]).to.deep.equal(['nothing_to_send', 3]);
    harness.advance(180_000);
    await harness.settle((await harness.passback.undoRun(harness.launch, run.id)).runId);
    expect(harness.sis.results.get('their-1')?.score).to.equal(9.5);
  });

  it('P14 takes it over by a person’s press alone: read at once, sent by the next run, and told by it', async () => {
    const harness = await startOver();
    await harness.readPageWith({});
    const { ledger } = harness.sis;
    const mark = ledger.length;
    const { passback, launch } = harness;
    const signal = AbortSignal.timeout(20_000);
    expect((await harness.readPageWith({})).assignments[0]).to.include({
      adoptable: true,
      selectable: false,
    });
    expect(await passback.adopt(launch, ['a1'], signal)).to.deep.equal({
      assignments: 1,
      grades: 2,
      differing: 1,
    });
    // Nothing reached the SIS, and a second press finds nothing.
    expect(ledger.length).to.equal(mark);
    expect((await passback.adopt(launch, ['a1'], signal)).assignments).to.equal(0);
    const [assignment] = (await harness.readPageWith({})).assignments;
    expect(assignment).to.deep.include({ adoptable: false, selectable: true, problems: [] });
    expect(assignment?.grades).to.deep.equal({ new: 1, changed: 1, unchanged: 1, heldBack: 0 });
    const preview = await passback.readPreview(launch, {
      assignmentId: 'a1',
      show: 'all',
      search: '',
      page: 1,
    });
    expect(preview.grades.map(({ holds }) => holds)).to.deep.include({
      score: 9.5,
      scoreStatus: 'fully graded',
    });
    const run = await harness.post();
    expect(run.counts).to.include({ eligible: 3, confirmed: 2, unchanged: 1, failed: 0 });
    expect([...harness.sis.lineItems.keys()]).to.deep.equal(['their-item']);
    expect(harness.sis.results.size).to.equal(3);
    expectNoDuplicates(harness.sis);
    expectSisEqualsCanvas(harness);
    const rows = await passback.readRunLineItems(launch, run.id);
    expect(rows.map(({ adopted }) => adopted)).to.deep.equal([{ by: launch.person.name }]);
    harness.advance(180_000);
    const again = await harness.post('remaster');
    const later = await passback.readRunLineItems(launch, again.id);
    expect(later.map(({ adopted }) => adopted)).to.deep.equal([null]);
  });

  it('P14 adopts nothing by a person’s press if the SIS refuses to show what stands there', async () => {
    const harness = await startOver();
    const { passback, launch, sis } = harness;
    await harness.readPageWith({});
    sis.faults = ({ kind }) => (kind === 'readResults' ? failure('item', 403) : null);
    const press = () => passback.adopt(launch, ['a1'], AbortSignal.timeout(20_000));
    expect(await codeOf(press())).to.match(/^sis_/);
    expect((await harness.readPageWith({})).assignments[0]).to.include({ adoptable: true });
    sis.faults = () => null;
    expect((await press()).grades).to.equal(2);
  });

  it('P14 makes no twin of a result that stood there before its student had a grade in Canvas', async () => {
    const harness = await startOver();
    const { canvas, sis, passback, launch } = harness;
    const student = canvas.members[2];
    const [some] = sis.results.values();
    if (!student?.sisId || !student.canvasUserId || !some) throw new Error('no student without a result');
    canvas.submissions.delete(`a1:${student.canvasUserId}`);
    sis.results.set('their-late', {
      ...some,
      sourcedId: 'their-late',
      studentSourcedId: student.sisId,
      score: 3,
    });
    await harness.readPageWith({});
    await passback.adopt(launch, ['a1'], AbortSignal.timeout(20_000));
    await harness.post();
    harness.advance(180_000);
    canvas.grade('a1', student.canvasUserId, { score: 8 });
    await harness.post();
    expect(sis.results.get('their-late')?.score).to.equal(8);
    expectNoDuplicates(sis);
  });

  it('P14 has the brake count grades that it would change', async () => {
    const harness = await startOver();
    const { settings } = harness;
    harness.settings = { ...settings, existingLineItems: 'adopt', brakeShare: 25, brakeMinimum: 1 };
    const run = await harness.post();
    expect([run.state, run.brake?.figures.held]).to.deep.equal(['waiting_for_person', 2]);
  });

  it('P14 takes nothing over that another course of ours has sent to the class', async () => {
    const harness = newHarness({ students: 2, assignments: 1 });
    harness.settings = { ...harness.settings, existingLineItems: 'adopt' };
    await harness.post();
    const { ledger } = harness.sis;
    const mark = ledger.length;
    const other = makeLaunch(harness.institution.id, 'context-2');
    const { runId } = await harness.passback.requestRun(other, all);
    await harness.work();
    const run = await harness.passback.readRun(other, runId);
    expect(run.counts).to.include({ skipped: 4, sent: 0, confirmed: 0 });
    const rows = await harness.passback.readRunLineItems(other, runId);
    expect(rows.flatMap(({ problems }) => problems.map(({ check }) => check))).to.deep.equal([
      'line_items_exist',
      'line_items_exist',
    ]);
    expect(ledger.length).to.equal(mark);
  });

  it('P14 leaves to nobody’s press what another course of ours has sent', async () => {
    const harness = newHarness({ students: 2, assignments: 1 });
    await harness.post();
    const other = makeLaunch(harness.institution.id, 'context-2');
    await harness.passback.requestRun(other, all);
    await harness.work();
    const page = await harness.passback.readPostGrades(other, AbortSignal.timeout(20_000));
    expect(page.assignments.map(({ adoptable, problems }) => [adoptable, problems[0]?.check])).to.deep.equal([
      [false, 'line_items_exist'],
    ]);
    const summary = await harness.passback.adopt(other, ['a1'], AbortSignal.timeout(20_000));
    expect(summary.assignments).to.equal(0);
  });
});
