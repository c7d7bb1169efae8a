import { expect } from 'chai';
import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import { sisClient } from '../../sandbox/start-sandbox.ts';
import { useBrowser } from '../support/browser.ts';
import { type EmptySandbox, startEmptySandbox } from '../support/empty-sandbox.ts';
import { useKeyboard } from '../support/keyboard.ts';
import { useMongo } from '../support/mongodb.ts';

describe('Journey: from nothing to the first posted grade', function () {
  this.timeout(180_000);
  const mongo = useMongo();
  let sandbox: EmptySandbox;
  const browser = useBrowser();
  let administrator: Page;
  let teacher: Page;
  const faults: string[] = [];

  before(async () => {
    const database = { uri: mongo.uri(), connection: mongo.connection() };
    sandbox = await startEmptySandbox(database, inventedSchool());
    administrator = await signIn(await browser().newContext(), /Raman/);
    teacher = await signIn(await browser().newContext(), /Okafor/);
  });
  after(async () => {
    await sandbox?.stop();
    expect(faults).to.deep.equal([]);
  });

  async function signIn(context: BrowserContext, name: RegExp): Promise<Page> {
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    await page.setViewportSize({ width: 1280, height: 900 });
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(sandbox.canvas.url);
    await page.getByRole('button', { name }).click();
    await page.waitForURL('**/dashboard**');
    return page;
  }

  const inTool = (page: Page): FrameLocator => page.frameLocator('iframe[data-lti-launch="true"]');
  const openKeys = () => administrator.goto(`${sandbox.canvas.url}/accounts/1/developer_keys`);
  async function openAdministration(): Promise<FrameLocator> {
    await administrator.goto(`${sandbox.canvas.url}/accounts/1`);
    await administrator.getByRole('link', { name: 'Grade Passback' }).click();
    return inTool(administrator);
  }
  async function openTab(name: string): Promise<FrameLocator> {
    const frame = await openAdministration();
    await frame.getByRole('link', { name, exact: true }).click();
    await frame.getByRole('heading', { level: 1, name }).waitFor();
    return frame;
  }
  /** What the checklist on Administration's first page says to do next. */
  async function followChecklist(name: string): Promise<FrameLocator> {
    const frame = await openAdministration();
    await frame.locator('.checklist').getByRole('link', { name, exact: true }).click();
    return frame;
  }
  async function openGradeSync(): Promise<FrameLocator> {
    await teacher.goto(`${sandbox.canvas.url}/courses`);
    await teacher
      .getByRole('link', { name: /Biology 9/ })
      .first()
      .click();
    await teacher.getByRole('link', { name: 'Grade Sync', exact: true }).click();
    return inTool(teacher);
  }
  /** A detail of a key or app on Canvas's pages. */
  const readFact = async (section: string, fact: string): Promise<string> => {
    const panel = administrator.getByRole('region', { name: section });
    const row = panel.locator('dl > div', { has: administrator.locator('dt', { hasText: fact }) });
    return ((await row.locator('code').first().textContent()) ?? '').trim();
  };
  const admin = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await sandbox.runAdmin(args);
    expect(code, stderr).to.equal(0);
    return stdout;
  };

  let clientId = '';
  let institutionId = '';

  it('installs the tool through Developer Keys and Apps, from the address of its configuration', async () => {
    await openKeys();
    const form = administrator.getByRole('region', { name: '+ LTI Key' });
    await form.getByLabel('Redirect URIs').fill(`${sandbox.toolUrl}/lti/launch`);
    await form.getByLabel('Enter URL').fill(`${sandbox.toolUrl}/lti/config.json?sis_label=Juniper+SIS`);
    await form.getByRole('button', { name: 'Save LTI Key' }).click();
    await administrator.getByRole('button', { name: /^Switch on/ }).click();
    clientId = await readFact('Juniper SIS', 'Client ID');
    expect(clientId).to.match(/^\d+$/);
    await administrator.goto(`${sandbox.canvas.url}/accounts/1/apps`);
    await administrator.getByLabel('Client ID').fill(clientId);
    await administrator.getByRole('button', { name: 'Install' }).click();
    const placements = administrator.getByText('account_navigation');
    await placements.waitFor();
  });

  it('is told that the operator must approve the deployment; the operator does so on the command line', async () => {
    const { canvas } = sandbox;
    const endpoints = [
      ['--issuer', canvas.issuer],
      ['--authorization-endpoint', canvas.authorizationUrl],
      ['--token-endpoint', canvas.tokenUrl],
      ['--jwks-url', canvas.jwksUrl],
    ].flat();
    const school = ['--name', 'Juniper Hills', '--canvas', canvas.url, '--client-id', clientId];
    const label = ['--set', 'sisLabel=Juniper SIS'];
    institutionId =
      (await admin('institution', 'add', ...school, ...endpoints, ...label)).split(/\s/)[0] ?? '';
    const refused = await openAdministration();
    await refused.getByRole('heading', { name: 'This installation is waiting for approval' }).waitFor();
    const pending = await admin('deployment', 'list', '--state', 'pending');
    const deployment = pending.trim().split(/\s+/).at(-1) ?? '';
    expect(await refused.locator('dl').textContent()).to.contain(deployment);
    await admin('deployment', 'approve', institutionId, deployment);
    const frame = await openAdministration();
    await frame.getByRole('heading', { name: 'Overview' }).waitFor();
    await frame.getByText('Juniper SIS isn’t connected yet').waitFor();
    await frame.getByText('There’s no Canvas API key yet').waitFor();
  });

  it('connects the SIS: a wrong secret is explained in the SIS’s words, then the right one works', async () => {
    const frame = await followChecklist('Connect the SIS');
    await frame.getByLabel('SIS profile').selectOption('oneroster-1p2');
    const base = `${sandbox.sis.url}/ims/oneroster`;
    await frame.getByLabel('Rostering address').fill(`${base}/rostering/v1p2`);
    await frame.getByLabel('Gradebook address').fill(`${base}/gradebook/v1p2`);
    await frame.getByLabel('Token address').fill(sandbox.sis.tokenUrl);
    await frame.getByLabel('Client ID', { exact: true }).fill(sisClient.clientId);
    await frame.getByLabel('Client secret').fill('not the secret');
    await frame.getByRole('button', { name: 'Test connection' }).click();
    const result = frame.getByRole('region', { name: 'Test result' });
    await result.getByText('The connection doesn’t work yet. Look at the step Access token.').waitFor();
    const token = result.locator('.test-failed');
    expect(await token.textContent()).to.contain('Juniper SIS refused the client ID or the secret.');
    expect(await token.textContent()).to.contain('“Unknown client or wrong secret”');
    expect(await token.textContent()).to.contain('Ask your vendor for the client ID and secret');
    // Nothing was stored, and the form kept what was typed.
    expect((await sandbox.product.services.stores.institutions.find(institutionId))?.sis).to.equal(null);
    expect(await frame.getByLabel('Token address').inputValue()).to.equal(sandbox.sis.tokenUrl);

    await frame.getByLabel('Client secret').fill(sisClient.clientSecret);
    await frame.getByRole('button', { name: 'Test connection' }).click();
    await result.getByText('lets Grade Passback write').waitFor();
    expect(await result.locator('.test-failed').count()).to.equal(0);
    expect(await result.locator('.test-ok').count()).to.be.at.least(9);
    await frame.getByRole('button', { name: 'Save' }).click();
    await frame.getByText('SIS connection saved.').waitFor();
    await frame.getByText(/fingerprint [0-9a-f]{8}/).waitFor();
    expect(await frame.locator('body').innerHTML()).not.to.contain(sisClient.clientSecret);
  });

  it('makes the API key in Canvas as Administration says, and enters it here', async () => {
    const frame = await followChecklist('Add the Canvas API key');
    const redirectUri = await frame.getByLabel('Redirect URI', { exact: true }).inputValue();
    const scopes = await frame.getByLabel('Scopes', { exact: true }).inputValue();
    await openKeys();
    const form = administrator.getByRole('region', { name: '+ API Key' });
    await form.getByLabel('Key Name').fill('Grade Passback');
    await form.getByLabel('Redirect URIs').fill(redirectUri);
    await form.getByLabel('Enforce Scopes').check();
    await form.getByLabel('Allow Include Parameters').check();
    await form.getByLabel('Scopes', { exact: true }).fill(scopes);
    await form.getByRole('button', { name: 'Save API Key' }).click();
    const key = administrator.getByRole('region', { name: /Grade Passback, API/ });
    const apiClientId = await readFact('Grade Passback, API', 'Client ID');
    await key.getByText('Show Key').click();
    const secret = (await key.locator('details code').textContent()) ?? '';
    const again = await openTab('Canvas API key');
    await again.getByLabel('Client ID').fill(apiClientId);
    await again.getByLabel('Secret').fill(secret);
    await again.getByRole('button', { name: 'Save' }).click();
    await again.getByText('Canvas API key saved. Canvas accepts it.').waitFor();
    await again.getByText('Nobody has connected to Canvas yet.').waitFor();
    expect(await again.locator('body').innerHTML()).not.to.contain(secret);
  });

  /** Presses *Connect to Canvas*, authorizes in the other window, and returns to the frame. */
  async function connect(frame: FrameLocator): Promise<void> {
    const opened = teacher.context().waitForEvent('page');
    await frame.getByRole('link', { name: /Connect to Canvas/ }).click();
    const consent = await opened;
    await consent.getByRole('button', { name: 'Authorize' }).click();
    await consent.getByText('Canvas is connected').waitFor();
    await consent.close();
    await frame.getByRole('link', { name: 'I’ve connected. Continue' }).click();
  }

  it('a teacher consents once and posts', async () => {
    const frame = await openGradeSync();
    await frame.getByRole('link', { name: 'Post Grades', exact: true }).click();
    await frame.getByRole('heading', { name: 'Connect to Canvas' }).waitFor();
    await connect(frame);
    await frame.getByRole('button', { name: 'Post Grades' }).click();
    await frame.getByRole('link', { name: 'Click to see progress.' }).click();
    await frame.locator('.outcome .pill', { hasText: /^Completed/ }).waitFor({ timeout: 90_000 });
  });

  it('the administrator sees the run, its students, and what is wrong in the course', async () => {
    const frame = await openAdministration();
    const row = frame.getByRole('row', { name: /Biology 9/ });
    await row.getByText('Completed').waitFor();
    await frame.getByRole('row', { name: /The student has no SIS ID in Canvas/ }).waitFor();
    await row.getByRole('link', { name: /^Open/ }).click();
    await frame.getByRole('heading', { level: 1, name: /^Grade sync of/ }).waitFor();
    await frame.getByText('Biology 9 · Post Grades, requested by Amara Okafor').waitFor();
    expect(await frame.locator('.count', { hasText: 'Verified in Juniper SIS' }).textContent()).to.match(
      /\d\d/,
    );
    const lineItem = frame
      .locator('tbody', { hasText: 'Cell structure worksheet' })
      .filter({ hasNotText: 'Nothing to send' })
      .first();
    await lineItem.locator('summary').click();
    await lineItem
      .getByRole('row', { name: /Sent and verified/ })
      .first()
      .waitFor();
    expect(await frame.getByRole('button', { name: 'Cancel grade sync' }).count()).to.equal(0);
    const audit = await openTab('Audit');
    await audit
      .getByRole('cell', { name: /Grades sent to the SIS/ })
      .first()
      .waitFor();
    await audit.getByText('sis.auth.clientSecret').first().waitFor();
  });

  it('the checklist is done, and what it says is so', async () => {
    const frame = await openAdministration();
    await frame.getByText('5 of 5 steps are done.').waitFor();
    await frame.locator('.checklist summary').click();
    await frame.getByRole('button', { name: 'Check everything now' }).click();
    await frame.getByText('This is what Canvas and Juniper SIS say now.').waitFor();
    expect(await frame.locator('.checklist-steps .pill').allInnerTexts()).to.deep.equal(
      Array.from({ length: 5 }, () => 'Done'),
    );
  });

  it('a link to a part of Settings scrolls Canvas’s page there', async () => {
    const tab = await openTab('Settings');
    await tab.getByRole('link', { name: 'How long records are kept' }).click();
    await administrator.waitForFunction('scrollY > 1000');
    await tab.getByRole('heading', { name: 'How long records are kept' }).waitFor();
  });

  it('the administrator makes a schedule by keyboard, runs it now, and it syncs the course', async () => {
    const tab = await openTab('Schedules');
    const opened = administrator.context().waitForEvent('page');
    const looked = administrator.waitForResponse(/administration\/schedules$/);
    await tab.getByRole('link', { name: /Connect to Canvas/ }).click();
    const consent = await opened;
    // Looks whether Canvas is connected, and stays until it is.
    await looked;
    await consent.getByRole('button', { name: 'Authorize' }).click();
    await consent.getByText('Canvas is connected').waitFor();
    await consent.close();
    const { press } = useKeyboard(administrator, async () => {
      const frame = administrator.frames().find((one) => one.url().includes('/administration/schedules'));
      if (!frame) throw new Error('the frame shows no schedules');
      return frame;
    });
    const frame = inTool(administrator);
    await frame.getByRole('link', { name: 'New schedule' }).waitFor();
    await press('New schedule');
    await frame.getByRole('heading', { name: 'New schedule' }).waitFor();
    await press('Name', 'End');
    await administrator.keyboard.type('Every night');
    await press('Save');
    await frame.getByRole('row', { name: /Every night.*Every day at 1:00 AM/ }).waitFor();
    await press('Run now: Every night');
    const done = frame.getByRole('row', { name: /Every night.*to sync/ });
    const giveUpAt = Date.now() + 40_000;
    while (!(await done.isVisible()) && Date.now() < giveUpAt) {
      await sandbox.product.services.scheduleRunner.planOnce();
      await openTab('Schedules');
    }
    await done.waitFor();
  });

  it('a dead consent leads to Connect to Canvas and back to where the teacher was', async () => {
    await teacher.goto(`${sandbox.canvas.url}/profile/settings`);
    await teacher.getByRole('button', { name: 'Delete these integrations' }).click();
    await teacher.getByText('No application may act for you.').waitFor();
    const frame = await openGradeSync();
    await frame.getByRole('link', { name: 'Post Grades', exact: true }).click();
    await frame.getByRole('heading', { name: 'Connect to Canvas' }).waitFor();
    await connect(frame);
    await frame.getByRole('checkbox', { name: /Cell structure worksheet/ }).waitFor();
  });
});
