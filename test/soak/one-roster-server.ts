import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { readLocalDate } from '../../src/domain/local-date.ts';
import { scoreStatuses } from '../../src/domain/sis.ts';
import { lineItemSchema, resultSchema } from '../../src/oneroster/read/schemas.ts';
import type { SisReply } from '../../src/oneroster/sis-client.ts';
import type { InMemorySis } from '../support/passback/in-memory-sis.ts';
import type { SisFault } from './plan-round.ts';

/** A request as the SIS sees it, before it performs it. */
export interface SeenRequest {
  /** Which worker sent it. */
  readonly worker: string;
  readonly kind: 'read' | 'lineItem' | 'result';
}

/** What becomes of a request: performed, performed wrongly, or dropped with its connection. */
export type Treatment = SisFault | 'normal';

/** The SIS of one school, over HTTP. */
export interface OneRosterServer {
  readonly url: string;
  /** Asked for every request with the right token. */
  treat: (seen: SeenRequest) => Treatment;
  /** Requests with another school's token or credentials, or of another school's classes (I6). */
  readonly strangers: string[];
  /** How many requests were answered at once, whenever that was more than `limit` for a while (Z20). */
  readonly crowds: number[];
  dropConnections(): void;
  close(): Promise<void>;
}

/** As nginx keeps them: a client that slept for long can write to its old connection. */
const keepAliveMs = 75_000;
const slowMs = 100;

/** Header by which a worker names itself. */
export const workerHeader = 'x-worker';

/** The end of a request that its sender gave up is seen this much later, at most. */
const noticedMs = 100;

