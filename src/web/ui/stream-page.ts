import { once } from 'node:events';
import type { Request, Response } from 'express';
import { createLiveChanges, readLiveParts } from './live-parts.ts';
import type { PageModel, Renderer } from './render.ts';
import type { ReadRun, RunWatch, WatchedRun } from './run-watch.ts';

export interface StreamDeps {
  readonly renderBody: Renderer['renderBody'];
  readonly watch: RunWatch;
}

/** A page whose live parts are sent while they change. */
export interface StreamedPage extends WatchedRun {
  readonly view: string;
  readonly build: (read: ReadRun) => PageModel & { readonly live: boolean };
}

/** Proxies end connections on which nothing is sent, often after a minute. */
const heartbeatMs = 15_000;
/** Then the page asks again, with its session checked anew. */
const longestMs = 2 * 60_000;

/** Whether the page asks for its changes instead of itself. */
export function wantsStream(req: Request): boolean {
  return req.get('accept') === 'text/event-stream';
}

/**
 * Sends the page's live parts as server-sent events: all of them first, then those that changed, at most once a
 * second. It ends with the last change, when the browser leaves, and when the process stops.
 * @param signal aborts when the browser goes away
 */
export async function streamPage(
  { renderBody, watch }: StreamDeps,
  res: Response,
  page: StreamedPage,
  signal: AbortSignal,
): Promise<void> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
  const send = async (text: string): Promise<void> => {
    // A browser that reads slowly is not sent more than it takes.
    if (!res.write(text) && !ended.aborted) await once(res, 'drain', { signal: ended });
  };
  const findChange = createLiveChanges();
  let beating: NodeJS.Timeout | undefined;
  try {
    for await (const read of watch.follow(page, ended)) {
      const model = page.build(read);
      const change = findChange(readLiveParts(await renderBody(page.view, model)));
      if (!res.headersSent) {
        // nginx would collect the events (`proxy_buffering`), others would compress and so delay them.
        res.set({
          'Content-Type': 'text/event-stream; charset=utf-8',
          'Cache-Control': 'no-store, no-transform',
          'X-Accel-Buffering': 'no',
        });
        res.flushHeaders();
        beating = setInterval(() => void res.write(': still here\n\n'), heartbeatMs);
      }
      if (change !== null) await send(`data: ${JSON.stringify({ live: model.live, ...change })}\n\n`);
      if (!model.live) break;
    }
  } catch (error) {
    // Once events have been sent, the page asks again and is told then.
    if (!res.headersSent && !signal.aborted) throw error;
  } finally {
    clearInterval(beating);
  }
  res.end();
}
