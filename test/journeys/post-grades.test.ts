import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import { useBrowser } from '../support/browser.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { type PersonAtBrowser, sitDown } from '../support/teacher-browser.ts';

/** The main task as a teacher does it, in a real browser, from the gradebook to the SIS. */
describe('A teacher posts grades', function () {
  this.timeout(90_000);
  const mongo = useMongo();
  let sandbox: TestSandbox;
  const browser = useBrowser();
  let person: PersonAtBrowser;
  let page: Page;

  before(async () => {
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool(), worker: true });
  });
  after(async () => {
    await sandbox?.stop();
  });
  beforeEach(async () => {
    person = await sitDown(browser(), sandbox);
    page = person.page;
  });
  afterEach(() => person.context.close());

  it('from Grades › Actions › Sync to SIS, through consent, to the progress of the run and the SIS gradebook', async () => {
    await person.enterAs(/Okafor/);
    await person.openCourse(/Biology 9/);
    await page.getByRole('link', { name: 'Grades' }).click();
    await page.getByRole('button', { name: /Actions/ }).click();
    await page
      .getByText(/^Sync to Juniper SIS/)
      .first()
      .click();

    let tool = await person.findToolFrame(/post-grades/);
    await person.connectToCanvas(tool);
    const post = tool.getByRole('button', { name: 'Post Grades' });
    await post.waitFor();
    expect(await tool.getByRole('checkbox', { name: /Cell structure worksheet/ }).isChecked()).to.equal(true);
    await post.click();

    await tool.getByText('Scheduled.').waitFor();
    await tool.getByRole('link', { name: 'Click to see progress.' }).click();
    tool = await person.findToolFrame(/grade-sync\/runs\//);
    await tool.getByText('Completed', { exact: true }).waitFor({ timeout: 30_000 });
    const text = await tool.locator('main').textContent();
    expect(text).to.match(
      /Reading Canvas[\s\S]*Reading SIS[\s\S]*Comparing[\s\S]*Posting assignments[\s\S]*Posting grades/,
    );
    expect(text).to.match(/Sent 95 grades/);

    await page.goto(sandbox.sis.url);
    await page
      .getByRole('link', { name: /Biology 9/ })
      .first()
      .click();
    const gradebook = await page.locator('table').first().textContent();
    expect(gradebook).to.include('Cell structure worksheet').and.to.include('Unit 1 test');
    expect(gradebook).to.not.include('Field trip reflection');
  });

  it('changes one score and posts again from Grade Sync: only that one is sent, as History shows', async () => {
    await person.enterAs(/Okafor/);
    const { id } = await sandbox.findCourse('Biology 9');
    const { gradebook } = sandbox.canvas.store;
    const { assignments, cells } = await gradebook.read(id);
    const worksheet = assignments.find((one) => one.name === 'Cell structure worksheet');
    const cell = cells.find((one) => one.assignmentId === worksheet?.id && one.score === 17);
    if (!cell) throw new Error('no such cell');
    await gradebook.setScore({ assignmentId: cell.assignmentId, studentId: cell.userId, graderId: 1 }, 18.5);

    await person.openCourse(/Biology 9/);
    await page.getByRole('link', { name: 'Grade Sync' }).click();
    let tool = await person.findToolFrame(/grade-sync/);
    await tool.getByRole('link', { name: 'Post Grades' }).click();
    tool = await person.findToolFrame(/post-grades/);
    await tool.getByRole('button', { name: 'Post Grades' }).click();
    await tool.getByRole('link', { name: 'Click to see progress.' }).click();
    tool = await person.findToolFrame(/grade-sync\/runs\//);
    await tool.getByText('Completed', { exact: true }).waitFor({ timeout: 30_000 });
    expect(await tool.locator('main').textContent()).to.match(/Sent 1 grade/);

    await tool.getByRole('link', { name: 'History' }).first().click();
    tool = await person.findToolFrame(/grade-sync$/);
    await tool.getByRole('table').first().waitFor();
    expect((await tool.getByRole('table').first().textContent())?.match(/Amara Okafor/g)).to.have.length(2);
    const written = (await sandbox.sis.readLedger()).filter(
      (entry) => entry.kind === 'results' && entry.applied,
    );
    expect(written).to.have.length(95 + 1);
    expect(written.at(-1)?.fields).to.include({ score: 18.5 });
  });

  it('S12 a student sees no Grade Sync and cannot open it by its address', async () => {
    await person.enterAs(/Aaliyah Brooks/);
    await person.openCourse(/Biology 9/);
    await page.getByRole('link', { name: 'Assignments', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'Grade Sync' }).count()).to.equal(0);
    const { id } = await sandbox.findCourse('Biology 9');
    const launch = encodeURIComponent(`${sandbox.toolUrl}/lti/launch`);
    await page.goto(
      `${sandbox.canvas.url}/courses/${id}/external_tools/retrieve?display=borderless&placement=course_navigation&url=${launch}`,
    );
    await page
      .frameLocator('iframe.tool-frame')
      .getByText(/access denied/i)
      .first()
      .waitFor();
    expect(page.frames().some((frame) => frame.url().startsWith(sandbox.toolUrl))).to.equal(false);
  });
});
