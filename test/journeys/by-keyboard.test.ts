import { expect } from 'chai';
import type { Frame, Page } from 'playwright-core';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import type { ResultRecord } from '../../sandbox/sis/records.ts';
import { useBrowser } from '../support/browser.ts';
import { type Keyboard, useKeyboard } from '../support/keyboard.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { connectTeacher } from '../support/teacher.ts';
import { sitDown } from '../support/teacher-browser.ts';

/** The tasks after the first post, by keyboard alone, in the frame of a Canvas that is another site. */
describe('A teacher without a mouse', function () {
  this.timeout(90_000);
  const mongo = useMongo();
  const browser = useBrowser();
  let sandbox: TestSandbox;
  let page: Page;
  let keyboard: Keyboard;
  let find: (path: RegExp) => Promise<Frame>;
  let cell: { readonly assignmentId: number; readonly userId: number };

  before('a course that is in order', async () => {
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool(), worker: true });
    const teacher = await connectTeacher(sandbox, 'Biology 9');
    const { id } = teacher.course;
    const { runId } = await sandbox.product.services.passback.requestRun(teacher.launch, {
      kind: 'post',
      selection: { kind: 'all' },
    });
    const { assignments, cells } = await sandbox.canvas.store.gradebook.read(id);
    const worksheet = assignments.find(({ name }) => name === 'Cell structure worksheet');
    const found = cells.find((one) => one.assignmentId === worksheet?.id && one.score === 17);
    if (!found) throw new Error('no such cell');
    cell = found;
    const person = await sitDown(browser(), sandbox);
    page = person.page;
    find = person.findToolFrame;
    keyboard = useKeyboard(page, () => person.findToolFrame(/./));
    await person.enterAs(/Okafor/);
    await person.openCourse(/Biology 9/);
    await page.getByRole('link', { name: 'Grade Sync' }).click();
    const history = await find(/grade-sync/);
    expect(new URL(history.url()).hostname).to.not.equal(new URL(page.url()).hostname);
    await history.locator(`#run-${runId}`).waitFor();
    await history.getByText(/^Completed/).waitFor({ timeout: 30_000 });
  });
  after(() => sandbox?.stop());

  /** What the SIS holds of the score that these tests change. */
  async function readSis(): Promise<ResultRecord> {
    const { lineItems, results } = sandbox.sis.store;
    const named = await lineItems.find({ title: 'Cell structure worksheet' }).toArray();
    const user = await sandbox.canvas.store.people.find(cell.userId);
    const result = await results.findOne({
      studentId: String(user?.sisUserId),
      lineItemId: { $in: named.map(({ _id }) => _id) },
    });
    if (result === null) throw new Error('the SIS has no such result');
    return result;
  }

  async function expectEnd(state: string, sentence: RegExp): Promise<void> {
    const run = await find(/grade-sync\/runs\//);
    await run.locator('.outcome .pill', { hasText: state }).waitFor({ timeout: 30_000 });
    expect(await run.locator('.outcome').textContent()).to.match(sentence);
  }

  it('sees a changed score before it goes, and posts it', async () => {
    await sandbox.canvas.store.gradebook.setScore(
      { assignmentId: cell.assignmentId, studentId: cell.userId, graderId: 1 },
      18.5,
    );
    await keyboard.press('Post Grades');
    const list = await find(/post-grades$/);
    await list.getByRole('button', { name: /Post Grades · 1 grade of 1 assignment/ }).waitFor();
    await keyboard.press('Preview every grade');
    const preview = await find(/post-grades\/preview/);
    await preview.getByRole('row', { name: /Cell structure worksheet .* Changed 17 18.5/ }).waitFor();
    await keyboard.press('Post Grades');
    await (await find(/post-grades$/)).getByRole('button', { name: /^Post Grades/ }).waitFor();
    await keyboard.press('Post Grades · ');
    await (await find(/scheduled/)).getByText('Scheduled.').waitFor();
    await keyboard.press('Click to see progress.');
    await expectEnd('Completed', /Sent 1 grade/);
    expect((await readSis()).score).to.equal(18.5);
  });

  it('undoes it', async () => {
    await keyboard.press('Undo this sync');
    const question = await find(/\/undo$/);
    await question.getByRole('button', { name: 'Undo this sync' }).waitFor();
    await keyboard.press('Undo this sync');
    await (await find(/grade-sync\/runs\/[^/]+$/)).getByText(/^Undo/).first().waitFor();
    await expectEnd('Completed', /Sent 1 grade/);
    expect((await readSis()).score).to.equal(17);
  });

  it('compares, and sends Canvas’s score over one that somebody changed in the SIS', async () => {
    const { results } = sandbox.sis.store;
    // Another one: what was undone is held back.
    const { _id: undone, lineItemId } = await readSis();
    const own = await results.findOne({ lineItemId, _id: { $ne: undone }, score: { $gt: 3 } });
    if (own === null) throw new Error('the SIS has no other result');
    await results.updateOne({ _id: own._id }, { $set: { score: 3, modifiedAt: new Date() } });
    await keyboard.press('Compare');
    await (await find(/compare/)).getByRole('heading', { name: 'Compare' }).waitFor();
    await keyboard.press('Compare with Juniper SIS');
    const compared = await find(/compare/);
    await compared.getByText(/^Last compared/).waitFor({ timeout: 30_000 });
    await compared.getByRole('link', { name: 'Changed in Juniper SIS: 1' }).waitFor();
    await keyboard.press('Changed in Juniper SIS: 1');
    await compared.getByRole('row', { name: /Cell structure worksheet/ }).waitFor();
    await keyboard.press('Send Canvas’s score: ');
    await expectEnd('Completed', /Sent 1 grade/);
    expect((await results.findOne({ _id: own._id }))?.score).to.equal(own.score);
  });
});
