import type { SisConnection } from '../../domain/institution.ts';
import type { SisCategory, SisClass, SisStudent } from '../../domain/sis.ts';
import type { Credentials } from '../auth/credentials.ts';
import { addQuery, buildAddress } from '../client/address.ts';
import { listScopes, openConnection, type SisClientDeps } from '../client/create-sis-client.ts';
import { sisHabits } from '../client/habits.ts';
import { type SisProfile, takesFiles } from '../profile/sis-profile.ts';
import { isUnsaidEmpty, readPageRows } from '../read/page-rows.ts';
import { readCategories } from '../read/read-categories.ts';
import { readClass, toClass } from '../read/read-class.ts';
import { readGradingPeriods } from '../read/read-grading-periods.ts';
import { readStudents } from '../read/read-students.ts';
import { classSchema, isActive } from '../read/schemas.ts';
import type { SisReader } from '../read/sis-reader.ts';
import type { SisReply } from '../sis-client.ts';
import { compareAddresses } from './compare-addresses.ts';
import { probeAddresses } from './probe-addresses.ts';
import { checkPeriods, checkStudents, readLists } from './read-lists.ts';
import { removeTestObjects } from './remove-test-objects.ts';
import {
  type ConnectionStep,
  type ConnectionStepResult,
  connectionSteps,
  describeAnswer,
  failed,
  failedRequest,
  passed,
  skipped,
  writingSteps,
} from './step-result.ts';
import { tryColumn } from './try-column.ts';
import { tryWrite } from './try-write.ts';
import { tryWrites } from './try-writes.ts';
import { type OpenForWriting, openWriteProbe, type WriteGround } from './write-probe.ts';

export interface ConnectionTestOptions {
  readonly connection: SisConnection;
  readonly profile: SisProfile;
  /** The SIS id of a Canvas section; null for any class that the SIS lists. */
  readonly classSisId: string | null;
  /**
   * Leave to write: an assignment and a score into the class, which are read back, changed and removed. It names the class,
   * since nobody wants that in any.
   */
  readonly writes: boolean;
}

/** What a test that writes leaves behind is removed within this time, whatever ended the test. */
const removalLimitMs = 20_000;

/**
 * Tests a SIS connection step by step, as entered rather than as stored: everything that a grade sync reads of a class, in
 * the same way, and whether it may write. The result has every step; those that a failure prevents are `not_reached`.
 * The last names the habits that were met, one result each. Without leave to write, nothing in the SIS changes (see
 * `tryWrite`).
 */
export async function testConnection(
  deps: SisClientDeps,
  options: ConnectionTestOptions,
  signal: AbortSignal,
): Promise<readonly ConnectionStepResult[]> {
  const results: ConnectionStepResult[] = [];
  for await (const result of runSteps(deps, options, signal)) results.push(result);
  const reached = new Set(results.map(({ step }) => step));
  const all = connectionSteps.filter((step) => options.writes || !writingSteps.includes(step));
  const missing = all.filter((step) => !reached.has(step)).map((step) => skipped(step, 'not_reached'));
  return [...results, ...missing].toSorted((a, b) => all.indexOf(a.step) - all.indexOf(b.step));
}

async function* runSteps(
  deps: SisClientDeps,
  { connection, profile, classSisId, writes }: ConnectionTestOptions,
  signal: AbortSignal,
): AsyncGenerator<ConnectionStepResult> {
  const { reader, version, credentials, creating, removing } = openConnection(deps, connection, profile);
  const misfit = compareAddresses(connection, profile);
  if (misfit !== null) {
    yield failed('address', misfit, {
      values: { version: profile.version, other: otherVersion[profile.version] },
    });
    return;
  }
  const probed = await probeAddresses(deps.http, connection, signal);
  yield* probed;
  if (probed.some(({ state }) => state === 'failed')) return;

  const token = await askForToken(credentials, connection, signal);
  yield token;
  if (token.state === 'failed') return;
  yield checkScopes(credentials, connection, listScopes(connection, profile, version));

  const sisClass = await findClass(reader, classSisId, signal);
  yield sisClass.result;
  if (sisClass.value === null) return;
  if (takesFiles(profile)) {
    yield* testReadingForFiles(reader, sisClass.value, signal);
    return;
  }
  const categories = await findCategories(reader, sisClass.value, signal);
  yield categories.result;
  const lists = yield* readLists(reader, sisClass.value, signal);
  if (categories.result.state === 'failed') yield skipped('write', 'not_reached');
  else if (writes && lists.students === null) yield skipped('write', 'write_students_unread');
  else if (writes) {
    const students = lists.students ?? [];
    const ground = { sisClass: sisClass.value, category: categories.value, ...lists, students };
    yield* writeAndRemove(deps, { reader, version, creating, removing }, ground, signal);
  } else {
    const known = { sisClass: sisClass.value, categorySourcedId: categories.value?.sourcedId ?? null };
    yield await tryWrite(deps, { reader, version }, known, signal);
  }
  const met = sisHabits.filter((habit) => reader.habits.has(habit));
  if (met.length === 0) yield passed('habits', 'habits_none');
  for (const habit of met) yield passed('habits', habit);
}

