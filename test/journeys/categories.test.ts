import { expect } from 'chai';
import type { FrameLocator, Page } from 'playwright-core';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import type { Http, HttpRequest } from '../../src/http/http.ts';
import { useBrowser } from '../support/browser.ts';
import { largeSchool } from '../support/large-school.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { connectTeacher, type Teacher } from '../support/teacher.ts';

const section1 = 'Biology 9 – Period 1';
const section2 = 'Biology 9 – Period 2';

/** The mapping of this journey: group → section → SIS category. Labs and Extra differ by section. */
const wanted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Homework: { [section1]: 'Homework', [section2]: 'Homework' },
  Quizzes: { [section1]: 'Quizzes', [section2]: 'Quizzes' },
  Tests: { [section1]: 'Tests', [section2]: 'Tests' },
  Labs: { [section1]: 'Labs', [section2]: 'Tests' },
  Extra: { [section1]: 'Participation', [section2]: 'Homework' },
};

describe('Journey: Sync SIS Categories', function () {
  this.timeout(120_000);
  const mongo = useMongo();
  const browser = useBrowser();
  let sandbox: TestSandbox;
  let teacher: Teacher;
  let page: Page;
  const faults: string[] = [];

  before(async () => {
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool(), worker: true });
    teacher = await connectTeacher(sandbox, 'Biology 9');
    page = await browser().newPage({ viewport: { width: 1280, height: 900 } });
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(sandbox.canvas.url);
    await page.getByRole('button', { name: /Okafor/ }).click();
    await page.waitForURL('**/dashboard**');
  });
  after(async () => {
    await sandbox?.stop();
    expect(faults).to.deep.equal([]);
  });

  const openAssignments = () => page.goto(`${sandbox.canvas.url}/courses/${teacher.course.id}/assignments`);

  /** Opens Assignments › More Options › Sync SIS Categories; the tool's page is in the modal. */
  async function openModal(): Promise<FrameLocator> {
    await openAssignments();
    await page.getByTitle('More Options').click();
    await page.getByRole('link', { name: 'Sync Juniper SIS Categories' }).click();
    const modal = page.getByRole('dialog', { name: 'Sync Juniper SIS Categories' });
    await modal.waitFor();
    const frame = modal.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Sync SIS Categories' }).waitFor();
    return frame;
  }

  const groupRow = (frame: FrameLocator, name: string) =>
    frame.locator('.group', { has: frame.locator('summary', { hasText: name }) });
  const choose = (frame: FrameLocator, group: string, section: string, category: string) =>
    frame.getByLabel(`SIS Category of ${group} in ${section}`).selectOption({ label: category });

  async function syncAndClose(frame: FrameLocator): Promise<void> {
    await frame.getByRole('button', { name: 'Sync Categories' }).click();
    await frame.getByText('Categories synced.').waitFor();
    await frame.getByRole('link', { name: 'Close' }).click();
    await page.getByRole('dialog', { name: 'Sync Juniper SIS Categories' }).waitFor({ state: 'hidden' });
  }

  /** The groups of the Assignments page that have Canvas's imported icon. */
  async function readImported(): Promise<string[]> {
    await openAssignments();
    const marked = page.locator('.group', { has: page.locator('.icon-sis-imported') });
    return (await marked.locator('h2').allInnerTexts()).sort();
  }

  /** Opens Grade Sync from the course navigation. */
  async function openGradeSync(tab: string): Promise<FrameLocator> {
    await page.goto(`${sandbox.canvas.url}/courses/${teacher.course.id}`);
    await page.getByRole('link', { name: 'Grade Sync' }).click();
    const frame = page.frameLocator('iframe[data-lti-launch="true"]');
    await frame.getByRole('link', { name: tab, exact: true }).click();
    return frame;
  }

  /** Presses Post Grades and waits until the run has ended. */
  async function post(): Promise<FrameLocator> {
    const frame = await openGradeSync('Post Grades');
    await frame.getByRole('button', { name: 'Post Grades' }).click();
    await frame.getByRole('link', { name: 'Click to see progress.' }).click();
    await frame
      .locator('.pill', { hasText: /^(Completed|Nothing|Failed)/ })
      .first()
      .waitFor({ timeout: 60_000 });
    return frame;
  }

  /** The line items a teacher sees in the SIS: title → category. */
  async function readSisWindow(period: 1 | 2): Promise<ReadonlyMap<string, string>> {
    await page.goto(sandbox.sis.url);
    await page.getByRole('link', { name: `Biology 9, period ${period}` }).click();
    // A click only starts the navigation, and `all` waits for nothing.
    await page.locator('table.gradebook thead').waitFor();
    const columns = await page.locator('table.gradebook thead th:not(.corner)').all();
    return new Map(
      await Promise.all(
        columns.map(
          async (column) =>
            [
              (await column.locator('.title').getAttribute('title')) ?? '',
              (await column.locator('.category').textContent()) ?? '',
            ] as const,
        ),
      ),
    );
  }

  it('lists the groups in Canvas’s order, with suggestions and what is unassociated', async () => {
    const frame = await openModal();
    expect(await frame.locator('.group-name').allInnerTexts()).to.deep.equal(Object.keys(wanted));
    await groupRow(frame, 'Homework').getByText('Matched by name', { exact: true }).waitFor();
    await groupRow(frame, 'Extra').getByText('2 unassociated sections').waitFor();
    await frame.getByText('This section isn’t synced because it has no SIS ID: Peer tutors.').waitFor();
    expect(await readImported()).to.deep.equal([]);
  });

  it('maps two groups differently by section, and sees Synchronized here and Imported in Canvas', async () => {
    const frame = await openModal();
    for (const group of ['Labs', 'Extra']) {
      await frame.locator('summary', { hasText: group }).click();
      for (const section of [section1, section2]) {
        await choose(frame, group, section, wanted[group]?.[section] ?? '');
      }
      await groupRow(frame, group).getByText('Changed', { exact: true }).waitFor();
    }
    const table = groupRow(frame, 'Labs').locator('table');
    expect(await table.locator('thead th').allInnerTexts()).to.deep.equal([
      ...['SIS Section', 'SIS ID', 'SIS Category'],
    ]);
    expect(await table.locator('tbody tr').first().textContent()).to.contain('cls-bio9-1');
    await frame.getByRole('button', { name: 'Sync Categories' }).click();
    await frame.getByText('Categories synced.').waitFor();
    expect(await frame.getByTitle('Synchronized').count()).to.equal(5);
    await frame.getByRole('link', { name: 'Close' }).click();
    await page.getByRole('dialog', { name: 'Sync Juniper SIS Categories' }).waitFor({ state: 'hidden' });
    expect(await readImported()).to.deep.equal(Object.keys(wanted).sort());
    expect(await page.getByTitle('Imported from Juniper SIS').count()).to.equal(5);
  });

  it('posts, and every line item lands in the right category of the SIS', async () => {
    await post();
    const { store } = sandbox.canvas;
    const groups = await store.groups.list(teacher.course.id);
    const groupOf = new Map(
      (await store.assignments.list(teacher.course.id)).map(({ name, groupId }) => [
        name,
        groups.find(({ id }) => id === groupId)?.name ?? '',
      ]),
    );
    for (const [period, section] of [
      [1, section1],
      [2, section2],
    ] as const) {
      const shown = await readSisWindow(period);
      expect(shown.size).to.be.greaterThan(5);
      const expected = [...shown.keys()].map((title) => [title, wanted[groupOf.get(title) ?? '']?.[section]]);
      expect([...shown]).to.deep.equal(expected);
      expect(shown.get('Microscope lab')).to.equal(period === 1 ? 'Labs' : 'Tests');
      expect(shown.get('Nature journal')).to.equal(period === 1 ? 'Participation' : 'Homework');
    }
  });

  it('unassociates one, reads why before pressing, and sees it held back with its reason', async () => {
    const modal = await openModal();
    await modal.locator('summary', { hasText: 'Labs' }).click();
    await choose(modal, 'Labs', section2, 'Unassociated');
    await syncAndClose(modal);
    expect(await readImported(), 'one section of Labs is still associated').to.include('Labs');

    const before = await openGradeSync('Post Grades');
    const reason = `No SIS category (${section2}). The assignment group “Labs” has no Juniper SIS category`;
    await before.getByText(reason).first().waitFor();
    const lab = await sandbox.canvas.store.assignments.list(teacher.course.id);
    const microscope = lab.find(({ name }) => name === 'Microscope lab');
    if (!microscope) throw new Error('no lab');
    const students = await sandbox.canvas.store.people.list();
    const studentOf = (sisUserId: string): number => {
      const user = students.find((one) => one.sisUserId === sisUserId);
      if (!user) throw new Error(`no student ${sisUserId}`);
      return user.id;
    };
    // One student per class: s01 is in period 1, s10 in period 2.
    for (const sisId of ['stu-100401', 'stu-100410']) {
      await sandbox.canvas.store.gradebook.setScore(
        { assignmentId: microscope.id, studentId: studentOf(sisId), graderId: teacher.canvasUserId },
        11,
      );
    }
    const run = await post();
    await run.locator('.pill', { hasText: 'Completed with problems' }).first().waitFor();
    await run.getByText('No SIS category').first().waitFor();
    expect((await readSisWindow(1)).get('Microscope lab')).to.equal('Labs');
    const scoresOf = async (student: string): Promise<string> =>
      (await page.locator('table.gradebook tbody tr', { hasText: student }).textContent()) ?? '';
    expect(await scoresOf('stu-100401')).to.match(/\b11\b/);
    expect((await readSisWindow(2)).get('Microscope lab'), 'what was sent stays').to.equal('Tests');
    expect(await scoresOf('stu-100410')).to.not.match(/\b11\b/);
  });

  it('removes the mark from a group that is unassociated everywhere', async () => {
    const modal = await openModal();
    await modal.locator('summary', { hasText: 'Labs' }).click();
    await choose(modal, 'Labs', section1, 'Unassociated');
    await groupRow(modal, 'Labs').getByText('Changed', { exact: true }).waitFor();
    await syncAndClose(modal);
    expect(await readImported()).to.deep.equal(['Extra', 'Homework', 'Quizzes', 'Tests']);
  });

  it('leads from a problem in Post Grades to the group where it can be fixed', async () => {
    const frame = await openGradeSync('Post Grades');
    await frame.getByRole('link', { name: 'Sync SIS Categories' }).nth(1).click();
    await frame.getByLabel(`SIS Category of Labs in ${section1}`).waitFor();
    expect(await frame.getByLabel(`SIS Category of Labs in ${section1}`).isVisible()).to.equal(true);
  });
});

