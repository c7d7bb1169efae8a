import type { Clock, Sleep } from '../../clock.ts';
import type { SisCategory, SisClass, SisGradingPeriod, SisLineItem, SisResult } from '../../domain/sis.ts';
import { deleteObject } from '../client/delete-object.ts';
import { postLineItem, postResults, toReceipt } from '../client/post-objects.ts';
import { putObject } from '../client/put-object.ts';
import { clientFailure, isUnknown, isUnsupported } from '../client/reply.ts';
import type { Transport } from '../client/transport.ts';
import type { OneRosterVersion, WriteContext } from '../payload/payload-version.ts';
import type { SisProfile } from '../profile/sis-profile.ts';
import { matchingForm } from '../read/matching-form.ts';
import { readLineItems } from '../read/read-line-items.ts';
import { readResults } from '../read/read-results.ts';
import type { SisReader } from '../read/sis-reader.ts';
import type { PutReceipt, SisFailure, SisReply } from '../sis-client.ts';

/** What a test that writes has to work with: all of it was read before. */
export interface WriteGround {
  readonly sisClass: SisClass;
  readonly category: SisCategory | null;
  readonly periods: readonly SisGradingPeriod[];
  /** The student who gets the test's scores. */
  readonly studentSourcedId: string;
  /** The line items that the class had before, by the form in which ids are compared; null if they cannot be read. */
  readonly before: ReadonlySet<string> | null;
}

/** A look at what the SIS shows; `unread`: it does not let us look. */
export type Look<T> =
  | { readonly kind: 'shown'; readonly value: T }
  | { readonly kind: 'unread'; readonly failure: SisFailure | null };

/** Writes and reads the one line item of a test, and the one result in it. */
export interface WriteProbe {
  /** Stands in every title that the test writes. */
  readonly mark: string;
  /** A write of the line item was accepted, or its answer was lost; and it was not answered with somebody else's. */
  mayHaveWritten(): boolean;
  /** The SIS refused a new id and created the object by POST (OF18). */
  wasCreatedByPost(): boolean;
  /** As it was accepted last. */
  lineItem(): SisLineItem;
  result(): SisResult;
  putLineItem(change: Partial<SisLineItem>): Promise<SisReply<PutReceipt>>;
  putResult(
    change: Partial<SisResult>,
    how?: Partial<Pick<SisProfile, 'scoreDate'>>,
  ): Promise<SisReply<PutReceipt>>;
  /** Creates the result by a bulk POST of one. From then on it has the id that the SIS gave it. */
  postResult(change: Partial<SisResult>): Promise<SisReply<PutReceipt>>;
  /** Both with the status `tobedeleted`. */
  withdrawLineItem(): Promise<SisReply<PutReceipt>>;
  withdrawResult(): Promise<SisReply<PutReceipt>>;
  deleteObject(collection: 'lineItems' | 'results', sourcedId: string): Promise<SisReply<PutReceipt>>;
  /**
   * The line items that this test made, of which there should be one. Looks again after pauses until `isDone`: a SIS may
   * show what it keeps a moment later.
   */
  lookAtLineItems(isDone: (own: readonly SisLineItem[]) => boolean): Promise<Look<readonly SisLineItem[]>>;
  lookAtResults(isDone: (own: readonly SisResult[]) => boolean): Promise<Look<readonly SisResult[]>>;
}

/** The parts of a connection that a test writes with. */
export interface OpenForWriting {
  readonly reader: SisReader;
  readonly version: OneRosterVersion;
  readonly creating: Transport;
  readonly removing: Transport;
}

/** Pauses before each look, in milliseconds. */
const looksAfterMs = [0, 500, 2_000] as const;

