import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import { Router } from 'express';
import type { Frame, Page } from 'playwright-core';
import { useBrowser } from '../../../test/support/browser.ts';
import { useCanvas } from './running-canvas.ts';

/** A Canvas page around a tool's frame. */
function makePages(): Router {
  const router = Router();
  router.get('/host', (req, res) => {
    res.type('html').send(
      `<!doctype html><html lang="en" data-time-zone="America/Chicago"><body>
       <iframe data-lti-launch="true" src="${String(req.query['tool'])}"></iframe>
       <script src="/sandbox-assets/platform-messages.js"></script>
       <script>
         window.seen = [];
         for (const name of ['lti-close', 'lti-alert', 'lti-full-window', 'lti-external-content'])
           document.addEventListener(name, (event) => {
             event.preventDefault();
             window.seen.push([name, event.detail.body ?? event.detail.url ?? event.detail.subject ?? null]);
           });
       </script></body></html>`,
    );
  });
  return router;
}

/** Sends a message from the tool's frame and returns the reply with its origin. */
const sender = `
  window.ask = (target, message, origin = '*') => new Promise((resolve) => {
    const listen = (event) => {
      if (event.data?.subject !== message.subject + '.response') return;
      window.removeEventListener('message', listen);
      resolve({ data: event.data, origin: event.origin, fromTarget: event.source === target });
    };
    window.addEventListener('message', listen);
    target.postMessage(message, origin);
  });`;

describe('sandbox Canvas: postMessage (CF4)', () => {
  const current = useCanvas(makePages);
  const browser = useBrowser();
  let page: Page;
  let tool: Frame;
  let server: Server;

  before(async function () {
    this.timeout(60_000);
    server = createServer((_req, res) => {
      res.setHeader('content-type', 'text/html');
      res.end(`<!doctype html><script>${sender}</script>`);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    page = await browser().newPage();
    // Not Canvas's origin, as with every real tool.
    await page.goto(`${current().canvas.url}/host?tool=${encodeURIComponent(`http://127.0.0.1:${port}/`)}`);
    await page.waitForSelector('iframe[name="post_message_forwarding"]', { state: 'attached' });
    const found = page.frames().find((frame) => frame.url().includes(`:${port}/`));
    if (found === undefined) throw new Error('The tool frame is missing');
    tool = found;
    await tool.waitForFunction('typeof window.ask === "function"');
    await page.waitForFunction(
      'document.querySelector("iframe[name=post_message_forwarding]").contentDocument?.readyState === "complete"',
    );
  });
  after(async () => {
    server?.close();
  });

  const ask = async (target: string, message: Record<string, unknown>, origin = '*') =>
    Object(
      await tool.evaluate(`window.ask(${target}, ${JSON.stringify(message)}, ${JSON.stringify(origin)})`),
    );

  it('the capabilities list the storage subjects with their frame', async () => {
    const { data } = await ask('window.parent', { subject: 'lti.capabilities' });
    expect(data.supported_messages).to.deep.include({
      subject: 'lti.put_data',
      frame: 'post_message_forwarding',
    });
    expect(data.supported_messages).to.deep.include({ subject: 'lti.close' });
  });

  it('Platform Storage works through the target frame, with the authorization endpoint’s origin', async () => {
    const frame = "window.parent.frames['post_message_forwarding']";
    const { url } = current().canvas;
    const put = { subject: 'lti.put_data', key: 'state-1', value: 'secret', message_id: 'm1' };
    const stored = await ask(frame, put, url);
    expect(stored).to.deep.equal({
      data: { subject: 'lti.put_data.response', key: 'state-1', value: 'secret', message_id: 'm1' },
      origin: url,
      fromTarget: true,
    });
    const get = { subject: 'lti.get_data', key: 'state-1', message_id: 'm2' };
    expect((await ask(frame, get, url)).data).to.include({ value: 'secret', message_id: 'm2' });
    expect((await ask('window.parent', get)).data).to.include({ value: 'secret' });
    await ask(frame, { ...put, value: null }, url);
    expect((await ask(frame, get, url)).data).to.include({ value: null });
  });

  it('a failure carries error.code and error.message', async () => {
    const { data } = await ask('window.parent', { subject: 'lti.put_data', value: 'x', message_id: 'm3' });
    expect(data.error).to.deep.equal({
      code: 'bad_request',
      message: "Missing required 'key' parameter",
    });
  });

  it('the page hears of close, alert, full window and the legacy return; a resize changes the frame', async () => {
    await ask('window.parent', { subject: 'lti.close' });
    await ask('window.parent', { subject: 'lti.showAlert', body: 'Scheduled', alertType: 'success' });
    await ask('window.parent', { subject: 'requestFullWindowLaunch', data: 'https://tool.test/launch' });
    await ask('window.parent', { subject: 'lti.frameResize', height: 777 });
    expect(await page.evaluate('window.seen')).to.deep.equal([
      ['lti-close', null],
      ['lti-alert', 'Scheduled'],
      [
        'lti-full-window',
        '/host/external_tools/retrieve?display=borderless&url=https%3A%2F%2Ftool.test%2Flaunch',
      ],
    ]);
    expect(await page.evaluate('document.querySelector("iframe").style.height')).to.equal('777px');
  });

  it('the page settings name the page’s time zone', async () => {
    const { data } = await ask('window.parent', { subject: 'lti.getPageSettings' });
    expect(data.pageSettings).to.include({ locale: 'en', time_zone: 'America/Chicago' });
  });
});