/** What a sync reads of a SIS that takes files; the rest it never asks for. */
async function* testReadingForFiles(
  reader: SisReader,
  sisClass: SisClass,
  signal: AbortSignal,
): AsyncGenerator<ConnectionStepResult> {
  const unread = (step: ConnectionStep) => skipped(step, 'takes_files');
  if (reader.connection.gradebookUrl === '') yield unread('categories');
  else yield (await findCategories(reader, sisClass, signal)).result;
  yield checkPeriods(reader, await readGradingPeriods(reader, sisClass, signal));
  yield checkStudents(reader, await readStudents(reader, sisClass.sourcedId, signal));
  for (const step of ['lineItems', 'results', 'write', ...writingSteps] as const) yield unread(step);
  yield passed('habits', 'habits_none');
}

/** Writes into the class with leave, and removes all of it even if the test was cut short. */
async function* writeAndRemove(
  deps: SisClientDeps,
  open: OpenForWriting,
  {
    students,
    ...known
  }: Omit<WriteGround, 'studentSourcedId'> & { readonly students: readonly SisStudent[] },
  signal: AbortSignal,
): AsyncGenerator<ConnectionStepResult> {
  const { profile } = open.reader;
  const student = students.find((one) => one[profile.matchStudentBy] !== null);
  if (student === undefined) {
    yield failed('write', 'write_no_student');
    return;
  }
  const ground = { ...known, studentSourcedId: student.sourcedId };
  let current = signal;
  const currentSignal = (): AbortSignal => current;
  const mark = deps.randomBytes(4).toString('hex');
  const probe = openWriteProbe(deps, open, ground, { mark, currentSignal });
  const column = openWriteProbe(deps, open, ground, { mark: `c${mark.slice(1)}`, currentSignal });
  try {
    let isWritten = false;
    for await (const result of tryWrites(probe, { ground, profile })) {
      isWritten = result.step === 'scores' ? result.state !== 'failed' : isWritten;
      yield result;
    }
    if (isWritten) yield await tryColumn(column, profile);
  } catch (error) {
    if (!signal.aborted) throw error;
    yield failed('write', 'out_of_time');
  }
  current = AbortSignal.timeout(removalLimitMs);
  const classTitle = known.sisClass.title || known.sisClass.sourcedId;
  yield* await removeTestObjects(probe, classTitle);
  const ofColumn = await removeTestObjects(column, classTitle);
  yield* ofColumn.filter(({ finding }) => finding === 'line_item_left');
}

const otherVersion = { '1.1': '1.2', '1.2': '1.1' } as const;

async function askForToken(
  credentials: Credentials,
  { auth, rosteringUrl }: SisConnection,
  signal: AbortSignal,
): Promise<ConnectionStepResult> {
  if (auth.kind === 'oauth1') return skipped('token', 'requests_signed');
  const reply = await credentials.authorize('GET', rosteringUrl, signal);
  if (reply.ok) return passed('token', 'token_received');
  return failedRequest('token', reply.failure, {
    auth: 'credentials_refused',
    institution: 'token_address_wrong',
  });
}