export function openWriteProbe(
  deps: { readonly clock: Clock; readonly sleep: Sleep },
  { reader, version, creating, removing }: OpenForWriting,
  ground: WriteGround,
  { mark, currentSignal }: { readonly mark: string; readonly currentSignal: () => AbortSignal },
): WriteProbe {
  const { sisClass, periods } = ground;
  const today = deps.clock().toISOString().slice(0, 10);
  const period =
    periods.find(({ startDate, endDate }) => startDate <= today && today <= endDate) ?? periods.at(-1);
  const day = period === undefined ? today : clamp(today, period);
  const classSourcedId = sisClass.sourcedId;
  let lineItem: SisLineItem = {
    sourcedId: `grade-passback-test-${mark}`,
    // Some SISs take 28 characters.
    title: `Passback test ${mark}`,
    description: null,
    classSourcedId,
    schoolSourcedId: sisClass.schoolSourcedId,
    categorySourcedId: ground.category?.sourcedId ?? null,
    gradingPeriodSourcedId: period?.sourcedId ?? null,
    assignDate: day,
    dueDate: day,
    resultValueMin: 0,
    resultValueMax: 10,
  };
  let mayHaveWritten = false;
  let wasCreatedByPost = false;
  let result: SisResult = {
    sourcedId: `grade-passback-test-${mark}-1`,
    lineItemSourcedId: lineItem.sourcedId,
    studentSourcedId: ground.studentSourcedId,
    classSourcedId,
    scoreStatus: 'fully graded',
    score: 0,
    scoreDate: day,
    late: false,
    missing: false,
  };
  const writeContext = (how: Partial<WriteContext> = {}): WriteContext => ({
    connection: reader.connection,
    profile: reader.profile,
    now: deps.clock(),
    timeZone: 'UTC',
    ...how,
  });
  const put = async (
    collection: 'lineItems' | 'results',
    sourcedId: string,
    body: SisReply<object>,
  ): Promise<SisReply<PutReceipt>> => {
    if (!body.ok) return body;
    if (isForeign()) return clientFailure('item', 'not_ours');
    return putObject(reader, { collection, sourcedId, body: body.value }, currentSignal());
  };
  /** The SIS answered our write with a line item that was there before: nothing more is written to it. */
  const isForeign = (): boolean => ground.before?.has(matchingForm(lineItem.sourcedId)) ?? false;
  const isOwn = ({ sourcedId, title }: SisLineItem): boolean =>
    !ground.before?.has(matchingForm(sourcedId)) &&
    (matchingForm(sourcedId) === matchingForm(lineItem.sourcedId) || title.includes(mark));
  const look = async <T>(
    read: () => Promise<SisReply<readonly T[] | null>>,
    isDone: (rows: readonly T[]) => boolean,
  ): Promise<Look<readonly T[]>> => {
    let seen: Look<readonly T[]> = { kind: 'unread', failure: null };
    for (const pauseMs of looksAfterMs) {
      if (pauseMs > 0) await deps.sleep(pauseMs, currentSignal());
      const reply = await read();
      if (!reply.ok) return { kind: 'unread', failure: reply.failure };
      if (reply.value === null) return { kind: 'unread', failure: null };
      seen = { kind: 'shown', value: reply.value };
      if (isDone(reply.value)) break;
    }
    return seen;
  };
  /** Whether a SIS that answers so to a new id may create it by POST (OF18). */
  const mayCreate = (reply: SisReply<PutReceipt>): boolean =>
    !reply.ok &&
    reader.profile.version === '1.2' &&
    reader.profile.pathId === 'ours' &&
    (isUnknown(reply.failure) || isUnsupported(reply.failure));
  const posting = { connection: reader.connection, transport: creating };
  const createLineItem = async (sent: SisLineItem): Promise<SisReply<PutReceipt>> => {
    const body = version.writeLineItem(sent, writeContext());
    if (!body.ok) return body;
    const ids = await postLineItem(posting, classSourcedId, Object.values(body.value), currentSignal());
    return toReceipt(ids, sent.sourcedId);
  };
  const createResult = async (sent: SisResult): Promise<SisReply<PutReceipt>> => {
    const body = version.writeResult(sent, writeContext());
    if (!body.ok) return body;
    if (isForeign()) return clientFailure('item', 'not_ours');
    const bodies = Object.values(body.value);
    const ids = await postResults(posting, lineItem.sourcedId, bodies, currentSignal());
    return toReceipt(ids, sent.sourcedId);
  };
  return {
    mark,
    mayHaveWritten: () => mayHaveWritten && !isForeign(),
    wasCreatedByPost: () => wasCreatedByPost,
    lineItem: () => lineItem,
    result: () => result,
    async putLineItem(change) {
      const sent = { ...lineItem, ...change };
      const first = await put('lineItems', sent.sourcedId, version.writeLineItem(sent, writeContext()));
      const created = mayCreate(first) && !mayHaveWritten ? await createLineItem(sent) : null;
      if (created?.ok) wasCreatedByPost = true;
      if (created?.ok === false && created.failure.kind === 'transient') mayHaveWritten = true;
      const receipt = created?.ok ? created : first;
      if (receipt.ok || receipt.failure.kind === 'transient') mayHaveWritten = true;
      if (receipt.ok) {
        lineItem = { ...sent, sourcedId: receipt.value.sourcedId };
        result = { ...result, lineItemSourcedId: lineItem.sourcedId };
      }
      return receipt;
    },
    async putResult(change, how = {}) {
      const sent = { ...result, ...change };
      const profile = { ...reader.profile, ...how };
      const body = version.writeResult(sent, writeContext({ profile }));
      const first = await put('results', sent.sourcedId, body);
      const receipt = wasCreatedByPost && mayCreate(first) ? await createResult(sent) : first;
      if (receipt.ok) result = { ...sent, sourcedId: receipt.value.sourcedId };
      return receipt;
    },
    async postResult(change) {
      const sent = { ...result, ...change };
      const receipt = await createResult(sent);
      if (receipt.ok) result = { ...sent, sourcedId: receipt.value.sourcedId };
      return receipt;
    },
    withdrawLineItem: () => {
      const body = version.writeLineItem(lineItem, writeContext({ status: 'tobedeleted' }));
      return put('lineItems', lineItem.sourcedId, body);
    },
    withdrawResult: () => {
      const body = version.writeResult(result, writeContext({ status: 'tobedeleted' }));
      return put('results', result.sourcedId, body);
    },
    deleteObject: async (collection, sourcedId) =>
      isForeign()
        ? clientFailure('item', 'not_ours')
        : deleteObject({ ...reader, transport: removing }, collection, sourcedId, currentSignal()),
    lookAtLineItems: (isDone) =>
      look(async () => {
        const reply = await readLineItems(reader, classSourcedId, currentSignal());
        return reply.ok && reply.value !== null ? { ok: true, value: reply.value.filter(isOwn) } : reply;
      }, isDone),
    lookAtResults: (isDone) =>
      look(() => readResults(reader, classSourcedId, lineItem.sourcedId, currentSignal()), isDone),
  };
}

/** The day of the period that is nearest to `day`. */
function clamp(day: string, { startDate, endDate }: SisGradingPeriod): string {
  if (day < startDate) return startDate;
  return day > endDate ? endDate : day;
}
