import type mongoose from 'mongoose';
import { z } from 'zod';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { createLog } from '../../../src/log.ts';
import { useMongo } from '../../../test/support/mongodb.ts';
import { inventedSchool } from '../../sample/invented-school.ts';
import type { Version } from '../../sis/records.ts';
import { seedSis } from '../../sis/seed-sis.ts';
import type { SisStyle } from '../../sis/sis-style.ts';
import { type SandboxSis, startSandboxSis } from '../../sis/start-sandbox-sis.ts';

export const client = { clientId: 'tool one', clientSecret: 'a secret: with % and +' };

/** The scope URIs of one version by their last part. */
export function scopes(version: Version, ...names: readonly string[]): readonly string[] {
  return names.map((name) => `https://purl.imsglobal.org/spec/or/${version}/scope/${name}`);
}

const everyScope = {
  v1p1: scopes('v1p1', 'roster.readonly', 'gradebook.readonly', 'gradebook.createput', 'gradebook.delete'),
  v1p2: scopes(
    'v1p2',
    'roster.readonly',
    'gradebook.readonly',
    'gradebook.createput',
    'gradebook.createpost',
    'gradebook.delete',
  ),
};

/** Starts a SIS with the invented school on a free port. */
export async function startSis(
  connection: mongoose.Connection,
  more: { readonly style?: Partial<SisStyle>; readonly clock?: Clock } = {},
): Promise<SandboxSis> {
  const clock = more.clock ?? systemClock;
  const sis = await startSandboxSis({
    connection,
    port: 0,
    clients: [client],
    log: createLog('silent'),
    clock,
    ...(more.style ? { style: more.style } : {}),
  });
  await seedSis(sis.store, inventedSchool().sis, clock);
  return sis;
}

const tokenAnswer = z.object({ access_token: z.string() });

/** An access token for the `wanted` scopes. */
export async function fetchToken(sis: SandboxSis, wanted: readonly string[]): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.clientSecret,
    scope: wanted.join(' '),
  });
  const response = await fetch(sis.tokenUrl, { method: 'POST', body });
  return tokenAnswer.parse(await response.json()).access_token;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined if the body is no JSON. */
  readonly json: unknown;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends one request to an absolute address. */
export async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: readJson(text) };
}

/** A client of one version with one token. */
export interface Caller {
  readonly version: Version;
  readonly get: (path: string) => Promise<Answer>;
  readonly put: (path: string, body: unknown) => Promise<Answer>;
  readonly post: (path: string, body: unknown) => Promise<Answer>;
  readonly remove: (path: string) => Promise<Answer>;
}

/** The address of a gradebook or roster path in a version. */
export function addressOf(sis: SandboxSis, version: Version, path: string): string {
  if (version === 'v1p1') return `${sis.url}/ims/oneroster/v1p1${path}`;
  const isGradebook =
    /\/(categories|lineItems|results|scoreScales)\b/.test(path) && !path.startsWith('/terms');
  return `${sis.url}/ims/oneroster/${isGradebook ? 'gradebook' : 'rostering'}/v1p2${path}`;
}

/** A client with a fresh token for the `wanted` scopes; by default all of the version. */
export async function openCaller(
  sis: SandboxSis,
  version: Version,
  wanted: readonly string[] = everyScope[version],
): Promise<Caller> {
  const authorization = `Bearer ${await fetchToken(sis, wanted)}`;
  const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
    send(addressOf(sis, version, path), {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    version,
    get: (path) => call('GET', path),
    put: (path, body) => call('PUT', path, body),
    post: (path, body) => call('POST', path, body),
    remove: (path) => call('DELETE', path),
  };
}

/** A SIS for a whole suite, with one client of each version. */
export interface SuiteSis {
  readonly sis: () => SandboxSis;
  /** The client of a version (default: 1.2), which holds every scope of it. */
  readonly caller: (version?: Version) => Caller;
}

/**
 * Starts a SIS with the invented school before the suite and closes it afterwards. A suite that needs a SIS
 * for each test, such as one in another style, calls `startSis` itself.
 */
export function useSis(more: { readonly clock?: Clock } = {}): SuiteSis {
  const mongo = useMongo();
  let running: SandboxSis | undefined;
  const callers = new Map<Version, Caller>();
  before(async () => {
    running = await startSis(mongo.connection(), more);
    for (const version of ['v1p1', 'v1p2'] as const) callers.set(version, await openCaller(running, version));
  });
  after(() => running?.close());
  const started = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('The SIS starts before the first test');
    return value;
  };
  return { sis: () => started(running), caller: (version = 'v1p2') => started(callers.get(version)) };
}

/** A reference as the specification requires it. */
export function ref(type: string, sourcedId: string) {
  return { href: `https://sis.example/${type}/${sourcedId}`, sourcedId, type };
}

const base = { status: 'active', dateLastModified: '2026-11-22T10:00:00Z' } as const;

/** A valid line item of the Biology class, in either version. `changes` set to undefined remove a field. */
export function lineItemBody(version: Version, id: string, changes: Record<string, unknown> = {}) {
  const lineItem = {
    sourcedId: id,
    ...base,
    title: 'Cell structure worksheet',
    assignDate: '2026-08-31T00:00:00Z',
    dueDate: '2026-09-04T00:00:00Z',
    class: ref('class', 'cls-bio9-1'),
    category: ref('category', 'cat-homework'),
    gradingPeriod: ref('academicSession', 'gp-q1'),
    resultValueMin: 0,
    resultValueMax: 20,
    ...(version === 'v1p2' ? { school: ref('org', 'org-juniper-hills') } : {}),
    ...changes,
  };
  return { lineItem };
}

/** A valid result of a student in the Biology class. */
export function resultBody(id: string, lineItemId: string, changes: Record<string, unknown> = {}) {
  const result = {
    sourcedId: id,
    ...base,
    lineItem: ref('lineItem', lineItemId),
    student: ref('user', 'stu-100401'),
    scoreStatus: 'fully graded',
    score: 18.5,
    scoreDate: '2026-09-07',
    ...changes,
  };
  return { result };
}

/** The code minor of a refusal in the specification's shape. */
export function codeMinorOf(answer: Answer): string | undefined {
  const shape = z.object({
    imsx_CodeMinor: z.object({
      imsx_codeMinorField: z.array(z.object({ imsx_codeMinorFieldValue: z.string() })),
    }),
  });
  const parsed = shape.safeParse(answer.json);
  return parsed.data?.imsx_CodeMinor.imsx_codeMinorField[0]?.imsx_codeMinorFieldValue;
}

/** The description of a refusal. */
export function descriptionOf(answer: Answer): string {
  return z.object({ imsx_description: z.string() }).safeParse(answer.json).data?.imsx_description ?? '';
}
