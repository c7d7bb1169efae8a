import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CanvasReader } from '../../src/canvas/canvas-reader.ts';
import { ProductError } from '../../src/errors.ts';

/** A Canvas course for other processes. */
export interface CanvasServer {
  readonly url: string;
  close(): Promise<void>;
}

const never = new AbortController().signal;

/** Serves a Canvas reader, so that a course that is graded in one process can be read in others. */
export async function serveCanvas(reader: CanvasReader): Promise<CanvasServer> {
  const server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      const method = String(request.url).slice(1);
      const target = method in reader ? reader : reader.rest;
      const found: unknown = await Reflect.get(target ?? {}, method)(...JSON.parse(text, revive), never);
      response.end(JSON.stringify(found));
    })().catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The other end of `serveCanvas`. */
export function connectCanvas(url: string): CanvasReader {
  const call = async <T>(method: string, signal: AbortSignal, ...args: readonly unknown[]): Promise<T> => {
    const answer = await fetch(`${url}/${method}`, {
      method: 'POST',
      body: JSON.stringify(args),
      signal,
    }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new ProductError('canvas_unreachable', { next: 'retry', cause });
    });
    const found: T = JSON.parse(await answer.text(), revive);
    return found;
  };
  return {
    rest: {
      readCourse: (signal) => call('readCourse', signal),
      readOwnReach: (signal) => call('readOwnReach', signal),
      readSections: (signal) => call('readSections', signal),
      readAssignmentGroups: (signal) => call('readAssignmentGroups', signal),
      readSisAssignments: (signal) => call('readSisAssignments', signal),
      readStudentTotals: (signal) => call('readStudentTotals', signal),
      readFinalScores: (periodId, signal) => call('readFinalScores', signal, periodId),
      readFormerStudents: (signal) => call('readFormerStudents', signal),
      readSubmissions: (query, next, signal) => call('readSubmissions', signal, query, next),
    },
    readMembers: (next, signal) => call('readMembers', signal, next),
    readLineItems: (signal) => call('readLineItems', signal),
    readResults: (lineItem, next, signal) => call('readResults', signal, lineItem, next),
  };
}

/** Instants travel as ISO texts. */
function revive(_key: string, value: unknown): unknown {
  const isInstant = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
  return isInstant ? new Date(value) : value;
}
