import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import type { SisAuth, SisConnection } from '../../../src/domain/institution.ts';
import type { SisLineItem, SisResult } from '../../../src/domain/sis.ts';
import { createHttp } from '../../../src/http/create-http.ts';
import { createSisClient } from '../../../src/oneroster/client/create-sis-client.ts';
import { loadProfiles } from '../../../src/oneroster/profile/load-profiles.ts';
import type { SisProfile } from '../../../src/oneroster/profile/sis-profile.ts';
import type { SisClient } from '../../../src/oneroster/sis-client.ts';
import { thisMachine } from '../http/this-machine.ts';

/** A request as the SIS saw it. */
export interface Seen {
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** How the SIS answers: an answer, a raw write to the socket, or a dropped connection. */
export type Script =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly json?: unknown;
      readonly text?: string;
    }
  | 'drop'
  | ((response: ServerResponse) => void);

/** A real HTTP server that answers by `script` and records what it saw. It issues tokens under `/token`. */
export class ScriptedSis {
  readonly seen: Seen[] = [];
  readonly tokenRequests: Seen[] = [];
  /** Answers the token endpoint instead of a one-hour token. */
  tokenScript: ((request: Seen, count: number) => Script) | null = null;
  url = '';
  readonly #script: (request: Seen, count: number) => Script;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #http = createHttp({ privateHosts: thisMachine, timeouts: { headers: 1_500, body: 1_500 } });
  readonly logLines: string[] = [];
  now = new Date('2026-03-02T08:00:00.000Z');

  constructor(script: (request: Seen, count: number) => Script) {
    this.#script = script;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${address.port}`;
    return this;
  }

  async stop(): Promise<void> {
    await this.#http.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A client of this SIS with the plain profile of its version, changed by `changes`. */
  client(
    version: '1.1' | '1.2',
    changes: Partial<SisProfile> = {},
    connection: Partial<SisConnection> = {},
  ): SisClient {
    const log = pino({ level: 'debug' }, { write: (line: string) => void this.logLines.push(line) });
    const sleep = async (ms: number): Promise<void> => {
      this.now = new Date(this.now.getTime() + ms);
    };
    const deps = { http: this.#http.http, clock: () => this.now, sleep, randomBytes, log };
    return createSisClient(
      deps,
      { ...this.connection(version), ...connection },
      plainProfile(version, changes),
    );
  }

  connection(version: '1.1' | '1.2', auth: SisAuth = this.oauth2()): SisConnection {
    const base = `${this.url}/ims/oneroster`;
    return {
      profile: version === '1.1' ? 'oneroster-1p1' : 'oneroster-1p2',
      rosteringUrl: version === '1.1' ? `${base}/v1p1` : `${base}/rostering/v1p2`,
      gradebookUrl: version === '1.1' ? `${base}/v1p1` : `${base}/gradebook/v1p2`,
      auth,
      maxInFlight: null,
      headers: {},
    };
  }

  oauth2(clientAuthentication: 'basic' | 'post' = 'basic'): SisAuth {
    const tokenUrl = `${this.url}/token`;
    return {
      kind: 'oauth2',
      tokenUrl,
      clientId: 'key-1',
      clientSecret: 'canary+s/cret=',
      clientAuthentication,
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const { method = '', url: path = '', headers } = request;
    const seen: Seen = { method, path, headers, body };
    const isToken = path.startsWith('/token');
    const log = isToken ? this.tokenRequests : this.seen;
    log.push(seen);
    const script = isToken
      ? (this.tokenScript?.(seen, log.length) ?? {
          json: { access_token: `canary-token-${log.length}`, token_type: 'bearer', expires_in: 3600 },
        })
      : this.#script(seen, log.length);
    if (script === 'drop') return void request.socket.destroy();
    if (typeof script === 'function') return script(response);
    const text = script.text ?? (script.json === undefined ? '' : JSON.stringify(script.json));
    response.writeHead(script.status ?? 200, script.headers ?? {}).end(text);
  }
}

const profiles = loadProfiles(new URL('../../../config/sis', import.meta.url).pathname);

/** The plain profile of a version, changed. */
export function plainProfile(version: '1.1' | '1.2', changes: Partial<SisProfile> = {}): SisProfile {
  const profile = profiles.get(version === '1.1' ? 'oneroster-1p1' : 'oneroster-1p2');
  if (!profile) throw new Error('plain profile missing');
  return { ...profile, ...changes };
}

/** A signal that never aborts. Tests share it, so many requests may listen to it at once. */
export const never = new AbortController().signal;
setMaxListeners(0, never);

export const lineItem: SisLineItem = {
  sourcedId: 'li-1',
  title: 'Señor Núñez: Kapitel 3 “Größen” 數學',
  description: 'Read chapter 3',
  classSourcedId: 'class 1/a',
  schoolSourcedId: 'school-1',
  categorySourcedId: 'cat-1',
  gradingPeriodSourcedId: 'gp-1',
  assignDate: '2026-02-20',
  dueDate: '2026-03-02',
  resultValueMin: 0,
  resultValueMax: 20,
};

export const result: SisResult = {
  sourcedId: 'res-1',
  lineItemSourcedId: 'li-1',
  studentSourcedId: 'stu-1',
  classSourcedId: 'class 1/a',
  scoreStatus: 'fully graded',
  score: 17.5,
  scoreDate: '2026-03-02',
  late: true,
  missing: false,
};
