import type { Clock, RandomBytes, Sleep } from '../../clock.ts';
import type { SisConnection } from '../../domain/institution.ts';
import type { SisResult } from '../../domain/sis.ts';
import type { Http } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import type { Credentials } from '../auth/credentials.ts';
import { createOAuth1Credentials } from '../auth/oauth1-credentials.ts';
import { createOAuth2Credentials } from '../auth/oauth2-credentials.ts';
import type { OneRosterVersion, WriteContext } from '../payload/payload-version.ts';
import { version1p1 } from '../payload/v1p1.ts';
import { version1p2 } from '../payload/v1p2.ts';
import { writeCategory } from '../payload/write-parts.ts';
import { type SisProfile, takesFiles } from '../profile/sis-profile.ts';
import { readCategories } from '../read/read-categories.ts';
import { readClass } from '../read/read-class.ts';
import { readGradingPeriods } from '../read/read-grading-periods.ts';
import { readLineItems } from '../read/read-line-items.ts';
import { readClassResults, readResults } from '../read/read-results.ts';
import { readStudents } from '../read/read-students.ts';
import type { SisReader } from '../read/sis-reader.ts';
import type { PutReceipt, SendPermit, SisClient, SisReply } from '../sis-client.ts';
import { createConcurrencyLimit, type SlotShare } from './concurrency-limit.ts';
import { deleteObject } from './delete-object.ts';
import { createHabits } from './habits.ts';
import { postLineItem, postResults, toReceipt } from './post-objects.ts';
import { putObject } from './put-object.ts';
import { createTransport, type Transport } from './transport.ts';

export interface SisClientDeps {
  readonly http: Http;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}

/**
 * The client of one SIS connection. It holds the access token and the concurrency limit, so create one per
 * connection and share it. It retries only what the SIS put off (429); other retries and the circuit breaker
 * belong to the pipeline.
 * @param share of the requests that all processes together may have in flight; all of them by default
 */
export function createSisClient(
  deps: SisClientDeps,
  connection: SisConnection,
  profile: SisProfile,
  share?: SlotShare,
): SisClient {
  return bindClient(deps, openConnection(deps, connection, profile, share));
}

function bindClient(
  deps: SisClientDeps,
  open: ReturnType<typeof openConnection>,
  bound: { readonly permit?: SendPermit; readonly timeZone?: string } = {},
): SisClient {
  const { permit, timeZone = 'UTC' } = bound;
  const { version } = open;
  const { connection, profile, transport } = open.reader;
  const reader: SisReader = {
    ...open.reader,
    transport: (request, signal) => transport(request, signal, permit),
  };
  const remove = (
    collection: 'lineItems' | 'results',
    sourcedId: string,
    signal: AbortSignal,
  ): Promise<SisReply<PutReceipt>> => {
    const removing: Transport = (request, given) => open.removing(request, given, permit);
    return deleteObject({ connection, transport: removing }, collection, sourcedId, signal);
  };
  const describeWrite = (): WriteContext => ({ connection, profile, now: deps.clock(), timeZone });
  const putResult: (
    result: SisResult,
    context: WriteContext,
    signal: AbortSignal,
  ) => Promise<SisReply<PutReceipt>> = async (result, context, signal) => {
    const body = version.writeResult(result, context);
    if (!body.ok) return body;
    const { sourcedId } = result;
    return putObject(reader, { collection: 'results', sourcedId, body: body.value }, signal);
  };
  const creating: Transport = (request, given) => open.creating(request, given, permit);
  const posting = { connection, transport: creating };
  const createResults: SisClient['createResults'] = async (results, signal) => {
    const bodies: unknown[] = [];
    for (const result of results) {
      const body = version.writeResult(result, describeWrite());
      if (!body.ok) return body;
      bodies.push(...Object.values(body.value));
    }
    return postResults(posting, results[0]?.lineItemSourcedId ?? '', bodies, signal);
  };
  const createLineItem: SisClient['createLineItem'] = async (lineItem, signal) => {
    const body = version.writeLineItem(lineItem, describeWrite());
    if (!body.ok) return body;
    const { classSourcedId, sourcedId } = lineItem;
    const ids = await postLineItem(posting, classSourcedId, Object.values(body.value), signal);
    return toReceipt(ids, sourcedId);
  };
  return {
    profile,
    createLineItem,
    createResults,
    under: (given) => bindClient(deps, open, { ...bound, permit: given }),
    inZone: (given) => bindClient(deps, open, { ...bound, timeZone: given }),
    readClass: (sisId, signal) => readClass(reader, sisId, signal),
    readCategories: (classId, signal) => readCategories(reader, classId, signal),
    readGradingPeriods: (sisClass, signal) => readGradingPeriods(reader, sisClass, signal),
    readStudents: (classId, signal) => readStudents(reader, classId, signal),
    readLineItems: (classId, signal) => readLineItems(reader, classId, signal),
    readResults: (classId, lineItemId, signal) => readResults(reader, classId, lineItemId, signal),
    readClassResults: (classId, signal) => readClassResults(reader, classId, signal),
    putCategory: (category, signal) => {
      const body = writeCategory(category, describeWrite());
      return putObject(reader, { collection: 'categories', sourcedId: category.sourcedId, body }, signal);
    },
    putLineItem: async (lineItem, signal) => {
      const body = version.writeLineItem(lineItem, describeWrite());
      if (!body.ok) return body;
      const { sourcedId } = lineItem;
      return putObject(reader, { collection: 'lineItems', sourcedId, body: body.value }, signal);
    },
    putResult: (result, signal) => putResult(result, describeWrite(), signal),
    withdrawResult: (result, signal) =>
      putResult(result, { ...describeWrite(), status: 'tobedeleted' }, signal),
    clearResult: (result, signal) =>
      profile.version === '1.2'
        ? putResult(result, describeWrite(), signal)
        : remove('results', result.sourcedId, signal),
    deleteResult: (sourcedId, signal) => remove('results', sourcedId, signal),
    deleteLineItem: (sourcedId, signal) => remove('lineItems', sourcedId, signal),
  };
}

