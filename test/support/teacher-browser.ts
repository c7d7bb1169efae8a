import type { BrowserContext, Frame, Page } from 'playwright-core';
import type { SuiteBrowser } from './browser.ts';
import type { TestSandbox } from './sandbox.ts';

/** A person at a browser, using the sandbox Canvas. */
export interface PersonAtBrowser {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Chooses the person on Canvas's first page. */
  enterAs(name: RegExp): Promise<void>;
  openCourse(name: RegExp): Promise<void>;
  /** The tool's frame once it shows `path`. */
  findToolFrame(path: RegExp): Promise<Frame>;
  /** Presses Connect to Canvas in the tool's frame, authorizes in the new window, and returns. */
  connectToCanvas(frame: Frame): Promise<void>;
  /** Opens Grade Sync of the course, posts everything, and follows the link to the run's page. */
  postFromGradeSync(): Promise<Frame>;
}

export async function sitDown(browser: SuiteBrowser, sandbox: TestSandbox): Promise<PersonAtBrowser> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();

  const findToolFrame = async (path: RegExp): Promise<Frame> => {
    const giveUpAt = Date.now() + 20_000;
    while (Date.now() < giveUpAt) {
      const frame = page
        .frames()
        .find((one) => one.url().startsWith(sandbox.toolUrl) && path.test(one.url()));
      if (frame) return frame;
      await page.waitForTimeout(100);
    }
    throw new Error(`no frame of the tool shows ${path}`);
  };
  const connectToCanvas = async (frame: Frame): Promise<void> => {
    const opened = context.waitForEvent('page');
    await frame.getByRole('link', { name: /Connect to Canvas/ }).click();
    const consent = await opened;
    await consent.getByRole('button', { name: 'Authorize' }).click();
    await consent
      .getByText(/connected/i)
      .first()
      .waitFor();
    await consent.close();
    const goOn = frame.getByRole('link', { name: /I’ve connected/ });
    // The frame continues when its window regains focus, which a headless browser may not notice.
    if (await goOn.isVisible().catch(() => false)) await goOn.click({ timeout: 2_000 }).catch(() => {});
  };
  return {
    page,
    context,
    async enterAs(name) {
      await page.goto(sandbox.canvas.url);
      await page.getByRole('button', { name }).click();
      await page.waitForURL(/\/dashboard/);
    },
    async openCourse(name) {
      await page.getByRole('link', { name }).first().click();
    },
    findToolFrame,
    connectToCanvas,
    async postFromGradeSync() {
      await page.getByRole('link', { name: 'Grade Sync' }).click();
      let tool = await findToolFrame(/grade-sync/);
      await tool.getByRole('link', { name: 'Post Grades' }).first().click();
      tool = await findToolFrame(/post-grades/);
      const connect = tool.getByRole('link', { name: /Connect to Canvas/ });
      const post = tool.getByRole('button', { name: 'Post Grades' });
      await connect.or(post).first().waitFor();
      if (await connect.isVisible()) await connectToCanvas(tool);
      await post.click();
      await tool.getByRole('link', { name: 'Click to see progress.' }).click();
      return findToolFrame(/grade-sync\/runs\//);
    },
  };
}
