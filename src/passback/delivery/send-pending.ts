import { backoffDelay } from '../../http/backoff-delay.ts';
import type { SisFailure, SisReply } from '../../oneroster/sis-client.ts';
import type { RunContext } from '../runs/run-context.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';
import { forEachConcurrent } from './for-each-concurrent.ts';

/** The pending rows of a run, and the attempt counts that survive a crash. */
export interface Outbox<T extends PendingRow> {
  /** At most `limit` rows by id after `after`; with `attempted`, only those a worker was sending when it died. */
  find(after: string, limit: number, attempted: boolean): Promise<readonly T[]>;
  beginAttempts(ids: readonly string[]): Promise<void>;
  /** Fails a row that several workers were sending when they died. */
  quarantine(row: T): Promise<void>;
  /** Writes all answers that are still in memory. */
  drain(): Promise<void>;
}

interface PendingRow {
  readonly _id: string;
  readonly attempts: number;
}

/** How a row is sent, and what each answer leads to. */
export interface Sender<T, R> {
  put(row: T): Promise<SisReply<R>>;
  accepted(row: T, value: R): Promise<void>;
  /** The SIS refused this row; the others continue (R4). */
  refused(row: T, failure: SisFailure): Promise<void>;
  /** Every try of this pass went unanswered; true if the row is to be sent again later. */
  unanswered(row: T, failure: SisFailure): Promise<boolean>;
}

/** Workers that died while sending the same row, after which it is not sent again (K20). */
const attemptsToQuarantine = 3;
const rowsPerBatch = 100;
/** Tries of one request in one pass, and the pauses between them. */
const triesPerPass = 3;
const pauses = { firstMs: 300, longestMs: 3_000 };

/**
 * Sends everything pending. Rows that a worker was sending when it died go first, one at a time, each answer written
 * before the next is sent: that singles out a row that kills its worker.
 */
export async function sendPending<T extends PendingRow, R>(
  context: RunContext,
  outbox: Outbox<T>,
  sender: Sender<T, R>,
): Promise<StageResult> {
  const drainEach: Sender<T, R> = {
    ...sender,
    accepted: async (row, value) => {
      await sender.accepted(row, value);
      await outbox.drain();
    },
  };
  const attempted = await sendAll(context, drainEach, streamAttempted(outbox), 1);
  await outbox.drain();
  if (attempted.kind !== 'done') return attempted;
  const result = await sendAll(context, sender, streamPending(outbox), context.sis.maxInFlight);
  await outbox.drain();
  return result;
}

async function* streamAttempted<T extends PendingRow>(outbox: Outbox<T>): AsyncGenerator<T> {
  let after = '';
  for (;;) {
    const [row] = await outbox.find(after, 1, true);
    if (!row) return;
    after = row._id;
    if (row.attempts >= attemptsToQuarantine) await outbox.quarantine(row);
    else {
      await outbox.beginAttempts([row._id]);
      yield row;
    }
  }
}

/** Fetches and marks the next batch while the present one is being sent. */
async function* streamPending<T extends PendingRow>(outbox: Outbox<T>): AsyncGenerator<T> {
  const fetchAfter = async (after: string): Promise<readonly T[]> => {
    const rows = await outbox.find(after, rowsPerBatch, false);
    if (rows.length > 0) await outbox.beginAttempts(rows.map((row) => row._id));
    return rows;
  };
  let fetching = fetchAfter('');
  for (;;) {
    const rows = await fetching;
    const last = rows.at(-1);
    if (!last) return;
    fetching = fetchAfter(last._id);
    // If sending stops early, nobody awaits this batch.
    fetching.catch(() => {});
    yield* rows;
  }
}

/**
 * Sends every row of `source`. A row without an answer is retried, then set aside; as many unanswered rows in a row as
 * are in flight at once (at least 3) end the pass. A set-aside row is charged with a try only if the SIS answers other
 * requests: otherwise the SIS is down, whatever it is asked.
 */
async function sendAll<T, R>(
  context: RunContext,
  sender: Sender<T, R>,
  source: AsyncIterable<T>,
  concurrency: number,
): Promise<StageResult> {
  const { lease } = context;
  const failuresToStop = Math.max(3, concurrency);
  const setAside: { readonly row: T; readonly failure: SisFailure }[] = [];
  let failuresInARow = 0;
  let answered = false;
  let result: StageResult = done;

  await forEachConcurrent(source, concurrency, async (row) => {
    const halt = lease.haltRequested();
    if (halt && result.kind === 'done') result = { kind: 'halted', by: halt };
    if (result.kind !== 'done') return false;
    const reply = await tryPut(
      context,
      () => sender.put(row),
      () => failuresInARow < failuresToStop,
    );
    if (!reply.ok && reply.failure.kind !== 'item') {
      const { failure } = reply;
      if (failure.kind !== 'transient') {
        result = resultOfFailure(failure);
        return false;
      }
      failuresInARow += 1;
      setAside.push({ row, failure });
      return failuresInARow < failuresToStop;
    }
    failuresInARow = 0;
    answered = true;
    if (reply.ok) {
      await context.sisAnswered();
      await sender.accepted(row, reply.value);
    } else await sender.refused(row, reply.failure);
    return true;
  });
  const [first] = setAside;
  if (result.kind !== 'done' || !first) return result;
  const isSisUp = answered || (isOwnError(first.failure) && (await answersReads(context)));
  if (!isSisUp) return resultOfFailure(first.failure);
  let sendLater = false;
  for (const { row, failure } of setAside) sendLater = (await sender.unanswered(row, failure)) || sendLater;
  if (!sendLater && failuresInARow < failuresToStop) return result;
  // Only these rows pause: the circuit breaker stays closed.
  return {
    kind: 'unanswered',
    by: 'items',
    code: 'sis_unreachable',
    retryAfterMs: first.failure.retryAfterMs,
  };
}

/** An error of the SIS about this request, not of a gateway before it or of its load (502 to 504). */
function isOwnError({ status }: SisFailure): boolean {
  return status !== null && (status < 502 || status > 504);
}

/** Whether the SIS is up: reads the categories of a class that this run writes to. */
async function answersReads({ sis, lease, classFencingTokens }: RunContext): Promise<boolean> {
  const [classSourcedId] = classFencingTokens.keys();
  if (classSourcedId === undefined) return false;
  const { client, limit } = sis;
  const reply = await limit.run(() => client.readCategories(classSourcedId, lease.signal), lease.signal);
  return reply.ok || reply.failure.kind === 'item';
}

/** One request and its retries. A PUT to an id of ours may be repeated any number of times. */
async function tryPut<R>(
  { deps, sis, lease }: RunContext,
  put: () => Promise<SisReply<R>>,
  isWorthwhile: () => boolean,
): Promise<SisReply<R>> {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await sis.limit.run(put, lease.signal);
    if (reply.ok) return reply;
    const { kind, retryAfterMs } = reply.failure;
    if (kind !== 'transient' && kind !== 'rate') return reply;
    if (attempt >= triesPerPass || !isWorthwhile() || lease.haltRequested() !== null) return reply;
    // The concurrency limit waits out short pauses; a long one becomes a pause of the run.
    if (retryAfterMs !== null && retryAfterMs > pauses.longestMs) return reply;
    await deps.sleep(backoffDelay(attempt, pauses, deps.randomBytes, retryAfterMs), lease.signal);
    lease.signal.throwIfAborted();
  }
}
