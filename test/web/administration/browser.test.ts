import { expect } from 'chai';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { inventedSchool } from '../../../sandbox/sample/invented-school.ts';
import { sisClient } from '../../../sandbox/start-sandbox.ts';
import type { LaunchContext } from '../../../src/domain/launch-context.ts';
import { expectAccessible, expectToFit } from '../../support/accessibility.ts';
import { describeAdministrator } from '../../support/administrator.ts';
import { useBrowser } from '../../support/browser.ts';
import { useMongo } from '../../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts';
import { connectTeacher } from '../../support/teacher.ts';
import { visitTool } from '../../support/visit-tool.ts';

describe('Administration in a real browser', function () {
  this.timeout(120_000);
  const mongo = useMongo();
  let sandbox: TestSandbox;
  const browser = useBrowser();

  before(async () => {
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool() });
    for (const name of ['Algebra I', 'Biology 9']) await (await connectTeacher(sandbox, name)).post();
    const { nightly, stores } = sandbox.product.services;
    const institution = await stores.institutions.find(sandbox.institutionId);
    if (institution === null) throw new Error('the sandbox has no institution');
    const offering = { ...institution, settings: { ...institution.settings, nightlySyncOffered: true } };
    await stores.institutions.update(offering);
    await nightly.switchOn((await connectTeacher(sandbox, 'Biology 9')).launch, offering);
  });
  after(async () => {
    await sandbox?.stop();
  });

  /** The administration in a window of its own, where the cookies of Canvas's frame do not count. */
  async function open(
    options: BrowserContextOptions = {},
    over: Partial<LaunchContext> = {},
  ): Promise<{ page: Page; base: string }> {
    const launch = { ...(await describeAdministrator(sandbox)), ...over };
    const { base, cookie } = await visitTool(sandbox, launch);
    const context = await browser().newContext({ bypassCSP: true, ...options });
    await context.addCookies([cookie]);
    return { page: await context.newPage(), base: sandbox.toolUrl + base };
  }

  const pages: readonly (readonly [string, string])[] = [
    ['Overview', ''],
    ['The last 30 days', '/trends'],
    ['Grade syncs', '/runs?state=problems'],
    ['Schedules', '/schedules'],
    ['SIS connection', '/sis-connection'],
    ['OneRoster CSV files', '/csv-export'],
    ['Canvas API key', '/canvas-api'],
    ['Settings', '/settings'],
    ['Webhook', '/webhook'],
    ['Compare', '/compare'],
    ['Audit', '/audit'],
  ];
  const widths = [1280, 390, 320];

  it('axe finds no problem on any page, 320 pixels are enough, and nothing is logged as an error', async () => {
    const { page, base } = await open();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    for (const [name, path] of pages) {
      await page.goto(`${base}/administration${path}`);
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await expectAccessible(page, name, [1280]);
    }
    // Spanish is longer; high contrast changes colours alone.
    const { page: other, base: there } = await open({}, { locale: 'es', highContrast: true });
    for (const [name, path] of pages) {
      await other.goto(`${there}/administration${path}`);
      await other.locator('html[lang="es"].high-contrast h1').waitFor();
      await expectToFit(other, `${name} in Spanish`, 800);
      await expectAccessible(other, `${name} in Spanish`, [320]);
    }
    await other.context().close();
    await page.goto(`${base}/administration/sis-connection`);
    await page.getByLabel('Client secret').fill('mistyped');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.locator('#test-result').waitFor();
    await expectAccessible(page, 'Test result', widths);
    // The answer is announced: it has the focus.
    expect(await page.evaluate('document.activeElement.id')).to.equal('test-result');
    await page.getByLabel('Requests at once').fill('');
    await page.getByLabel('Extra headers').fill('nonsense');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Nothing was saved. Check 1 entry.').waitFor();
    await expectAccessible(page, 'faults', widths);
    await page.getByRole('link', { name: 'Extra headers' }).click();
    expect(await page.evaluate('location.hash')).to.equal('#field-headers');
    expect(faults).to.deep.equal([]);
    await page.context().close();
  });

  it('asks only for what the chosen way of signing needs', async () => {
    const { page, base } = await open();
    await page.goto(`${base}/administration/sis-connection`);
    await page.getByLabel('Client secret').waitFor();
    expect(await page.getByLabel('Consumer secret').isVisible()).to.equal(false);
    await page.getByRole('radio', { name: 'OAuth 1.0a' }).check();
    await page.getByLabel('Consumer secret').waitFor();
    expect(await page.getByLabel('Client secret').isVisible()).to.equal(false);
    await page.context().close();
  });

  it('works without scripts: tests and saves the connection, saves settings, filters runs, starts nightly syncs', async () => {
    const { page, base } = await open({ javaScriptEnabled: false });
    await page.goto(`${base}/administration/sis-connection`);
    await page.getByLabel('Client secret').fill('mistyped');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('Unknown client or wrong secret').waitFor();
    await page.getByText('type it again before you save').waitFor();
    await page.getByLabel('Client secret').fill(sisClient.clientSecret);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('SIS connection saved.').waitFor();

    await page.goto(`${base}/administration/settings`);
    await page.getByRole('textbox', { name: 'Name of your SIS' }).fill('Without scripts');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('Settings saved.').waitFor();

    await page.goto(`${base}/administration/runs`);
    await page.getByLabel('Course', { exact: true }).fill('alg');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('1 grade sync', { exact: true }).waitFor();
    await page.getByRole('link', { name: /Algebra I/ }).click();
    await page.getByRole('heading', { name: /^Grade sync of/ }).waitFor();
    await page.getByRole('link', { name: 'Grade syncs', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Grade syncs' }).waitFor();

    await page.goto(`${base}/administration`);
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByText('Scheduled 1 grade sync.').waitFor();
    await page.context().close();
  });
});
