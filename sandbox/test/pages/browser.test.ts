import { expect } from 'chai';
import express from 'express';
import type { BrowserContext, Page } from 'playwright-core';
import { findOverflow, findViolations } from '../../../test/support/accessibility.ts';
import { useBrowser } from '../../../test/support/browser.ts';
import { type Listening, listen } from '../../../test/support/web-server.ts';
import { usePages } from './running-pages.ts';
import { findCell } from './school-parts.ts';

/** A tool whose login page shows what it was asked and offers both ways of closing itself. */
function createTinyTool() {
  const app = express();
  app.use(express.urlencoded({ extended: false }));
  app.post('/login', (req, res) => {
    res.type('html').send(`<!doctype html><p id="target">${req.body.target_link_uri}</p>
<button onclick="parent.postMessage({subject: 'lti.close'}, '*')">Close by message</button>
<a href="${req.query['return'] ?? ''}">Return</a>
<button onclick="parent.postMessage({subject: 'lti.showAlert', body: 'From the tool'}, '*')">Alert</button>`);
  });
  return app;
}

const isSerious = (impact: string | null): boolean => impact === 'serious' || impact === 'critical';

describe('sandbox Canvas pages in Chromium', function () {
  this.timeout(90_000);
  let tool: Listening;
  const browser = useBrowser();
  let context: BrowserContext;
  let page: Page;
  before('start tool and browser', async () => {
    tool = await listen(createTinyTool());
  });
  const current = usePages(() => tool.url);
  const at = (path: string) => `${current().canvas.url}${path}`;
  const course = () => `/courses/${current().biology.id}`;

  after(async () => {
    await tool?.close();
  });

  async function open(options: { width?: number; scripts?: boolean } = {}): Promise<void> {
    context = await browser().newContext({
      viewport: { width: options.width ?? 1280, height: 800 },
      javaScriptEnabled: options.scripts ?? true,
    });
    page = await context.newPage();
  }
  async function logIn(name: string): Promise<void> {
    await page.goto(at('/'));
    await page.getByRole('button', { name }).first().click();
    await page.waitForURL('**/dashboard');
  }
  afterEach(() => context?.close());

  const cellInput = () => page.getByLabel('Aaliyah Brooks: Cell structure worksheet', { exact: true });
  const storedScore = async () =>
    (await findCell(current(), 'Cell structure worksheet', 'abrooks')).cell.score;

  it('opens the tool from Actions in a dialog that closes on lti.close, on Escape and by its button (CT9)', async () => {
    await open();
    await logIn('Amara Okafor');
    await page.goto(at(`${course()}/gradebook`));
    const dialog = page.getByRole('dialog', { name: 'Sync to Juniper SIS' });
    const openDialog = async () => {
      await page.getByRole('button', { name: 'Actions' }).click();
      await page.getByRole('link', { name: 'Sync to Juniper SIS' }).click();
      await dialog.waitFor();
    };
    const frame = page.frameLocator('.post-grades-frame');
    await openDialog();
    expect(await frame.locator('#target').textContent()).to.equal(`${tool.url}/launch`);
    const box = await page.locator('.post-grades-frame').boundingBox();
    expect([box?.width, box?.height]).to.deep.equal([800, 600]);
    await frame.getByRole('button', { name: 'Close by message' }).click();
    await dialog.waitFor({ state: 'hidden' });
    // The browser tells the page in a separate task that the tool has closed.
    await page.locator('.post-grades-frame').waitFor({ state: 'detached' });
    await openDialog();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await openDialog();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('closes the dialog when the tool goes to launch_presentation.return_url', async () => {
    await open();
    await logIn('Amara Okafor');
    await page.goto(at(`${course()}/assignments`));
    await page.getByRole('button', { name: 'Assignments Settings' }).click();
    await page.getByRole('link', { name: 'Sync SIS Categories' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sync SIS Categories' });
    await dialog.waitFor();
    const frame = page.frameLocator('.post-grades-frame');
    const back = at(`${course()}/external_content/success/external_tool_redirect`);
    await frame.getByText('Return').evaluate((link, href) => link.setAttribute('href', href), back);
    await frame.getByText('Return').click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('shows the messages that a tool asks it to show', async () => {
    await open();
    await logIn('Amara Okafor');
    await page.getByRole('link', { name: 'Biology 9' }).click();
    await page.getByRole('link', { name: 'Grade Sync' }).click();
    await page.frameLocator('.tool-frame').getByRole('button', { name: 'Alert' }).click();
    await page.getByText('From the tool').waitFor();
  });

  it('saves a cell on Enter and moves to the next student', async () => {
    await open();
    await logIn('Amara Okafor');
    await page.goto(at(`${course()}/gradebook`));
    await cellInput().fill('18.5');
    await cellInput().press('Enter');
    await page.getByText('Aaliyah Brooks: Cell structure worksheet saved').waitFor({ state: 'attached' });
    expect(await storedScore()).to.equal(18.5);
    const focused = page.locator('input:focus');
    expect(await focused.getAttribute('aria-label')).to.contain('Benjamin Castellanos');
  });

  it('says why an entry was not saved, keeps it, and saves the next attempt', async () => {
    await open();
    await logIn('Amara Okafor');
    await page.goto(at(`${course()}/gradebook`));
    const before = await storedScore();
    await cellInput().fill('many');
    await cellInput().press('Enter');
    await page.getByRole('alert').getByText('That is not a grade').waitFor();
    expect(await cellInput().inputValue()).to.equal('many');
    expect(await storedScore()).to.equal(before);
    await cellInput().fill('16');
    await cellInput().press('Enter');
    await page.getByText('worksheet saved').waitFor({ state: 'attached' });
    expect(await storedScore()).to.equal(16);
  });

  it('sets a status from the tray that opens over the table', async () => {
    await open();
    await logIn('Amara Okafor');
    await page.goto(at(`${course()}/gradebook`));
    await page.getByLabel('Open grade detail: Aaliyah Brooks: Cell structure worksheet').click();
    const tray = page.getByRole('dialog', { name: 'Grade detail' });
    await tray.getByLabel('Late').check();
    await tray.getByRole('button', { name: 'Save status' }).click();
    await page.getByText('The status was saved.').waitFor();
    const { cell } = await findCell(current(), 'Cell structure worksheet', 'abrooks');
    expect(cell.latePolicyStatus).to.equal('late');
  });

  it('grades, filters and opens tools without scripts', async () => {
    await open({ scripts: false });
    await logIn('Amara Okafor');
    await page.goto(at(`${course()}/gradebook`));
    await cellInput().fill('13');
    await cellInput().press('Enter');
    await page.getByText('Saved.').waitFor();
    expect(await storedScore()).to.equal(13);
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('link', { name: 'Sync to Juniper SIS' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.locator('#target').textContent()).to.equal(`${tool.url}/launch`);
  });

  it('has no serious accessibility problem, and does not scroll sideways at 390 pixels', async () => {
    await open({ width: 1280 });
    const found: string[] = [];
    const look = async (path: string): Promise<void> => {
      await page.goto(at(path));
      const problems = (await findViolations(page)).filter(({ impact }) => isSerious(impact));
      found.push(...problems.map(({ text }) => `${path}: ${text}`));
      await page.setViewportSize({ width: 390, height: 900 });
      const over = await findOverflow(page);
      await page.setViewportSize({ width: 1280, height: 900 });
      if (over > 0) found.push(`${path}: ${over} px too wide`);
    };
    const assignment = `${course()}/assignments/1`;
    await look('/');
    await look('/faults');
    await logIn('Amara Okafor');
    for (const path of ['/assignments', '/gradebook', '/gradebook/cells/1/1']) {
      await look(`${course()}${path}`);
    }
    for (const path of ['/dashboard', assignment, `${assignment}/edit`]) {
      await look(path);
    }
    await logIn('Priya Raman');
    for (const path of ['/accounts/1', '/accounts/1/developer_keys']) await look(path);
    await logIn('Aaliyah Brooks');
    for (const path of ['/grades', '/assignments']) await look(`${course()}${path}`);
    expect(found).to.deep.equal([]);
  });
});
