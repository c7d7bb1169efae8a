import { expect } from 'chai';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import { useBrowser } from '../support/browser.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { type PersonAtBrowser, sitDown } from '../support/teacher-browser.ts';

/** What a teacher sees when the SIS has a bad day, with the real worker and its real pauses. */
describe('A teacher posts grades while the SIS has a bad day', function () {
  this.timeout(90_000);
  const mongo = useMongo();
  let sandbox: TestSandbox;
  const browser = useBrowser();
  let person: PersonAtBrowser;

  before(async () => {
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool(), worker: true });
  });
  after(async () => {
    await sandbox?.stop();
  });
  beforeEach(async () => {
    person = await sitDown(browser(), sandbox);
  });
  afterEach(() => person.context.close());

  const readResults = async () =>
    (await sandbox.sis.readLedger()).filter((entry) => entry.kind === 'results' && entry.applied);

  it('H1 H16 says Waiting for SIS while it is down, continues when it is back, and sends each grade once', async () => {
    sandbox.sis.faults.set({ down: '503' });
    await person.enterAs(/Beltrán/);
    await person.openCourse(/Algebra I/);
    const run = await person.postFromGradeSync();
    await run.getByText('Waiting for SIS', { exact: true }).waitFor({ timeout: 30_000 });
    expect(await run.locator('main').textContent()).to.not.match(/grades? (was|were) sent/);
    expect(await readResults()).to.have.length(0);

    sandbox.sis.faults.set({ down: 'no' });
    await run
      .getByText(/^Completed/)
      .first()
      .waitFor({ timeout: 45_000 });
    const sent = await readResults();
    expect(sent.length).to.be.above(20);
    expect(new Set(sent.map((entry) => entry.sourcedId)).size).to.equal(sent.length);
  });

  it('H20 R4 R23 shows the one student the SIS refuses, in the SIS’s words; Retry failed sends the missing grade', async () => {
    const { classes, enrollments } = inventedSchool().sis;
    const biology = classes.find((one) => one.title.startsWith('Biology 9, period 1'));
    const student = enrollments.find((one) => one.classId === biology?.id && one.role === 'student')?.userId;
    if (student === undefined) throw new Error('no student in Biology 9');
    sandbox.sis.faults.set({ refusedStudents: [student] });
    await person.enterAs(/Okafor/);
    await person.openCourse(/Biology 9/);
    let run = await person.postFromGradeSync();
    await run.getByText('Completed with problems', { exact: true }).waitFor({ timeout: 45_000 });
    await run.getByRole('link', { name: 'Problems only' }).click();
    await run.waitForURL(/show=problems/);
    for (const summary of await run.locator('details summary').all()) await summary.click();
    await run
      .getByText(/refused by .*SIS|SIS refused/i)
      .first()
      .waitFor();
    const refused = (await sandbox.sis.readLedger()).filter((entry) => !entry.applied).length;
    expect(refused).to.be.above(0);
    const before = (await readResults()).length;

    sandbox.sis.faults.set({ refusedStudents: [] });
    await run.getByRole('button', { name: 'Retry failed' }).click();
    const retried = new RegExp(`runs/(?!${run.url().split('/').at(-1)?.split('?')[0]})`);
    run = await person.findToolFrame(retried);
    await run.getByText('Completed', { exact: true }).waitFor({ timeout: 45_000 });
    expect((await readResults()).length - before).to.equal(refused);
  });
});
