import type { SisFailure, SisReply } from '../oneroster/types.ts';
import { planBackoff } from './backoff.ts';
import type { RunContext } from './run-context.ts';
import { runPool } from './run-pool.ts';
import { endForFailure } from './sis-failure-end.ts';
import type { StageEnd } from './stage-end.ts';

/** What is sent, how, and what to do with each answer. */
export interface Sending<T, R> {
  readonly source: AsyncIterable<T>;
  readonly width: number;
  put(item: T): Promise<SisReply<R>>;
  accepted(item: T, value: R): Promise<void>;
  /** The SIS refused this one; the rest goes on (R4). */
  refused(item: T, failure: SisFailure): Promise<void>;
  /** No answer after all tries of this pass; true when it is to be tried again later. */
  unanswered(item: T, failure: SisFailure): Promise<boolean>;
}

/** Tries of one request in one pass, and the pauses between them. */
const triesPerPass = 3;
const pauses = { firstMs: 300, longestMs: 3_000 };

/**
 * Sends everything of `source`. One request without an answer is tried again and then set aside; as many in a row as
 * are in flight at once (and at least 3) mean that the SIS is away: then nothing more is sent. `done` with items set
 * aside is `wait`.
 */
export async function sendAll<T, R>(context: RunContext, sending: Sending<T, R>): Promise<StageEnd> {
  const { lease } = context;
  const failuresToStop = Math.max(3, sending.width);
  let inARow = 0;
  let end: StageEnd = { kind: 'done' };
  let aside: SisFailure | null = null;

  await runPool(sending.source, sending.width, async (item) => {
    const halt = lease.haltRequested();
    if (halt && end.kind === 'done') end = { kind: 'halted', by: halt };
    if (end.kind !== 'done') return false;
    const reply = await tryPut(context, sending, item, () => inARow < failuresToStop);
    if (reply.ok) {
      inARow = 0;
      await context.sisAnswered();
      await sending.accepted(item, reply.value);
      return true;
    }
    const { failure } = reply;
    if (failure.kind === 'item') {
      inARow = 0;
      await sending.refused(item, failure);
      return true;
    }
    if (failure.kind === 'auth' || failure.kind === 'institution') {
      end = endForFailure(failure);
      return false;
    }
    inARow += 1;
    if (failure.kind === 'rate' || inARow >= failuresToStop) {
      // What was not answered because the SIS is away is not held against the item.
      if (end.kind === 'done') end = endForFailure(failure);
      return false;
    }
    if (await sending.unanswered(item, failure)) aside = failure;
    return true;
  });
  if (end.kind === 'done' && aside) return endForFailure(aside);
  return end;
}

/** One request with its repetitions; a PUT to an id of ours may be repeated at will. */
async function tryPut<T, R>(
  context: RunContext,
  sending: Sending<T, R>,
  item: T,
  worthwhile: () => boolean,
): Promise<SisReply<R>> {
  const { deps, sis, lease } = context;
  for (let attempt = 1; ; attempt += 1) {
    const reply = await sis.limit.run(() => sending.put(item), lease.signal);
    if (reply.ok) return reply;
    const { kind, retryAfterMs } = reply.failure;
    if (kind !== 'transient' && kind !== 'rate') return reply;
    if (attempt >= triesPerPass || !worthwhile() || lease.haltRequested() !== null) return reply;
    // The limit waits out short pauses itself; a long one is planned as a pause of the run.
    if (retryAfterMs !== null && retryAfterMs > pauses.longestMs) return reply;
    await deps.sleep(planBackoff(attempt, pauses, deps.randomBytes, retryAfterMs), lease.signal);
    lease.signal.throwIfAborted();
  }
}
