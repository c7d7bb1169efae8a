import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { findOverflow } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { createCategoriesFixture } from '../support/categories-fixture.ts';
import { buildLaunch } from '../support/passback-fixtures.ts';
import { collectTexts, findTextOutsideMessages, pseudo, pseudoTag } from '../support/pseudo-language.ts';
import { base, createWebApp } from '../support/web-app.ts';
import {
  buildRichHistory,
  buildRichItems,
  buildRichLineItems,
  buildRichOverview,
  createRichPassback,
} from '../support/web-scenes.ts';
import { type Listening, listen } from '../support/web-server.ts';

const data = collectTexts(
  buildRichOverview(),
  buildRichHistory(),
  buildRichLineItems(),
  buildRichItems(),
  buildLaunch(),
  createCategoriesFixture().input,
);

/** What scripts put on a page comes from the messages too, with its placeholders filled in. */
describe('a translation, in a real browser', function () {
  this.timeout(60_000);
  const browser = useBrowser();
  let server: Listening;
  let page: Page;

  before(async () => {
    const { app } = createWebApp({
      passback: createRichPassback(),
      launch: buildLaunch({ locale: pseudoTag }),
      languages: { [pseudoTag]: pseudo },
    });
    server = await listen(app);
    page = await browser().newPage({ baseURL: server.url });
  });
  after(async () => {
    await server?.close();
  });

  async function expectTranslated(selector: string): Promise<void> {
    const text = (await page.locator(selector).first().textContent()) ?? '';
    expect(text, selector)
      .to.contain('⟦')
      .and.not.to.match(/\{\w+\}/);
    expect(findTextOutsideMessages(text, data), selector).to.deep.equal([]);
  }

  it('covers the number of selected assignments and the shown section on Post Grades', async () => {
    await page.goto(`${base}/post-grades`);
    const before = await page.locator('[data-selected]').textContent();
    await page.locator('input[name="assignment"]:enabled').first().uncheck();
    expect(await page.locator('[data-selected]').textContent()).not.to.equal(before);
    await expectTranslated('[data-selected]');
    await page.locator('select[name="section"]').selectOption({ index: 1 });
    await expectTranslated('[data-section-hint]');
  });

  it('covers the students of a line item fetched into the run’s page', async () => {
    await page.goto(`${base}/grade-sync/runs/${buildRichHistory()[0]?.id}`);
    await page.locator('[data-students] > summary').first().click();
    await page.locator('[data-student-list]').waitFor();
    await expectTranslated('[data-student-list]');
  });

  it('is mirrored in a script that runs from right to left, and fits 320 pixels', async () => {
    const { app } = createWebApp({
      passback: createRichPassback(),
      launch: buildLaunch({ locale: 'he-IL' }),
      languages: { he: pseudo },
    });
    const mirrored = await listen(app);
    const context = await browser().newContext({ baseURL: mirrored.url });
    try {
      const other = await context.newPage();
      for (const path of ['/post-grades', `/grade-sync/runs/${buildRichHistory()[0]?.id}`, '/categories']) {
        await other.setViewportSize({ width: 1280, height: 700 });
        await other.goto(base + path);
        expect(await other.locator('html').getAttribute('dir')).to.equal('rtl');
        const tabs = await other
          .locator('.tabs a')
          .evaluateAll((all) => all.map((tab) => tab.getBoundingClientRect().x));
        expect(tabs, path).to.deep.equal([...tabs].sort((one, two) => two - one));
        await other.setViewportSize({ width: 320, height: 700 });
        expect(await findOverflow(other), path).to.equal(0);
      }
    } finally {
      await context.close();
      await mirrored.close();
    }
  });

  it('covers the mark on a changed category', async () => {
    await page.goto(`${base}/categories`);
    await page.locator('.group summary').first().click();
    const select = page.locator('.group select').first();
    await select.selectOption({ index: 1 });
    await expectTranslated('.group');
  });
});
