import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** A class of the fast SIS. */
export interface FastClass {
  readonly id: string;
  readonly studentIds: readonly string[];
}

/** A OneRoster 1.2 SIS with one category and no grading periods that costs next to nothing. */
export interface FastSis {
  readonly url: string;
  /** How long each answer takes, in milliseconds. */
  latencyMs: number;
  /** Requests since the last `reset`, without those for tokens. */
  readonly counts: { reads: number; writes: number };
  reset(): void;
  /** Forgets line items and results. */
  empty(): void;
  close(): Promise<void>;
}

type Row = Readonly<Record<string, unknown>>;
const ref = z.object({ sourcedId: z.string() });
const written = z.object({
  lineItem: z.looseObject({ class: ref }).optional(),
  result: z.looseObject({ lineItem: ref }).optional(),
});

/** Serves the classes on a free port, in this process. */
export async function startFastSis(classes: readonly FastClass[]): Promise<FastSis> {
  const byId = new Map(classes.map((sisClass) => [sisClass.id, sisClass]));
  const lineItems = new Map<string, Map<string, Row>>();
  const results = new Map<string, Map<string, Row>>();
  const put = (within: Map<string, Map<string, Row>>, parent: string, id: string, row: Row): void => {
    const rows = within.get(parent) ?? new Map<string, Row>();
    rows.set(id, { ...row, sourcedId: id, status: 'active' });
    within.set(parent, rows);
  };
  const read = ([kind, id = '', list, lineItemId = '', isResults]: readonly string[]): Row | null => {
    if (kind !== 'classes') return null;
    if (list === undefined) {
      const found = {
        sourcedId: id,
        status: 'active',
        title: id,
        school: { sourcedId: 'school' },
        terms: [],
      };
      return byId.has(id) ? { class: found } : null;
    }
    if (list === 'categories') {
      return { categories: [{ sourcedId: 'homework', status: 'active', title: 'Homework' }] };
    }
    if (list === 'students') {
      const users = (byId.get(id)?.studentIds ?? []).map((sourcedId) => ({ sourcedId, status: 'active' }));
      return { users };
    }
    if (isResults === 'results') return { results: [...(results.get(lineItemId)?.values() ?? [])] };
    return { lineItems: [...(lineItems.get(id)?.values() ?? [])] };
  };
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = new URL(req.url ?? '/', 'http://fast.test');
    const path = url.pathname.slice(1).split('/').map(decodeURIComponent);
    if (path[0] === 'token') {
      req.resume();
      return send(res, 200, { access_token: 'token', token_type: 'Bearer', expires_in: 3_600 });
    }
    if (sis.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, sis.latencyMs));
    if (req.method === 'GET') {
      sis.counts.reads += 1;
      const body = read(path);
      return send(res, body === null ? 404 : 200, page(body ?? {}, url));
    }
    sis.counts.writes += 1;
    const { lineItem, result } = written.parse(JSON.parse(await readBody(req)));
    const id = path[1] ?? '';
    if (lineItem) put(lineItems, lineItem.class.sourcedId, id, lineItem);
    if (result) put(results, result.lineItem.sourcedId, id, result);
    res.statusCode = 201;
    res.end();
  };
  const server = createServer((req, res) => void answer(req, res));
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const sis: FastSis = {
    url: `http://127.0.0.1:${address.port}`,
    latencyMs: 0,
    counts: { reads: 0, writes: 0 },
    reset: () => Object.assign(sis.counts, { reads: 0, writes: 0 }),
    empty() {
      lineItems.clear();
      results.clear();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return sis;
}

/** `limit` and `offset`, as OneRoster pages its lists. */
function page(body: Row, { searchParams }: URL): Row {
  const offset = Number(searchParams.get('offset') ?? 0);
  const limit = Number(searchParams.get('limit') ?? 100);
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.slice(offset, offset + limit) : value,
    ]),
  );
}

async function readBody(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of req) text += String(part);
  return text;
}

function send(res: ServerResponse, status: number, body: Row): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}
