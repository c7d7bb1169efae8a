import { expect } from 'chai';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { z } from 'zod';
import { useBrowser } from './browser.ts';
import { base, type WebAppFixture } from './web-app.ts';
import { type Listening, listen } from './web-server.ts';

/** Pages of a fixture in Chromium. */
export interface WebPages {
  /** Opens a page in a fresh browser profile. */
  open(fixture: WebAppFixture, path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Opens a page in a frame, as in Canvas: the parent has the same origin and records the messages it gets. */
  openFramed(fixture: WebAppFixture, path: string): Promise<Page>;
  /** The subjects of the messages that the parent got, in order. */
  readSubjects(page: Page): Promise<string[]>;
}

/** Gives a suite pages in Chromium. A script error or a breach of the content policy fails the test. */
export function useWebPages(): WebPages {
  const browser = useBrowser();
  const servers: Listening[] = [];
  const faults: string[] = [];
  after(async () => {
    for (const server of servers) await server.close();
  });
  afterEach(() => {
    expect(faults.splice(0)).to.deep.equal([]);
  });

  async function serve(fixture: WebAppFixture, options: BrowserContextOptions = {}): Promise<Page> {
    const server = await listen(fixture.app);
    servers.push(server);
    const context = await browser().newContext({ baseURL: server.url, ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) faults.push(message.text());
    });
    return page;
  }

  return {
    async open(fixture, path, options) {
      const page = await serve(fixture, options);
      await page.goto(`${base}${path}`);
      return page;
    },
    async openFramed(fixture, path) {
      const page = await serve(fixture);
      await page.route('**/parent', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<script>window.told=[];addEventListener('message',(event)=>told.push(event.data))</script><iframe src="${base}${path}" width="800" height="600"></iframe>`,
        }),
      );
      await page.route('https://canvas.example/**', (route) => route.fulfill({ body: 'back in Canvas' }));
      await page.goto('/parent');
      return page;
    },
    readSubjects: async (page) =>
      z
        .array(z.object({ subject: z.string() }))
        .parse(await page.evaluate('window.told'))
        .map(({ subject }) => subject),
  };
}
