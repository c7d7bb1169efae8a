import { expect } from 'chai';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { z } from 'zod';
import { expectAccessible, expectToFit } from '../../../support/accessibility.ts';
import {
  buildLargeCourse,
  type CategoriesFixture,
  createCategoriesFixture,
  labs,
  quizzes,
} from '../../../support/categories-fixture.ts';
import { buildInstitution, buildLaunch } from '../../../support/passback-fixtures.ts';
import { createWebApp, type WebAppFixture } from '../../../support/web-app.ts';
import { useWebPages } from '../../../support/web-pages.ts';

describe('Sync SIS Categories in a real browser', function () {
  this.timeout(60_000);
  const { open: openPage, openFramed: frame, readSubjects: subjects } = useWebPages();
  const open = (fixture: WebAppFixture, options?: BrowserContextOptions): Promise<Page> =>
    openPage(fixture, '/categories', options);
  type LaunchChange = Parameters<typeof buildLaunch>[0];
  const modal = (categories?: CategoriesFixture, over: LaunchChange = {}): WebAppFixture =>
    createWebApp({
      launch: buildLaunch({ placement: 'course_assignments_menu', ...over }),
      ...(categories ? { categories } : {}),
    });
  const menu = (page: Page, group: string, section: string) =>
    page.getByLabel(`SIS Category of ${group} in ${section}`, { exact: true });
  const groupRow = (page: Page, name: string) => page.locator('.group', { hasText: name });

  describe('accessibility', () => {
    const withTrouble = (over: LaunchChange): WebAppFixture => {
      const categories = createCategoriesFixture({ sisProblem: 'sis_unreachable' });
      categories.saveAsOther('Dana', '302', '61', { ...quizzes, title: 'Quick checks' });
      categories.saveAsOther('Dana', '303', '61', { sourcedId: 'cat-old', title: 'Old tests' });
      categories.input = {
        ...categories.input,
        classes: new Map([
          ...categories.input.classes,
          ['M9-2', { kind: 'unreadable', sisMessage: 'Class is archived' }],
        ]),
      };
      return createWebApp({ categories, launch: buildLaunch(over) });
    };
    const disabled = (over: LaunchChange): WebAppFixture => {
      const { settings, ...rest } = buildInstitution();
      const institution = { ...rest, settings: { ...settings, categoryPage: false } };
      return createWebApp({ institution, launch: buildLaunch(over) });
    };
    const empty = (over: LaunchChange): WebAppFixture => modal(createCategoriesFixture({ groups: [] }), over);
    for (const [name, fixture] of [
      ['in the modal', (over: LaunchChange) => modal(undefined, over)],
      ['in Grade Sync, with everything that can be wrong', withTrouble],
      ['not enabled', disabled],
      ['empty', empty],
    ] as const) {
      it(`axe finds no problem, and 320 pixels are enough: ${name}`, async () => {
        const page = await open(fixture({}));
        await expectAccessible(page, name, [1280]);
        await page.context().close();
        const other = await open(fixture({ locale: 'es', highContrast: true }));
        expect(await other.locator('html').getAttribute('lang')).to.equal('es');
        await expectToFit(other, `${name} in Spanish`, 800);
        await expectAccessible(other, `${name} in Spanish`, [320]);
        await other.context().close();
      });
    }

    it('works by keyboard alone: expand, choose, sync', async () => {
      const fixture = modal();
      const page = await open(fixture);
      await page.locator('summary', { hasText: 'Discussions' }).focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).to.equal(
        'SIS Category of Discussions in Math 9',
      );
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.locator('button', { hasText: 'Sync Categories' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL('**/categories?synced=marked');
      expect(fixture.categories.input.stored.rows).to.deep.include({
        groupId: '302',
        sectionId: '61',
        sourcedId: 'cat-quiz',
        title: 'Quizzes',
        version: 1,
      });
      await page.context().close();
    });
  });

  it('marks a group Changed while it differs from what is saved, and sends only changed or suggested choices', async () => {
    const categories = createCategoriesFixture();
    categories.saveAsOther('Dana', '303', '62', labs);
    const page = await open(modal(categories));
    await page.locator('summary', { hasText: 'Exams' }).click();
    const label = groupRow(page, 'Exams').getByText('Changed');
    expect(await label.isVisible()).to.equal(false);
    await menu(page, 'Exams', 'Math 9').selectOption({ label: 'Quizzes' });
    expect(await label.isVisible()).to.equal(true);
    expect(await groupRow(page, 'Discussions').getByText('Changed').isVisible()).to.equal(false);
    await menu(page, 'Exams', 'Math 9').selectOption({ label: 'Unassociated' });
    expect(await label.isVisible()).to.equal(false);
    await menu(page, 'Exams', 'Math 9').selectOption({ label: 'Quizzes' });
    await page.getByRole('button', { name: 'Sync Categories' }).click();
    await page.getByText('Categories synced.').waitFor();
    expect(categories.forms).to.deep.equal([
      {
        version: 1,
        choices: [
          { groupId: '301', sectionId: '61', sourcedId: 'cat-home' },
          { groupId: '303', sectionId: '61', sourcedId: 'cat-quiz' },
        ],
      },
    ]);
    await page.context().close();
  });

  it('keeps unsaved choices as a draft when Canvas’s × closes the dialog, until they are synced', async () => {
    const page = await open(modal(createCategoriesFixture()));
    const address = page.url();
    await page.locator('summary', { hasText: 'Exams' }).click();
    await menu(page, 'Exams', 'Math 9').selectOption({ label: 'Quizzes' });
    page.on('dialog', (question) => question.accept());
    await page.goto('about:blank');
    await page.goto(address);
    await page.getByText('These are your choices from before.').waitFor();
    expect(await groupRow(page, 'Exams').getByText('Changed').isVisible()).to.equal(true);
    await page.getByRole('button', { name: 'Sync Categories' }).click();
    await page.getByText('Categories synced.').waitFor();
    expect(await page.locator('[data-draft-note]').isVisible()).to.equal(false);
    await page.context().close();
  });

  it('keeps a person’s choices after a conflict, marked Changed, and saves them on the second try', async () => {
    const categories = createCategoriesFixture();
    const page = await open(modal(categories));
    await page.locator('summary', { hasText: 'Discussions' }).click();
    await menu(page, 'Discussions', 'Math 9').selectOption({ label: 'Quizzes' });
    await menu(page, 'Discussions', 'Math 9 Honors').selectOption({ label: 'Labs' });
    categories.saveAsOther('Dana Whitfield', '302', '61', labs);
    await page.getByRole('button', { name: 'Sync Categories' }).click();
    await page.getByText('Nothing was saved.').waitFor();
    expect(await groupRow(page, 'Discussions').getByText('Changed', { exact: true }).isVisible()).to.equal(
      true,
    );
    expect(await menu(page, 'Discussions', 'Math 9').inputValue()).to.equal('cat-labs');
    expect(await menu(page, 'Discussions', 'Math 9 Honors').inputValue()).to.equal('cat-labs');
    await page.getByRole('button', { name: 'Sync Categories' }).click();
    await page.getByText('Categories synced.').waitFor();
    expect(await groupRow(page, 'Discussions').textContent()).to.contain('0 unassociated sections');
    await page.context().close();
  });

  describe('in the modal of Canvas', () => {
    const openFramed = (fixture: WebAppFixture): Promise<Page> => frame(fixture, '/categories');

    it('Close leaves at once if nothing is unsaved', async () => {
      const page = await openFramed(modal());
      const back = page.waitForRequest('https://canvas.example/**');
      await page.frameLocator('iframe').getByRole('link', { name: 'Close' }).click();
      await back;
      expect(await subjects(page)).to.deep.equal(['lti.close']);
      await page.context().close();
    });

    it('asks before unsaved changes are lost, and tells Canvas to ask too', async () => {
      const page = await openFramed(modal());
      const frame = page.frameLocator('iframe');
      await frame.locator('summary', { hasText: 'Exams' }).click();
      await frame.getByLabel('SIS Category of Exams in Math 9', { exact: true }).selectOption('cat-quiz');
      expect(await subjects(page)).to.deep.equal(['lti.setUnloadMessage']);
      await frame.getByRole('link', { name: 'Close' }).click();
      const question = frame.getByRole('dialog', { name: 'Close without syncing?' });
      expect(await question.isVisible()).to.equal(true);
      await question.getByRole('button', { name: 'Keep editing' }).click();
      expect(await question.isVisible()).to.equal(false);
      expect(await subjects(page)).to.deep.equal(['lti.setUnloadMessage']);
      await frame.getByRole('link', { name: 'Close' }).click();
      await page.keyboard.press('Escape');
      expect(await question.isVisible()).to.equal(false);
      await frame.getByRole('link', { name: 'Close' }).click();
      const back = page.waitForRequest('https://canvas.example/**');
      await question.getByRole('button', { name: 'Close without syncing' }).click();
      await back;
      expect(await subjects(page)).to.deep.equal([
        'lti.setUnloadMessage',
        'lti.removeUnloadMessage',
        'lti.close',
      ]);
      await page.context().close();
    });

    it('drops the warning once the changes are synced or undone', async () => {
      const page = await openFramed(modal());
      const frame = page.frameLocator('iframe');
      await frame.locator('summary', { hasText: 'Exams' }).click();
      const select = frame.getByLabel('SIS Category of Exams in Math 9', { exact: true });
      await select.selectOption('cat-quiz');
      await select.selectOption('');
      await select.selectOption('cat-labs');
      await frame.getByRole('button', { name: 'Sync Categories' }).click();
      await frame.getByText('Categories synced.').waitFor();
      expect(await subjects(page)).to.deep.equal([
        ...['lti.setUnloadMessage', 'lti.removeUnloadMessage'],
        ...['lti.setUnloadMessage', 'lti.removeUnloadMessage'],
      ]);
      await page.context().close();
    });
  });

  it('asks before leaving the page with unsaved changes, never after a sync', async () => {
    const page = await open(createWebApp());
    const asked: string[] = [];
    page.on('dialog', async (dialog) => {
      asked.push(dialog.type());
      await dialog.dismiss();
    });
    await page.locator('summary', { hasText: 'Exams' }).click();
    await menu(page, 'Exams', 'Math 9').selectOption('cat-quiz');
    await page.getByRole('link', { name: 'History' }).click();
    await expectEventually(() => asked.length === 1);
    expect(asked).to.deep.equal(['beforeunload']);
    expect(page.url()).to.match(/\/categories$/);
    await page.getByRole('button', { name: 'Sync Categories' }).click();
    await page.getByText('Categories synced.').waitFor();
    await page.getByRole('link', { name: 'History' }).click();
    await page.waitForURL('**/grade-sync');
    expect(asked).to.have.length(1);
    await page.context().close();
  });

  it('works without scripts: expands, chooses and syncs', async () => {
    const fixture = createWebApp();
    const page = await open(fixture, { javaScriptEnabled: false });
    await page.locator('summary', { hasText: 'Discussions' }).click();
    await menu(page, 'Discussions', 'Math 9').selectOption({ label: 'Quizzes' });
    await page.getByRole('button', { name: 'Sync Categories' }).click();
    await page.waitForURL('**/categories?synced=marked');
    expect(
      fixture.categories.input.stored.rows.map(({ groupId, sourcedId }) => [groupId, sourcedId]),
    ).to.deep.equal([
      ['301', 'cat-home'],
      ['302', 'cat-quiz'],
    ]);
    await page.context().close();
  });

  describe('60 groups in 20 sections', () => {
    const large = (): CategoriesFixture => createCategoriesFixture(buildLargeCourse());

    it('opens quickly, offers every category in an expanded group, and syncs in one request', async () => {
      const categories = large();
      const page = await open(modal(categories));
      const loadMs = z
        .number()
        .parse(await page.evaluate('performance.timing.loadEventEnd - performance.timing.responseEnd'));
      expect(loadMs).to.be.lessThan(10_000);
      const posts: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'POST') posts.push(request.postData() ?? '');
      });
      await page.locator('summary', { hasText: /^\s*Unit 7\b/ }).click();
      const select = menu(page, 'Unit 7', 'Biology, period 3');
      const options = await select.locator('option').allTextContents();
      expect(options).to.deep.equal([
        ...['Unassociated', 'Homework', 'Quizzes', 'Tests', 'Labs', 'Participation', 'Projects'],
        ...['Discussions', 'Final'],
      ]);
      expect(await select.locator('option:checked').textContent()).to.equal('Tests');
      expect(await groupRow(page, 'Unit 7').first().getByText('Changed').isVisible()).to.equal(false);
      await select.selectOption({ label: 'Final' });
      await page.getByRole('button', { name: 'Sync Categories' }).click();
      await page.getByText('Categories synced.').waitFor();
      expect(posts).to.have.length(1);
      expect(posts[0]?.length).to.be.lessThan(1_000);
      expect(categories.forms[0]?.choices).to.deep.equal([
        { groupId: '37', sectionId: '63', sourcedId: '3f2c8a1e-5b7d-4e19-9c46-BIO-1-3-7' },
      ]);
      await page.context().close();
    });

    it('links to the complete page without scripts', async () => {
      const page = await open(createWebApp({ categories: large() }), { javaScriptEnabled: false });
      const more = page.getByRole('link', { name: 'Show all categories in every drop-down menu' });
      await more.click();
      await more.waitFor({ state: 'detached' });
      await page.locator('summary', { hasText: /^\s*Unit 60\b/ }).click();
      expect(await menu(page, 'Unit 60', 'Biology, period 20').locator('option').count()).to.equal(9);
      await page.context().close();
    });
  });

  async function expectEventually(check: () => boolean): Promise<void> {
    for (let turn = 0; turn < 100 && !check(); turn += 1) await new Promise((done) => setTimeout(done, 50));
    expect(check()).to.equal(true);
  }
});
