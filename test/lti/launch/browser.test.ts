import { expect } from 'chai';
import type { RequestHandler } from 'express';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import { useBrowser } from '../../support/browser.ts';
import { showCourse } from '../../support/lti/course-page.ts';
import { type LtiFixture, lastOutcome, startLti } from '../../support/lti/lti-fixture.ts';
import { useMongo } from '../../support/mongodb.ts';

/**
 * Plays a browser without partitioned cookies (Safari before 18.4): with blocking on top, a frame keeps
 * nothing.
 */
const withoutPartitions: RequestHandler = (_request, response, next) => {
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) => {
    if (name.toLowerCase() !== 'set-cookie') return setHeader(name, value);
    const lines = (Array.isArray(value) ? value : [value]).map((line) =>
      String(line).replace('; Partitioned', ''),
    );
    return setHeader(name, lines);
  };
  next();
};

describe('login and launch in a real browser, in a cross-site frame', function () {
  this.timeout(60_000);
  const mongo = useMongo();
  const browser = useBrowser();
  let context: BrowserContext;
  let page: Page;
  let tool: LtiFixture;
  let partitions = true;

  before(async () => {
    const inFront: RequestHandler = (request, response, next) =>
      partitions ? next() : withoutPartitions(request, response, next);
    tool = await startLti(mongo.connection(), { inFront });
  });
  after(async () => {
    await tool?.close();
  });
  beforeEach(async () => {
    partitions = true;
    context = await browser().newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  async function blockThirdPartyCookies(): Promise<void> {
    const devTools = await context.newCDPSession(page);
    await devTools.send('Network.enable');
    // This Chromium also needs the two exceptions, which newer protocol types no longer have.
    const controls = {
      enableThirdPartyCookieRestriction: true,
      disableThirdPartyCookieMetadata: true,
      disableThirdPartyCookieHeuristics: true,
    };
    await devTools.send('Network.setCookieControls', controls);
  }

  /** The tool's frame once it shows `selector`. */
  async function toolFrame(selector: string): Promise<Frame> {
    await page.frameLocator('iframe[name=tool]').locator(selector).waitFor({ timeout: 15_000 });
    const frame = page.frame({ name: 'tool' });
    if (frame === null) throw new Error('the tool has no frame');
    return frame;
  }

  async function openCourse(): Promise<void> {
    await page.goto(`${tool.platform.origin}/course`);
  }

  async function readWho(target: Page | Frame): Promise<string | null> {
    return target.textContent('#who', { timeout: 15_000 });
  }

  it('S2 with cookies, the launch ends on Grade Sync in the frame, and its forms work', async () => {
    showCourse(tool, { storageTarget: 'post_message_forwarding' });
    await openCourse();
    const frame = await toolFrame('#who');
    expect(await readWho(frame)).to.equal('teacher of Biology');
    expect(new URL(frame.url()).pathname).to.match(/^\/s\/[\w-]{12}\/grade-sync$/);
    await frame.click('button');
    await page.frameLocator('iframe[name=tool]').getByText('posted').waitFor();
    expect(lastOutcome(tool)).to.include({ outcome: 'accepted', proof: 'cookie' });
  });

  it('S4 with cookies and no storage offered, no page comes in between', async () => {
    showCourse(tool, { storageTarget: null });
    await openCourse();
    expect(await readWho(await toolFrame('#who'))).to.equal('teacher of Biology');
  });

  it('S2 with third-party cookies blocked, partitioned cookies carry the launch', async () => {
    await blockThirdPartyCookies();
    showCourse(tool, { storageTarget: 'post_message_forwarding', mute: true });
    await openCourse();
    expect(await readWho(await toolFrame('#who'))).to.equal('teacher of Biology');
    expect(lastOutcome(tool)).to.include({ proof: 'cookie' });
  });

  it('S3 S5 with all cookies blocked in frames, Platform Storage proves the browser and a new window opens', async () => {
    partitions = false;
    await blockThirdPartyCookies();
    showCourse(tool, { storageTarget: 'post_message_forwarding' });
    await openCourse();
    const frame = await toolFrame('text=Grade Passback is ready in a new window');
    expect(lastOutcome(tool)).to.include({ outcome: 'accepted', proof: 'storage' });
    const [opened] = await Promise.all([context.waitForEvent('page'), frame.click('button')]);
    expect(await readWho(opened)).to.equal('teacher of Biology');
    await opened.reload();
    expect(await readWho(opened), 'the session stays').to.equal('teacher of Biology');
    const kept = await page.frame({ name: 'post_message_forwarding' })?.evaluate('localStorage.length');
    expect(kept, 'the platform need not keep the secret').to.equal(0);
  });

  it('S4 S6 with neither cookies nor an answer from the platform, a new window restarts the login and works', async () => {
    partitions = false;
    await blockThirdPartyCookies();
    showCourse(tool, { storageTarget: 'post_message_forwarding', mute: true });
    await openCourse();
    const frame = await toolFrame('text=Please open Grade Passback in a new window');
    const [opened] = await Promise.all([context.waitForEvent('page'), frame.click('button')]);
    expect(await readWho(opened)).to.equal('teacher of Biology');
    expect(lastOutcome(tool)).to.include({ outcome: 'accepted', proof: 'cookie' });
  });

  it('S4 with no cookies and no storage offered, the person is refused and told a way out', async () => {
    partitions = false;
    await blockThirdPartyCookies();
    showCourse(tool, { storageTarget: null });
    await openCourse();
    await toolFrame('text=Please open Grade Passback in a new window');
    expect(lastOutcome(tool)).to.include({ outcome: 'refused', code: 'browser_unproven' });
  });

  it('S5 a platform frame of another origin gets no secret and is not trusted', async () => {
    partitions = false;
    await blockThirdPartyCookies();
    // The same frame under another host name: it answers everybody, but nobody may write to it.
    const storageOrigin = tool.platform.origin.replace('127.0.0.1', 'localhost');
    showCourse(tool, { storageTarget: 'post_message_forwarding', storageOrigin });
    await openCourse();
    await toolFrame('text=Please open Grade Passback in a new window');
    const kept = await page.frame({ name: 'post_message_forwarding' })?.evaluate('localStorage.length');
    expect(kept).to.equal(0);
  });

  it('S5 an answer from another origin is not trusted, even with the right message', async () => {
    partitions = false;
    await blockThirdPartyCookies();
    showCourse(tool, { storageTarget: 'post_message_forwarding', mute: true, stranger: true });
    const asked = tool.platform.countRequests('/authorize');
    await openCourse();
    await toolFrame('text=Please open Grade Passback in a new window');
    expect(tool.platform.countRequests('/authorize'), 'the login went no further').to.equal(asked);
  });

  it('LX16 S10 two courses in two tabs of one browser stay apart', async () => {
    showCourse(tool, { storageTarget: 'post_message_forwarding' });
    await openCourse();
    const first = await toolFrame('#who');
    const second = await context.newPage();
    await second.goto(`${tool.platform.origin}/course`);
    await second.frameLocator('iframe[name=tool]').locator('#who').waitFor();
    const secondUrl = second.frame({ name: 'tool' })?.url();
    expect(secondUrl).to.not.equal(first.url());
    await first.goto(first.url());
    expect(await readWho(first)).to.equal('teacher of Biology');
    await second.frame({ name: 'tool' })?.goto(secondUrl ?? '');
    await second.frameLocator('iframe[name=tool]').locator('#who').waitFor();
  });

  it('S16 a session’s page opens in no other frame', async () => {
    showCourse(tool, { storageTarget: 'post_message_forwarding' });
    await openCourse();
    const url = (await toolFrame('#who')).url();
    const stranger = await context.newPage();
    const refusals: string[] = [];
    stranger.on('console', (message) => refusals.push(message.text()));
    await stranger.goto(`${tool.url}/lti/assets/lti.css`);
    await stranger.setContent(`<iframe src="${url}"></iframe>`);
    await stranger.waitForTimeout(500);
    expect(refusals.join('\n')).to.match(/frame-ancestors/);
  });
});