/** Serves an in-memory SIS as OneRoster 1.2, as far as passback speaks it; its ledger outlives every process. */
export async function serveOneRoster(
  sis: InMemorySis,
  client: { readonly clientId: string; readonly clientSecret: string },
  limit: number,
): Promise<OneRosterServer> {
  const token = `token-of-${client.clientId}`;
  const basic = `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`;
  const strangers: string[] = [];
  const crowds: number[] = [];
  let answering = 0;
  const count = (response: ServerResponse): void => {
    answering += 1;
    response.once('close', () => {
      answering -= 1;
    });
    if (answering <= limit) return;
    setTimeout(() => {
      if (answering > limit) crowds.push(answering);
    }, noticedMs).unref();
  };
  const served: Pick<OneRosterServer, 'treat'> = { treat: () => 'normal' };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { pathname } = new URL(request.url ?? '/', 'http://sis');
    const { authorization, [workerHeader]: worker } = request.headers;
    if (pathname === '/token') {
      if (authorization !== basic) strangers.push(`token asked by ${String(authorization)}`);
      return void response.end(
        JSON.stringify({ access_token: token, token_type: 'bearer', expires_in: 3600 }),
      );
    }
    if (authorization !== `Bearer ${token}`) {
      strangers.push(`${request.method} ${pathname}`);
      return void response.writeHead(401).end();
    }
    count(response);
    const kind = pathname.startsWith('/g/lineItems/')
      ? 'lineItem'
      : pathname.startsWith('/g/results/')
        ? 'result'
        : 'read';
    const treatment = served.treat({ worker: String(worker), kind });
    if (treatment === 'drop before') return void request.socket.destroy();
    if (treatment === '500' || treatment === '503') return void response.writeHead(Number(treatment)).end();
    if (treatment === '429') return void response.writeHead(429, { 'retry-after': '1' }).end();
    if (treatment === 'slow') await new Promise((resolve) => setTimeout(resolve, slowMs));
    const reply = await perform(sis, pathname, text === '' ? null : JSON.parse(text));
    if (treatment === 'apply then drop') return void request.socket.destroy();
    if (reply.ok)
      return void response.writeHead(200, reply.value.headers).end(JSON.stringify(reply.value.body));
    if (reply.failure.sisMessage.startsWith('unknown class')) strangers.push(pathname);
    const { status, codeMinor, sisMessage } = reply.failure;
    const minor = { imsx_codeMinorFieldName: 'TargetEndSystem', imsx_codeMinorFieldValue: codeMinor };
    response.writeHead(status ?? 500).end(
      JSON.stringify({
        imsx_codeMajor: 'failure',
        imsx_severity: 'error',
        imsx_description: sisMessage,
        imsx_CodeMinor: { imsx_codeMinorField: [minor] },
      }),
    );
  };
  const server = createServer((request, response) => {
    // A worker that is killed leaves half a request.
    handle(request, response).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(served, {
    url: `http://127.0.0.1:${port}`,
    strangers,
    crowds,
    dropConnections: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const never = new AbortController().signal;

async function perform(sis: InMemorySis, path: string, body: unknown): Promise<SisReply<Answer>> {
  const [service = '', collection = '', id = '', list = '', listed = ''] = path
    .slice(1)
    .split('/')
    .map(decodeURIComponent);
  const { client } = sis;
  switch (`${service}/${collection}/${list}`) {
    case 'r/classes/': {
      const reply = await client.readClass(id, never);
      if (!reply.ok) return reply;
      if (reply.value.found !== 'one') return unknown(`unknown class ${id}`);
      const { sourcedId, title, schoolSourcedId, termSourcedIds } = reply.value.value;
      const terms = termSourcedIds.map(refer);
      return one({ class: { sourcedId, status: 'active', title, school: refer(schoolSourcedId), terms } });
    }
    case 'r/classes/students':
      return all('users', await client.readStudents(id, never), (student) => student);
    case 'r/terms/gradingPeriods':
      return all('academicSessions', { ok: true, value: sis.periods }, (period) => period);
    case 'g/classes/categories':
      return all('categories', await client.readCategories(id, never), ({ sourcedId, title }) => ({
        sourcedId,
        title,
      }));
    case 'g/classes/lineItems':
      if (listed !== '') {
        return all('results', await client.readResults(id, listed, never), (result) => ({
          ...result,
          lineItem: refer(result.lineItemSourcedId),
          student: refer(result.studentSourcedId),
          class: refer(result.classSourcedId),
        }));
      }
      return all('lineItems', await client.readLineItems(id, never), (lineItem) => ({
        ...lineItem,
        class: refer(lineItem.classSourcedId),
        school: refer(lineItem.schoolSourcedId),
        category: lineItem.categorySourcedId === null ? undefined : refer(lineItem.categorySourcedId),
        gradingPeriod:
          lineItem.gradingPeriodSourcedId === null ? undefined : refer(lineItem.gradingPeriodSourcedId),
      }));
    case 'g/lineItems/': {
      const { lineItem } = z.object({ lineItem: lineItemSchema }).parse(body);
      const reply = await client.putLineItem(
        {
          sourcedId: id,
          title: lineItem.title ?? '',
          description: lineItem.description,
          classSourcedId: lineItem.class ?? '',
          schoolSourcedId: lineItem.school ?? '',
          categorySourcedId: lineItem.category,
          gradingPeriodSourcedId: lineItem.gradingPeriod,
          assignDate: readLocalDate(lineItem.assignDate),
          dueDate: readLocalDate(lineItem.dueDate),
          resultValueMin: lineItem.resultValueMin ?? 0,
          resultValueMax: lineItem.resultValueMax ?? 0,
        },
        never,
      );
      return reply.ok ? one({ lineItem: { sourcedId: reply.value.sourcedId } }) : reply;
    }
    case 'g/results/': {
      const { result } = z.object({ result: resultSchema }).parse(body);
      const reply = await client.putResult(
        {
          sourcedId: id,
          lineItemSourcedId: result.lineItem ?? '',
          studentSourcedId: result.student ?? '',
          classSourcedId: result.class ?? '',
          scoreStatus: z.enum(scoreStatuses).parse(result.scoreStatus),
          score: result.score,
          scoreDate: readLocalDate(result.scoreDate),
          late: result.late,
          missing: result.missing,
        },
        never,
      );
      return reply.ok ? one({ result: { sourcedId: reply.value.sourcedId } }) : reply;
    }
    default:
      return unknown(`unknown address ${path}`);
  }
}

function refer(sourcedId: string): { readonly sourcedId: string } {
  return { sourcedId };
}

function one(body: unknown): SisReply<Answer> {
  return { ok: true, value: { headers: {}, body } };
}

/** A list that is short enough for one page. */
function all<T>(
  key: string,
  reply: SisReply<readonly T[] | null>,
  write: (row: T) => object,
): SisReply<Answer> {
  if (!reply.ok) return reply;
  const rows = (reply.value ?? []).map((row) => ({ status: 'active', ...write(row) }));
  return { ok: true, value: { headers: { 'x-total-count': String(rows.length) }, body: { [key]: rows } } };
}

function unknown(sisMessage: string): SisReply<Answer> {
  const failure = { kind: 'item', status: 404, codeMinor: 'unknownobject', sisMessage } as const;
  return { ok: false, failure: { ...failure, retryAfterMs: null } };
}