function checkScopes(
  credentials: Credentials,
  { auth }: SisConnection,
  needed: readonly string[],
): ConnectionStepResult {
  if (auth.kind === 'oauth1') return skipped('scopes', 'requests_signed');
  const missing = needed.filter((scope) => credentials.lacksScope(scope));
  return missing.length === 0
    ? passed('scopes', 'scopes_granted')
    : failed('scopes', 'scopes_missing', { values: { scopes: missing.join(' ') } });
}

interface Found<T> {
  readonly result: ConnectionStepResult;
  /** Null if the step failed or found nothing. */
  readonly value: T | null;
}

async function findClass(
  reader: SisReader,
  sisId: string | null,
  signal: AbortSignal,
): Promise<Found<SisClass>> {
  const reply = sisId === null ? await readAnyClass(reader, signal) : await readClass(reader, sisId, signal);
  if (!reply.ok) {
    const findings = { auth: 'class_not_permitted', institution: 'class_address_wrong' } as const;
    const isSwapped = await answersAtGradebook(reader, signal);
    const result = isSwapped
      ? failed('class', 'addresses_swapped', describeAnswer(reply.failure))
      : failedRequest('class', reply.failure, findings);
    return { result, value: null };
  }
  const match = reply.value;
  const values = { id: sisId ?? '' };
  if (match.found === 'one') {
    const { title, sourcedId } = match.value;
    const result = passed('class', 'class_read', { values: { title: title || sourcedId, id: sourcedId } });
    return { result, value: match.value };
  }
  if (sisId === null) return { result: failed('class', 'classes_none'), value: null };
  const finding = match.found === 'many' ? 'class_ambiguous' : 'class_unknown';
  return { result: failed('class', finding, { values }), value: null };
}

/** An active class among the first that the SIS lists; there may be thousands. */
async function readAnyClass(
  reader: SisReader,
  signal: AbortSignal,
): Promise<
  SisReply<{ readonly found: 'one'; readonly value: SisClass } | { readonly found: 'none' | 'many' }>
> {
  const url = buildAddress(reader.connection.rosteringUrl, 'classes');
  if (!url.ok) return url;
  const request = { method: 'GET', url: addQuery(url.value, { limit: '10' }), route: '/classes' } as const;
  const answer = await reader.transport(request, signal);
  if (!answer.ok) return answer;
  const page = readPageRows(answer.value, ['classes'], classSchema);
  if (!page.ok) return isUnsaidEmpty(page.failure) ? { ok: true, value: { found: 'none' } } : page;
  const row = page.value.rows.find(isActive);
  if (row === undefined) return { ok: true, value: { found: 'none' } };
  return { ok: true, value: { found: 'one', value: toClass(row) } };
}

/** Whether classes can be read at the gradebook's address: then the two were swapped. */
async function answersAtGradebook(reader: SisReader, signal: AbortSignal): Promise<boolean> {
  const { rosteringUrl, gradebookUrl } = reader.connection;
  const url = buildAddress(gradebookUrl, 'classes');
  if (rosteringUrl === gradebookUrl || !url.ok) return false;
  const request = { method: 'GET', url: addQuery(url.value, { limit: '1' }), route: '/classes' } as const;
  const answer = await reader.transport(request, signal);
  return answer.ok && readPageRows(answer.value, ['classes'], classSchema).ok;
}

async function findCategories(
  reader: SisReader,
  { sourcedId, title }: SisClass,
  signal: AbortSignal,
): Promise<Found<SisCategory>> {
  const reply = await readCategories(reader, sourcedId, signal);
  const isNeeded = reader.profile.category === 'required';
  if (!reply.ok) {
    if (!isNeeded && (reply.failure.kind !== 'auth' || reply.failure.status === 403)) {
      const result = skipped('categories', 'categories_not_needed', describeAnswer(reply.failure));
      return { result, value: null };
    }
    const findings = { auth: 'categories_not_permitted', institution: 'categories_address_wrong' } as const;
    return { result: failedRequest('categories', reply.failure, findings), value: null };
  }
  const [first = null] = reply.value;
  const values = { title: title || sourcedId, count: String(reply.value.length) };
  if (first !== null) return { result: passed('categories', 'categories_read', { values }), value: first };
  return isNeeded
    ? { result: failed('categories', 'categories_none', { values }), value: null }
    : { result: skipped('categories', 'categories_not_needed'), value: null };
}
