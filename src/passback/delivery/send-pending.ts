import { backoffDelay } from '../../http/backoff-delay.ts';
import type { SisFailure, SisReply } from '../../oneroster/sis-client.ts';
import type { RunContext } from '../runs/run-context.ts';
import { codeOfFailure, done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';
import { forEachConcurrent } from './for-each-concurrent.ts';

/** The pending rows of a run, and the attempt counts that survive a crash. */
export interface Outbox<T extends PendingRow> {
  /**
   * At most `limit` rows by id after `after`; with `attempted`, only those that a worker was sending when it
   * died.
   */
  find(after: string, limit: number, attempted: boolean): Promise<readonly T[]>;
  /** Records that these, the next ones, are about to be sent. */
  beginBatch(rows: readonly T[]): Promise<void>;
  /** Records that this one is about to be sent, alone. */
  beginAttempt(row: T): Promise<void>;
  /** Fails a row that several workers were sending when they died. */
  quarantine(row: T): Promise<void>;
  /** Writes all answers that are still in memory. */
  drain(): Promise<void>;
}

interface PendingRow {
  readonly _id: string;
  readonly attempts: number;
}

/** How a row is sent, and what follows from each answer. */
export interface Sender<T, R> {
  put(row: T): Promise<SisReply<R>>;
  accepted(row: T, value: R): Promise<void>;
  /** The SIS refused this row; the others continue (R4). */
  refused(row: T, failure: SisFailure): Promise<void>;
  /** The SIS accepted other rows and failed at this one for half a minute. */
  givenUp(row: T, failure: SisFailure): Promise<void>;
  /** Every try of this pass went unanswered; true if the row is to be sent again later. */
  unanswered(row: T, failure: SisFailure): Promise<boolean>;
}

/**
 * How many claims may start the same row without an answer before it is suspected of killing workers (K20).
 */
const attemptsToQuarantine = 3;
/**
 * It does kill them if workers died since any row was answered: losing a lease while alive is no death (Z19).
 */
const deathsToQuarantine = 2;
const rowsPerBatch = 100;
/** Tries of one request in one pass, and the pauses between them. */
const triesPerPass = 3;
const pauses = { firstMs: 300, longestMs: 3_000 };
/** Pauses, in milliseconds, before rows that failed alone are tried again: half a minute in total. */
const lastPausesMs = [3_000, 8_000, 15_000];
/** So few unanswered rows among answered ones do not mean that the SIS is overloaded. */
const maxAlone = 3;
/** A SIS that fails at this many rows in a row, but answers reads, is not tried with all the others. */
const maxOwnErrors = 16;

/**
 * Sends everything pending. Rows that a worker was sending when it died or lost its lease go first, one at a
 * time, and each answer is written before the next is sent: that singles out a row that kills its worker.
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
  const isDeadly = context.run.abandonedClaims >= deathsToQuarantine;
  const attempted = await sendAll(context, drainEach, streamAttempted(outbox, isDeadly), 1);
  await outbox.drain();
  if (attempted.kind !== 'done') return attempted;
  const result = await sendAll(context, sender, streamPending(outbox), context.sis.maxInFlight);
  await outbox.drain();
  return result;
}

async function* streamAttempted<T extends PendingRow>(
  outbox: Outbox<T>,
  isDeadly: boolean,
): AsyncGenerator<T> {
  let after = '';
  for (;;) {
    const [row] = await outbox.find(after, 1, true);
    if (!row) return;
    after = row._id;
    if (isDeadly && row.attempts >= attemptsToQuarantine) await outbox.quarantine(row);
    else {
      await outbox.beginAttempt(row);
      yield row;
    }
  }
}

/** Fetches and marks the next batch while the current one is being sent. */
async function* streamPending<T extends PendingRow>(outbox: Outbox<T>): AsyncGenerator<T> {
  const fetchAfter = async (after: string): Promise<readonly T[]> => {
    const rows = await outbox.find(after, rowsPerBatch, false);
    if (rows.length > 0) await outbox.beginBatch(rows);
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
 * Sends every row of `source`. A row without an answer is retried, then set aside. As many unanswered rows in
 * a row as are in flight at once (at least 3) end the pass, or `maxOwnErrors` that the SIS itself failed at.
 * Set-aside rows are charged with a try only if the SIS answers other requests: otherwise the SIS is down,
 * whatever it is asked. If the pass reached its end, the rows themselves are at fault: they are tried a few
 * times more and given up, so that one student's error holds up nobody else (R4).
 */
async function sendAll<T, R>(
  context: RunContext,
  sender: Sender<T, R>,
  source: AsyncIterable<T>,
  concurrency: number,
): Promise<StageResult> {
  const { lease } = context;
  const setAside: SetAside<T>[] = [];
  const failuresToStop = (failure: SisFailure): number =>
    isOwnError(failure) ? maxOwnErrors : Math.max(3, concurrency);
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
      (failure) => failuresInARow < failuresToStop(failure),
    );
    if (!reply.ok && reply.failure.kind !== 'item') {
      const { failure } = reply;
      if (failure.kind !== 'transient') {
        result = resultOfFailure(failure);
        return false;
      }
      failuresInARow += 1;
      setAside.push({ row, failure });
      return failuresInARow < failuresToStop(failure);
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
  const reachedEnd = failuresInARow < failuresToStop(first.failure);
  if (reachedEnd && answered && (setAside.length <= maxAlone || setAside.every(isOwnFailure))) {
    return sendLastTimes(context, sender, setAside);
  }
  let sendLater = false;
  for (const { row, failure } of setAside) sendLater = (await sender.unanswered(row, failure)) || sendLater;
  if (!sendLater && reachedEnd) return result;
  // Only these rows pause: the circuit breaker stays closed.
  return {
    kind: 'unanswered',
    by: 'items',
    code: codeOfFailure(first.failure),
    retryAfterMs: first.failure.retryAfterMs,
  };
}

/** A row without an answer, and the last failure. */
interface SetAside<T> {
  readonly row: T;
  readonly failure: SisFailure;
}

/** Tries rows that failed while others were accepted once more after each pause, then gives them up. */
async function sendLastTimes<T, R>(
  context: RunContext,
  sender: Sender<T, R>,
  setAside: readonly SetAside<T>[],
): Promise<StageResult> {
  const { deps, lease, sis } = context;
  let left = setAside;
  for (const pauseMs of lastPausesMs) {
    await deps.sleep(pauseMs, lease.permit.leaving);
    lease.signal.throwIfAborted();
    const failedAgain: SetAside<T>[] = [];
    let result: StageResult = done;
    await forEachConcurrent(left, sis.maxInFlight, async ({ row }) => {
      const halt = lease.haltRequested();
      if (halt) result = { kind: 'halted', by: halt };
      if (result.kind !== 'done') return false;
      const reply = await sender.put(row);
      if (reply.ok) await sender.accepted(row, reply.value);
      else if (reply.failure.kind === 'item') await sender.refused(row, reply.failure);
      else if (reply.failure.kind === 'transient') failedAgain.push({ row, failure: reply.failure });
      else result = resultOfFailure(reply.failure);
      return true;
    });
    if (result.kind !== 'done') return result;
    left = failedAgain;
    if (left.length === 0) return done;
  }
  for (const { row, failure } of left) await sender.givenUp(row, failure);
  return done;
}

function isOwnFailure({ failure }: { readonly failure: SisFailure }): boolean {
  return isOwnError(failure);
}

/** An error of the SIS about this request, not of a gateway in front of it or from overload (502 to 504). */
function isOwnError({ status }: SisFailure): boolean {
  return status !== null && (status < 502 || status > 504);
}

/** Whether the SIS is up: reads the categories of a class that this run writes to. */
async function answersReads({ sis, lease, classFencingTokens }: RunContext): Promise<boolean> {
  const [classSourcedId] = classFencingTokens.keys();
  if (classSourcedId === undefined) return false;
  const reply = await sis.client.readCategories(classSourcedId, lease.signal);
  return reply.ok || reply.failure.kind === 'item';
}

/** One request with its retries. A PUT to one of our ids may be repeated any number of times. */
async function tryPut<R>(
  { deps, lease }: RunContext,
  put: () => Promise<SisReply<R>>,
  isWorthwhile: (failure: SisFailure) => boolean,
): Promise<SisReply<R>> {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await put();
    if (reply.ok) return reply;
    const { kind, retryAfterMs } = reply.failure;
    if (kind !== 'transient') return reply;
    if (attempt >= triesPerPass || !isWorthwhile(reply.failure) || lease.haltRequested() !== null)
      return reply;
    // A long pause becomes a pause of the run.
    if (retryAfterMs !== null && retryAfterMs > pauses.longestMs) return reply;
    await deps.sleep(backoffDelay(attempt, pauses, deps.randomBytes, retryAfterMs), lease.signal);
    lease.signal.throwIfAborted();
  }
}
