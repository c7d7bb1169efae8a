import type { IncomingHttpHeaders } from 'node:http';
import type { Clock, Sleep } from '../../../src/clock.ts';
import { type LocalServer, serveLocally } from '../http/local-server.ts';

/** One answer of the fake Canvas; `reset` breaks the connection, `hang` never answers. */
export interface FakeReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly fault?: 'reset' | 'hang';
}

export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface FakeCanvas extends Omit<LocalServer, 'connections'> {
  readonly seen: readonly SeenRequest[];
}

/** A Canvas over real HTTP that answers what a test tells it to. */
export async function startFakeCanvas(
  answer: (request: SeenRequest, index: number) => FakeReply | Promise<FakeReply>,
): Promise<FakeCanvas> {
  const seen: SeenRequest[] = [];
  const server = await serveLocally(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const url = new URL(request.url ?? '/', server.origin);
    const asked = { method: request.method ?? '', url, headers: request.headers, body };
    const reply = await answer(asked, seen.push(asked) - 1);
    if (reply.fault === 'reset') return void request.socket.destroy();
    if (reply.fault === 'hang') return;
    response.writeHead(reply.status ?? 200, {
      ...(reply.text === undefined ? { 'content-type': 'application/json; charset=utf-8' } : {}),
      ...reply.headers,
    });
    response.end(reply.text ?? JSON.stringify(reply.json ?? []));
  });
  return { ...server, seen };
}

/** Time that passes only by sleeping, so that waits are recorded instead of endured. */
export function createVirtualTime(start = new Date()): {
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly waits: readonly number[];
} {
  let now = start.getTime();
  const waits: number[] = [];
  return {
    clock: () => new Date(now),
    sleep: async (ms, signal) => {
      if (signal?.aborted) return;
      waits.push(ms);
      now += ms;
      // Lets other callers run, as a real wait does.
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
    waits,
  };
}