/** The parts of a client, for *Test connection*, which examines a connection piece by piece. */
export function openConnection(
  deps: SisClientDeps,
  connection: SisConnection,
  profile: SisProfile,
  share?: SlotShare,
): {
  readonly reader: SisReader;
  readonly version: OneRosterVersion;
  readonly credentials: Credentials;
  /** Each with a token of its own, which is not asked for until it is needed: few schools grant these scopes. */
  readonly creating: Transport;
  readonly removing: Transport;
} {
  const version = profile.version === '1.1' ? version1p1 : version1p2;
  const { scopes } = version;
  const { read } = scopes;
  const credentials = createCredentials(deps, connection, listScopes(connection, profile, version));
  const limit = createConcurrencyLimit(deps, connection.maxInFlight ?? profile.maxInFlight, share);
  const habits = createHabits(deps.log);
  const { headers } = connection;
  const transport = createTransport({ ...deps, limit, credentials, headers, scopes, habits });
  const openFor = (scope: string): Transport =>
    createTransport({
      ...deps,
      limit,
      credentials: createCredentials(deps, connection, [scope]),
      headers,
      scopes: { read, write: scope },
      habits,
    });
  const [creating, removing] = [openFor(scopes.create), openFor(scopes.remove)];
  const learned = { pagings: new Map(), looseTotals: new Set<string>(), filters: new Set<string>() };
  return {
    reader: { connection, profile, transport, habits, learned },
    version,
    credentials,
    creating,
    removing,
  };
}

/** The scopes that a sync needs. A SIS that takes files may grant nothing of a gradebook. */
export function listScopes(
  { gradebookUrl }: SisConnection,
  profile: SisProfile,
  { scopes: { roster, read, write } }: OneRosterVersion,
): readonly string[] {
  if (!takesFiles(profile)) return [roster, read, write];
  return gradebookUrl === '' ? [roster] : [roster, read];
}

function createCredentials(
  deps: SisClientDeps,
  { auth }: SisConnection,
  scopes: readonly string[],
): Credentials {
  if (auth.kind === 'none') throw new Error('a SIS that is asked nothing has no credentials');
  if (auth.kind === 'oauth1') return createOAuth1Credentials(deps, auth);
  return createOAuth2Credentials(deps, auth, scopes);
}
