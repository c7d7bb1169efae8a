import { expect } from 'chai';
import fc from 'fast-check';
import { evaluateCourse } from '../../../src/passback/cells/evaluate-course.ts';
import type { CellRecord } from '../../../src/store/passback/cell-record.ts';
import type { PassbackStores } from '../../../src/store/passback/passback-stores.ts';
import type { Harness } from '../../support/passback/harness.ts';
import { makeAssignment, makeStudent } from '../../support/passback/in-memory-canvas.ts';
import { expectCountsAddUp } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

/** What may change between two evaluations, and what starts one. */
const users = ['1000', '1001', '2000', '2001'] as const;
const step = fc.oneof(
  fc.record({
    do: fc.constant('grade' as const),
    assignment: fc.constantFrom('a1', 'a2'),
    user: fc.constantFrom(...users),
    change: fc.constantFrom(
      { score: 3 },
      { score: 9.5 },
      { score: null },
      { excused: true, score: null },
      { late: true },
      { postedAt: null },
    ),
  }),
  fc.record({
    do: fc.constant('student' as const),
    user: fc.constantFrom(...users),
    change: fc.constantFrom('leaves', 'moves', 'gets the other id', 'has no id', 'comes back'),
  }),
  fc.record({
    do: fc.constant('assignment' as const),
    change: fc.constantFrom('points', 'no due date', 'unmarked', 'as before'),
  }),
  fc.record({
    do: fc.constant('settings' as const),
    change: fc.constantFrom(
      { resend: 'score+status' } as const,
      { resend: 'score' } as const,
      { sendHiddenGrades: true },
      { sendHiddenGrades: false },
      { conflicts: 'canvas_wins' } as const,
      { conflicts: 'ask' } as const,
    ),
  }),
  fc.record({
    do: fc.constant('sis' as const),
    change: fc.constantFrom('edits a result', 'deletes a result', 'deletes a line item', 'drops a student'),
  }),
  fc.record({ do: fc.constantFrom('page' as const, 'post' as const) }),
  fc.record({
    do: fc.constant('death' as const),
    after: fc.constantFrom('no cell', 'some cells', 'all cells'),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Stores of a process that dies while it evaluates: before it has written the first, a later or the last cell. */
function dieAfter({ stores }: Harness, after: 'no cell' | 'some cells' | 'all cells'): PassbackStores {
  const die = async (): Promise<never> => {
    throw new Error('killed');
  };
  const { cells, cellBooks } = stores;
  let writes = 0;
  const replace: typeof cells.replace = (changes) => {
    writes += 1;
    return after === 'no cell' || writes > 1 ? die() : cells.replace(changes);
  };
  return {
    ...stores,
    cells: { ...cells, replace: after === 'all cells' ? cells.replace : replace },
    cellBooks: { ...cellBooks, save: die },
  };
}

/** Where there was nothing to write, nobody dies. */
function expectDeath(error: unknown): void {
  if (!String(error).includes('killed')) throw error;
}

describe('the cells of a course', () => {
  const { harness: newHarness } = useHarness();
  const scopeOf = ({ institution }: Harness) => ({
    institutionId: institution.id,
    courseKey: `${institution.id}:context-1`,
  });
  const everything = { assignmentIds: null, classKey: null, states: null, isDue: false };

  const readCells = async (harness: Harness): Promise<CellRecord[]> => {
    const cells: CellRecord[] = [];
    for await (const cell of harness.stores.cells.stream(scopeOf(harness), everything)) cells.push(cell);
    return cells;
  };

  /** Evaluates every cell again, as if nothing were known about changes. */
  const evaluateAll = async (harness: Harness) => {
    const { stores, institution, settings, sis } = harness;
    const { courseKey } = scopeOf(harness);
    const course = await stores.courses.find(courseKey);
    if (!course) throw new Error('the course was never read');
    const now = harness.deps.clock();
    const present = { ...institution, settings };
    const source = { institution: present, profile: sis.profile, course, contextId: 'context-1', now };
    return evaluateCourse(stores, source, { everything: true, isQuiet: true });
  };

  const apply = async (harness: Harness, { ...step }: Step): Promise<void> => {
    const { canvas, sis } = harness;
    switch (step.do) {
      case 'grade':
        return canvas.grade(step.assignment, step.user, step.change);
      case 'student': {
        const own = canvas.sections.find(({ id }) => id === `s${step.user[0]}`);
        const other = canvas.sections.find(({ id }) => id !== `s${step.user[0]}`);
        if (!own || !other) throw new Error('two sections');
        const twin = `${step.user.slice(0, 3)}${step.user.endsWith('0') ? 1 : 0}`;
        canvas.members = canvas.members.flatMap((member) => {
          if (member.canvasUserId !== step.user) return [member];
          switch (step.change) {
            case 'leaves':
              return [{ ...member, active: false }];
            case 'moves':
              return [makeStudent(step.user, [other])];
            case 'gets the other id':
              return [{ ...member, sisId: `S${twin}` }];
            case 'has no id':
              return [{ ...member, sisId: null }];
            default:
              return [makeStudent(step.user, [own])];
          }
        });
        return;
      }
      case 'assignment': {
        const [first, second] = [makeAssignment('a1'), makeAssignment('a2')];
        if (step.change === 'points') canvas.assignments = [{ ...first, pointsPossible: 50 }, second];
        else if (step.change === 'no due date') canvas.assignments = [{ ...first, dueAt: null }, second];
        else canvas.assignments = step.change === 'unmarked' ? [second] : [first, second];
        return;
      }
      case 'settings':
        harness.settings = { ...harness.settings, ...step.change };
        return;
      case 'sis': {
        const [result] = sis.results.values();
        const [lineItem] = sis.lineItems.keys();
        if (step.change === 'edits a result' && result) {
          sis.results.set(result.sourcedId, { ...result, score: 1 });
        } else if (step.change === 'deletes a result') sis.results.delete(result?.sourcedId ?? '');
        else if (step.change === 'deletes a line item') sis.lineItems.delete(lineItem ?? '');
        else sis.classes.set('class-1', ['S1000']);
        return;
      }
      case 'page':
        harness.advance(6 * 60_000);
        await harness.readPageWith({});
        return;
      case 'death':
        harness.advance(6 * 60_000);
        await harness.readPageWith({ stores: dieAfter(harness, step.after) }).catch(expectDeath);
        return;
      case 'post':
        harness.advance(6 * 60_000);
        expectCountsAddUp(await harness.settle((await harness.post()).id));
        return;
    }
  };

  it('M1 M6 agree with a full evaluation after any sequence of changes, and so do their counts', async function () {
    this.timeout(120_000);
    const run = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
      const harness = newHarness({ students: 2 });
      for (const one of [{ do: 'post' as const }, ...steps, { do: 'page' as const }])
        await apply(harness, one);
      const known = await readCells(harness);
      const book = await harness.stores.cellBooks.find(scopeOf(harness));
      const full = await evaluateAll(harness);
      expect(await readCells(harness)).to.deep.equal(known);
      expect(full.book.assignments.filter(({ counts }) => counts.length > 0)).to.deep.equal(
        book?.assignments.filter(({ counts }) => counts.length > 0),
      );
      const results = known.flatMap(({ resultSourcedId }) => resultSourcedId ?? []);
      expect(new Set(results).size).to.equal(results.length);
    });
    // Its line item is deleted in the SIS after nothing is planned for it any more.
    const unplanned: Step[] = [
      { do: 'assignment', change: 'no due date' },
      { do: 'page' },
      { do: 'sis', change: 'deletes a line item' },
    ];
    await fc.assert(run, { numRuns: 8, examples: [[unplanned]] });
  });

  it('are evaluated in full after a death between cells and book, even if the facts are what they were before', async () => {
    for (const after of ['some cells', 'all cells'] as const) {
      const harness = newHarness({ students: 2 });
      await harness.post();
      const before = await readCells(harness);
      await apply(harness, { do: 'assignment', change: 'no due date' });
      harness.advance(6 * 60_000);
      const died = await harness.readPageWith({ stores: dieAfter(harness, after) }).then(
        () => false,
        (error: unknown) => String(error).includes('killed'),
      );
      expect(died).to.equal(true);
      expect(await readCells(harness)).to.not.deep.equal(before);
      await apply(harness, { do: 'assignment', change: 'as before' });
      await apply(harness, { do: 'page' });
      const states = (cells: readonly CellRecord[]) =>
        cells.map(({ _id, state, wanted }) => [_id, state, wanted]);
      expect(states(await readCells(harness))).to.deep.equal(states(before));
      const book = await harness.stores.cellBooks.find(scopeOf(harness));
      const full = await evaluateAll(harness);
      expect(book?.assignments).to.deep.equal(full.book.assignments);
      // What died is forgotten, once nobody can be at it any more.
      harness.advance(11 * 60_000);
      await apply(harness, { do: 'page' });
      expect((await harness.stores.cellBooks.find(scopeOf(harness)))?.evaluations).to.deep.equal([]);
    }
  });

  it('report a student missing from the SIS, even if that student’s old result is now somebody else’s', async () => {
    const harness = newHarness({ students: 2 });
    await harness.post();
    await apply(harness, { do: 'student', user: '1000', change: 'gets the other id' });
    await apply(harness, { do: 'student', user: '1001', change: 'gets the other id' });
    await apply(harness, { do: 'sis', change: 'drops a student' });
    await apply(harness, { do: 'page' });
    const refused = (await readCells(harness)).filter(({ personId }) => personId === '1000');
    expect(refused.map(({ reason }) => reason)).to.deep.equal(['student_not_in_sis', 'student_not_in_sis']);
  });

  it('leave one document for a run in which nothing changed, whose page still shows every grade', async () => {
    const harness = newHarness();
    await harness.post();
    harness.advance(180_000);
    const run = await harness.post();
    const items = [];
    for await (const item of harness.stores.items.stream(harness.keyOf(run.id), all)) items.push(item);
    expect(items).to.deep.equal([]);
    expect(await harness.stores.lineItems.findOfRun(harness.keyOf(run.id))).to.deep.equal([]);
    expect(run.counts).to.include({ eligible: 12, unchanged: 12 });
    expect((await harness.items(run.id)).map(({ outcome }) => outcome)).to.deep.equal(
      Array(12).fill('unchanged'),
    );
    const rows = await harness.passback.readRunLineItems(harness.launch, run.id);
    expect(rows.map(({ counts, outcome }) => [outcome, counts.unchanged])).to.deep.equal(
      Array(4).fill(['unchanged', 3]),
    );
  });

  it('tell a reason once; later runs only count it, with exactly its students', async () => {
    const harness = newHarness();
    harness.canvas.grade('a1', '1000', { postedAt: null });
    const [section] = harness.canvas.sections;
    harness.canvas.members = harness.canvas.members.map((member) =>
      member.canvasUserId === '1001' ? { ...member, sisId: null } : member,
    );
    const countItems = async (runId: string): Promise<number> =>
      (await harness.stores.items.count(harness.keyOf(runId))).skipped;
    const first = await harness.post();
    expect(first.counts).to.include({ eligible: 12, confirmed: 9, skipped: 3 });
    expect(await countItems(first.id)).to.equal(3);
    harness.advance(180_000);
    const second = await harness.post();
    expect(second.counts).to.include({ eligible: 12, unchanged: 9, skipped: 3 });
    expect(await countItems(second.id)).to.equal(0);
    const skipped = await harness.items(second.id, true);
    expect(skipped.map(({ studentName, reason }) => `${studentName} ${reason}`).sort()).to.deep.equal([
      'Student 1000 grade_hidden',
      'Student 1001 student_without_sis_id',
      'Student 1001 student_without_sis_id',
    ]);
    const rows = await harness.passback.readRunLineItems(harness.launch, second.id);
    expect(rows.reduce((sum, { counts }) => sum + counts.skipped, 0)).to.equal(3);
    expect(rows.every(({ sectionName }) => sectionName === section?.name || sectionName === 'Section 2'));
    // A reason that returns is news again.
    harness.canvas.grade('a1', '1000', { postedAt: harness.canvas.now() });
    harness.advance(180_000);
    expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 9, skipped: 2 });
    harness.canvas.grade('a1', '1000', { postedAt: null });
    harness.advance(25 * 60 * 60_000);
    const last = await harness.post();
    expect(await countItems(last.id)).to.equal(1);
    expect(last.counts).to.include({ eligible: 12, unchanged: 9, skipped: 3 });
  });

  it('tell an assignment’s problems once, count them every time, and always show them', async () => {
    const harness = newHarness();
    harness.canvas.assignments = [makeAssignment('a1', { dueAt: null }), makeAssignment('a2')];
    const problems = async (runId: string): Promise<string[]> =>
      (await harness.passback.readRunLineItems(harness.launch, runId)).flatMap((row) =>
        row.problems.map(({ check }) => `${row.assignmentId} ${check}`),
      );
    for (const stored of [2, 0]) {
      const run = await harness.post();
      expect(run.state).to.equal('completed_with_problems');
      expect(run.counts).to.include({ eligible: 12, skipped: 6 });
      expect(await problems(run.id)).to.deep.equal(Array(2).fill('a1 due_date_missing'));
      const rows = await harness.stores.lineItems.findOfRun(harness.keyOf(run.id));
      expect(rows.filter(({ outcome }) => outcome === 'refused')).to.have.length(stored);
      harness.advance(180_000);
    }
  });

  const all = { sectionIds: null, assignmentId: null, classSourcedId: null, problemsOnly: false };
});
