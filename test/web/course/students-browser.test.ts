import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { useBrowser } from '../../support/browser.ts';
import {
  buildAssignment,
  buildItem,
  buildOverview,
  createPassbackFixture,
} from '../../support/passback-fixtures.ts';
import { base, createWebApp } from '../../support/web-app.ts';
import { type Listening, listen } from '../../support/web-server.ts';

describe('Lists of students in a real browser', function () {
  this.timeout(60_000);
  const browser = useBrowser();
  const servers: Listening[] = [];

  after(async () => {
    for (const server of servers) await server.close();
  });

  async function open(fixture: Parameters<typeof createPassbackFixture>[0], path: string): Promise<Page> {
    const server = await listen(createWebApp({ passback: createPassbackFixture(fixture) }).app);
    servers.push(server);
    const page = await (await browser().newContext({ baseURL: server.url })).newPage();
    await page.goto(`${base}${path}`);
    return page;
  }

  const items = Array.from({ length: 250 }, (_, index) => buildItem({ studentName: `Student ${index + 1}` }));

  it('focus moves to the next page of students', async () => {
    const page = await open({ items }, '/grade-sync/runs/run-1');
    await page.locator('summary').first().click();
    await page.getByRole('link', { name: 'Next' }).press('Enter');
    await page.getByText('Student 101').waitFor();
    expect(await page.evaluate("document.activeElement.closest('[data-student-list]') !== null")).to.equal(
      true,
    );
    await page.context().close();
  });

  it('if the next page of students cannot be fetched, the link leads to a page that says why', async () => {
    const page = await open({ items }, '/grade-sync/runs/run-1');
    await page.locator('summary').first().click();
    await page.getByRole('link', { name: 'Next' }).waitFor();
    await page.route('**/students?**', (route) =>
      route.request().resourceType() === 'fetch' ? route.fulfill({ status: 401 }) : route.continue(),
    );
    await page.getByRole('link', { name: 'Next' }).click();
    await page.waitForURL('**/students?**', { timeout: 5_000 });
    await page.context().close();
  });

  it('a section’s name is shown unchanged even with characters that scripts treat specially', async () => {
    const sections = [
      { id: '61', name: 'Money $& $$', sisId: null },
      { id: '62', name: 'Period 2', sisId: null },
    ];
    const overview = buildOverview({ assignments: [buildAssignment()], sections });
    const page = await open({ overview }, '/post-grades');
    await page.getByLabel('Section').selectOption('61');
    expect(await page.locator('[data-section-hint]').textContent()).to.contain('Money $& $$');
    await page.context().close();
  });
});