describe('Journey: Sync SIS Categories with 60 groups in 20 sections', function () {
  this.timeout(120_000);
  const mongo = useMongo();
  let sandbox: TestSandbox;
  let teacher: Teacher;
  /** The tool's requests, with start and end times. */
  const requests: { readonly method: string; readonly path: string; readonly at: number; end: number }[] = [];

  const watch =
    (http: Http): Http =>
    async (request: HttpRequest) => {
      const { pathname: path } = new URL(request.url);
      const seen = { method: request.method, path, at: performance.now(), end: 0 };
      requests.push(seen);
      try {
        return await http(request);
      } finally {
        seen.end = performance.now();
      }
    };

  before(async () => {
    const sample = largeSchool({ groups: 60, sections: 20 });
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample, wrapHttp: watch });
    teacher = await connectTeacher(sandbox, 'Biology');
    // The tool already has its tokens, as on any day but the first.
    await sandbox.product.services.categories.read(teacher.launch, AbortSignal.timeout(30_000));
  });
  after(() => sandbox?.stop());

  it('opens with one request per list, sent at the same time', async () => {
    requests.splice(0);
    const startedAt = performance.now();
    const page = await sandbox.product.services.categories.read(teacher.launch, AbortSignal.timeout(30_000));
    const ms = performance.now() - startedAt;
    expect(page.groups).to.have.length(60);
    expect(page.sections).to.have.length(20);
    const count = (part: RegExp): number => requests.filter(({ path }) => part.test(path)).length;
    expect(count(/\/assignment_groups$/)).to.equal(1);
    expect(count(/\/sections$/)).to.equal(1);
    expect(count(/\/categories$/)).to.equal(20);
    expect(requests.length, 'beside them one look at each class, and the roster').to.be.at.most(45);
    expect(ms).to.be.lessThan(20_000);
    // Several at a time, within the connection's limit.
    const overlaps = requests.some((one) =>
      requests.some((other) => other !== one && other.at > one.at && other.at < one.end),
    );
    expect(overlaps).to.equal(true);
  });

  it('saves 1,200 choices as one record, and marks the groups without touching others’ marks', async () => {
    const { categories } = sandbox.product.services;
    const page = await categories.read(teacher.launch, AbortSignal.timeout(30_000));
    const choices = page.groups.flatMap((group, index) =>
      group.cells.map(({ section }) => {
        const { sisClass } = section;
        const all = sisClass.kind === 'read' ? sisClass.categories : [];
        return {
          groupId: group.id,
          sectionId: section.id,
          sourcedId: all[index % all.length]?.sourcedId ?? null,
        };
      }),
    );
    const { groups } = sandbox.canvas.store;
    const [first, second] = await groups.list(teacher.course.id);
    if (!first || !second) throw new Error('no groups');
    // Another integration has its own mark and its own data there.
    const theirs = { sistemic: { categoryMapping: { '1': { id: 'x' } } } };
    await groups.update(first.id, { integrationData: theirs });
    await groups.update(second.id, { sisSourceId: 'SIS-CATEGORY-7' });
    requests.splice(0);
    const form = { version: page.version, choices };
    const outcome = await categories.sync(teacher.launch, form, AbortSignal.timeout(60_000));
    expect(outcome).to.deep.include({ kind: 'synced', marks: 'marked' });
    expect(requests.filter(({ method }) => method === 'PUT')).to.have.length(59);
    expect(await groups.find(first.id)).to.deep.include({
      name: 'Unit 1',
      groupWeight: first.groupWeight,
      integrationData: theirs,
      sisSourceId: `grade-passback:${first.id}`,
    });
    expect((await groups.find(second.id))?.sisSourceId).to.equal('SIS-CATEGORY-7');
    const after = await categories.read(teacher.launch, AbortSignal.timeout(30_000));
    expect(after.version).to.equal(1);
    const states = new Set(after.groups.flatMap(({ cells }) => cells.map(({ state }) => state)));
    expect([...states]).to.deep.equal(['synced']);
  });
});
