import { expect } from 'chai';
import { itemOutcomes } from '../../../src/domain/outcomes.ts';
import type { RunItem } from '../../../src/domain/run.ts';
import { readRunGrid } from '../../../src/web/runs/run-grid.ts';
import { naturalOrder } from '../../../src/web/ui/formats.ts';
import { en, say } from '../../support/english.ts';
import { buildItem, createPassbackFixture } from '../../support/passback-fixtures.ts';
import { get, readText } from '../../support/read-page.ts';
import { createWebApp } from '../../support/web-app.ts';
import { createRichPassback } from '../../support/web-scenes.ts';

function itemOf(assignment: number, student: number, over: Partial<RunItem> = {}): RunItem {
  return buildItem({
    cellId: `${assignment}:ALG1-P1:s${student}`,
    assignmentId: String(assignment),
    assignmentName: `Quiz ${assignment}, chapters and exercises`,
    studentName: `Student with a long name ${student}`,
    studentSisId: `s${student}`,
    ...over,
  });
}

async function* stream(items: readonly RunItem[]): AsyncGenerator<RunItem> {
  yield* items;
}

describe('a grade sync at a glance', () => {
  it('has one sign for each student and assignment, in natural order, and the worst where there are two', async () => {
    const items = [
      itemOf(10, 2, { outcome: 'confirmed' }),
      itemOf(2, 2, { outcome: 'skipped' }),
      itemOf(10, 10, { outcome: 'confirmed' }),
      itemOf(10, 10, { outcome: 'failed', cellId: '10:ALG1-P2:s10' }),
    ];
    const grid = await readRunGrid(stream(items), naturalOrder('en'));
    expect(grid.assignments.map(({ id }) => id)).to.deep.equal(['2', '10']);
    expect(grid.students.map(({ key, signs, problems }) => [key, signs, problems])).to.deep.equal([
      ['s2', '/+', 1],
      ['s10', ' X', 1],
    ]);
    expect(grid.outcomes.map(({ outcome, count }) => [outcome, count])).to.deep.equal([
      ['failed', 1],
      ['skipped', 1],
      ['confirmed', 2],
    ]);
  });

  it('200 assignments by 150 students take less than 150 kB, whatever became of them; names lead to lists', async () => {
    const items = Array.from({ length: 200 * 150 }, (_, at) => {
      const [assignment, student] = [at % 200, Math.floor(at / 200)];
      // A fixed mix in which neighbours hardly ever agree.
      const outcome = itemOutcomes[(assignment * 5 + student * 3 + ((at * at) % 11)) % itemOutcomes.length];
      return itemOf(assignment + 1, student + 1, outcome === undefined ? {} : { outcome });
    });
    const app = createWebApp({ passback: createPassbackFixture({ items }) });
    const { text, status } = await get(app, '/grade-sync/runs/run-1/grid');
    expect(status).to.equal(200);
    expect(Buffer.byteLength(text)).to.be.lessThan(150_000);
    expect(text).to.contain('href="students?assignment=7"').and.to.contain('href="students?student=s7"');
    const page = readText(text);
    for (const name of Object.values(en.itemOutcomes)) expect(page).to.contain(say(name));
    const list = readText((await get(app, '/grade-sync/runs/run-1/students?student=s7&assignment=9')).text);
    expect(list).to.contain('Student with a long name 7').and.not.to.contain('name 8');
    expect((await get(app, '/grade-sync/runs/run-1')).text).to.contain('/grade-sync/runs/run-1/grid"');
  });
});

describe('a course’s summary to print', () => {
  it('counts grades by assignment, section and what is to do, and names no student', async () => {
    const app = createWebApp({ passback: createRichPassback() });
    const { text } = await get(app, '/grade-sync/summary');
    const page = readText(text);
    const cells = app.passback.comparedCells;
    expect(cells).to.not.deep.equal([]);
    expect(page).to.contain(say(en.summary.inOrder, { count: cells.length, inOrder: 0, sis: 'Focus' }));
    expect(page).to.contain(cells[0]?.assignmentName).and.to.contain(say(en.summary.total));
    for (const { studentName } of cells) expect(page).to.not.contain(studentName);
    expect((await get(app, '/grade-sync')).text).to.contain('/grade-sync/summary"');
  });
});
