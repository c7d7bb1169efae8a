import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SendPermit, SisClient, SisReply } from '../../../src/oneroster/sis-client.ts';
import { type InMemorySis, plainProfile } from '../../support/passback/in-memory-sis.ts';

/** The SIS of a kill test, served to the process that is killed. */
export interface SisServer {
  readonly url: string;
  /** Called after a request is applied and before it is answered. */
  applied: (method: string, id: string, n: number) => void;
  /** Called before a request is applied. */
  arrived: (method: string, id: string) => void;
  close(): Promise<void>;
}

const methods = [
  'readClass',
  'readCategories',
  'readGradingPeriods',
  'readStudents',
  'readLineItems',
  'readResults',
  'readClassResults',
  'putLineItem',
  'putResult',
  'withdrawResult',
  'createResults',
  'clearResult',
  'deleteResult',
  'deleteLineItem',
] as const;

/** Serves an in-memory SIS, whose ledger outlives the processes that write to it. */
export async function serveSis(sis: InMemorySis): Promise<SisServer> {
  const counts = new Map<string, number>();
  const served: Pick<SisServer, 'applied' | 'arrived'> = { applied: () => {}, arrived: () => {} };
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      const { method, args } = JSON.parse(body);
      const id = String(
        args[0]?.studentSourcedId ?? args[0]?.sourcedId ?? args[0]?.[0]?.lineItemSourcedId ?? args[0],
      );
      served.arrived(method, id);
      const call = Reflect.get(sis.client, method);
      void call(...args, new AbortController().signal).then((reply: unknown) => {
        const n = (counts.get(method) ?? 0) + 1;
        counts.set(method, n);
        served.applied(method, id, n);
        response.end(JSON.stringify(reply, (_key, value) => (value instanceof Map ? [...value] : value)));
      });
    });
  });
  // Kept open as long as nginx does: a client that slept can write to its old connection.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(served, {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** The other end of `serveSis`. */
export function connectSis(url: string, permit?: SendPermit): SisClient {
  const entries = methods.map((method) => [
    method,
    async (...args: unknown[]) => {
      const signal = args.pop();
      permit?.check();
      const body = JSON.stringify({ method, args });
      const response = await fetch(url, { method: 'POST', body, signal: signal as AbortSignal });
      const reply = (await response.json()) as SisReply<Iterable<[string, string]>>;
      return method === 'createResults' && reply.ok ? { ...reply, value: new Map(reply.value) } : reply;
    },
  ]);
  const under = (given: SendPermit) => connectSis(url, given);
  function inZone(this: SisClient): SisClient {
    return this;
  }
  return { profile: plainProfile, under, inZone, ...Object.fromEntries(entries) } as SisClient;
}
