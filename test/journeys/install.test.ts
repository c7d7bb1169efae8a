import { expect } from 'chai';
import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import { type Installation, startInstallation } from '../lti/registration/installation.ts';
import { findOverflow, findViolations } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { useMongo } from '../support/mongodb.ts';

/** From nothing to the first page, as an operator and a Canvas administrator do it. */
describe('Installing the tool in a Canvas', function () {
  this.timeout(90_000);
  const mongo = useMongo();
  let site: Installation;
  const browser = useBrowser();
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    site = await startInstallation(mongo.uri());
    context = await browser().newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
  });
  after(async () => {
    await site?.close();
  });

  const enterAs = async (cookie: string): Promise<void> => {
    const [name = '', value = ''] = cookie.split('=');
    await context.clearCookies();
    await context.addCookies([{ name, value, url: site.canvas.url }]);
  };
  const tool = (): FrameLocator => page.frameLocator('iframe.tool-frame');
  const openAdmin = async (path: string): Promise<void> => {
    await page.goto(`${site.canvas.url}/accounts/1/${path}`);
  };

  it('goes from the link through registration, what is granted, and approval to the first launch', async () => {
    const link = await site.makeLink();
    await enterAs(site.adminCookie);
    await openAdmin('developer_keys');
    await page.getByRole('link', { name: '+ LTI Registration' }).click();
    await page.getByLabel('Dynamic Registration Url').fill(link);
    await page.getByRole('button', { name: 'Continue' }).click();

    await tool().getByLabel('What your teachers call your SIS').fill('Lake SIS');
    await tool().getByRole('button', { name: 'Install' }).click();
    await tool().getByRole('heading', { name: 'Grade Passback is registered' }).waitFor();
    expect(await tool().locator('.warning').allInnerTexts()).to.deep.equal([]);
    await tool().getByRole('button', { name: 'Close' }).click();

    await page.getByText('The tool has registered itself.').waitFor();
    await page.getByLabel('post_grades').uncheck();
    await page.getByRole('button', { name: 'Install & Enable' }).click();
    await page.getByText('The developer key was saved.').waitFor();

    const { people, courses, sessions } = site.canvas.store;
    const [enrollment] = (
      await Promise.all((await people.list()).map(({ id }) => people.enrollmentsOfUser(id)))
    )
      .flat()
      .filter(({ type }) => type === 'TeacherEnrollment');
    if (enrollment === undefined) throw new Error('the school has no teacher');
    const course = await courses.find(enrollment.courseId);
    await enterAs(`canvas_session=${await sessions.open(enrollment.userId)}`);
    await page.goto(`${site.canvas.url}/courses/${course?.id}`);
    await page.getByRole('link', { name: 'Grade Sync' }).click();
    await tool().getByText('This installation is waiting for approval').waitFor();

    const [pending] = pendingRows(await site.admin('deployment list', { state: 'pending' }));
    await site.admin('deployment approve', { institution: 'Lakeview Schools', deployment: pending });
    await page.reload();
    await tool()
      .getByRole('heading', { name: /Grade Sync|History/ })
      .first()
      .waitFor();
  });

  it('works with screen reader and keyboard: the registration page names everything and traps nobody', async () => {
    await enterAs(site.adminCookie);
    const query = new URLSearchParams({ url: await site.makeLink() });
    await openAdmin(`developer_keys/registration?${query}`);
    await tool().getByRole('heading', { name: 'Install Grade Passback' }).waitFor();
    const frame = page.frames().find((one) => one.url().includes('/lti/register'));
    if (!frame) throw new Error('no frame shows the registration');
    const colour = 'getComputedStyle(document.querySelector("button")).backgroundColor';
    const usual = await frame.evaluate(colour);
    for (const contrast of ['no-preference', 'more'] as const) {
      await page.emulateMedia({ contrast });
      expect((await findViolations(frame, true)).map(({ text }) => text)).to.deep.equal([]);
    }
    // Canvas says what a person prefers only in a launch; the system says it before.
    expect(await frame.evaluate(colour)).to.not.equal(usual);
    expect(await findOverflow(frame)).to.equal(0);
    await tool().getByLabel('What your teachers call your SIS').focus();
    await page.keyboard.press('Tab');
    expect(await tool().locator(':focus').textContent()).to.equal('Install');
  });
});

function pendingRows(rows: unknown): string[] {
  if (!Array.isArray(rows)) throw new Error('no list');
  return rows.map((row: { readonly deploymentId: unknown }) => String(row.deploymentId));
}
