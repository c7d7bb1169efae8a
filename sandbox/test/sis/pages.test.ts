import { expect } from 'chai';
import { findViolations } from '../../../test/support/accessibility.ts';
import { useBrowser } from '../../../test/support/browser.ts';
import { lineItemBody, ref, resultBody, useSis } from './sis-under-test.ts';

describe('sandbox SIS: what a teacher of that SIS sees', () => {
  const { sis, caller } = useSis();
  const browser = useBrowser();

  before(async function fillGradebook() {
    this.timeout(60_000);
    await caller().put(
      '/lineItems/li-1',
      lineItemBody('v1p2', 'li-1', { title: '<script>alert(1)</script> 细胞' }),
    );
    const late = { late: 'true', score: 0 };
    await caller().put('/results/r-1', resultBody('r-1', 'li-1', late));
    const exempt = { student: ref('user', 'stu-100405'), scoreStatus: 'exempt', score: undefined };
    await caller().put('/results/r-2', resultBody('r-2', 'li-1', exempt));
  });

  /** Opens a page, by default with scripts. */
  async function open(path: string, scripts = true) {
    const context = await browser().newContext({ javaScriptEnabled: scripts });
    const page = await context.newPage();
    await page.goto(sis().url + path);
    return page;
  }

  it('lists the classes with the number of grades that arrived', async () => {
    const page = await open('/');
    const row = page.getByRole('row', { name: /Biology 9, period 1/ });
    expect(await row.getByRole('cell').allTextContents()).to.deep.equal([
      'BIO9-1',
      '1',
      'Okafor',
      '9',
      '1',
      '2',
    ]);
    await page.getByRole('link', { name: 'Biology 9, period 1' }).click();
    await page.getByRole('heading', { name: 'Biology 9, period 1' }).waitFor();
  });

  it('S19 shows line items and scores with their marks, names and titles as text', async () => {
    const page = await open('/classes/cls-bio9-1');
    const header = page.getByRole('columnheader').nth(1).locator(':scope > span');
    expect(await header.allTextContents()).to.deep.equal([
      'Homework',
      '<script>alert(1)</script> 细胞',
      'due 2026-09-04',
      'Quarter 1',
      '20 pts',
    ]);
    const cellOf = async (name: RegExp): Promise<string> => {
      const cell = page.getByRole('row', { name }).getByRole('cell');
      return ((await cell.textContent()) ?? '').trim();
    };
    expect(await cellOf(/Brooks, Aaliyah/)).to.equal('0 late');
    expect(await cellOf(/Árnadóttir, Zoë/)).to.equal('exempt');
    expect(await cellOf(/Dumont, Chloe/)).to.contain('no score');
  });

  it('shows a new score without reloading, and flags a second result of the same student', async () => {
    const page = await open('/classes/cls-bio9-1');
    const result = { student: ref('user', 'stu-100403'), score: 13.75 };
    await caller().put('/results/r-3', resultBody('r-3', 'li-1', result));
    await page.getByText('13.75').waitFor();
    await caller().put('/results/r-4', resultBody('r-4', 'li-1', result));
    await page.getByText('twice').waitFor();
  });

  it('refreshes itself without scripts', async () => {
    const page = await open('/classes/cls-bio9-1', false);
    expect(await page.locator('meta[http-equiv="refresh"]').count()).to.equal(1);
  });

  it('sets and clears faults by plain forms', async () => {
    const page = await open('/faults', false);
    await page.getByLabel(/^Meet/).selectOption('apply-then-drop');
    await page.getByLabel(/^Of/).selectOption('results');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('The next 1, result writes: done, but the reply is lost').waitFor();
    await page.getByLabel(/^Refuse/).selectOption('stu-100402');
    await page.getByRole('button', { name: 'Refuse', exact: true }).click();
    await page.getByRole('button', { name: 'Accept again' }).click();
    await page.getByRole('button', { name: 'Clear all faults' }).click();
    await page.getByText('None: this SIS answers as it should.').waitFor();
    expect(sis().faults.current().next).to.deep.equal([]);
  });

  it('has no accessibility problem that axe finds', async () => {
    const context = await browser().newContext({ bypassCSP: true });
    const page = await context.newPage();
    for (const path of ['/', '/classes/cls-bio9-1', '/faults', '/classes/none']) {
      await page.goto(sis().url + path);
      expect(await findViolations(page), path).to.deep.equal([]);
    }
  });

  it('answers 404 for an unknown class', async () => {
    expect((await fetch(`${sis().url}/classes/none`)).status).to.equal(404);
  });
});
