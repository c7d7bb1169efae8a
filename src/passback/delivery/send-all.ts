import { backoffDelay } from '../../http/backoff-delay.ts';
import type { SisFailure, SisReply } from '../../oneroster/sis-client.ts';
import type { RunContext } from '../runs/run-context.ts';
import type { StageEnd } from '../runs/stage-result.ts';
import { runPool } from './for-each-concurrent.ts';
import { endForFailure } from './sis-failure-end.ts';

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
 * are in flight at once (and at least 3) end the pass. What was set aside counts as a try of that item only if the SIS
 * answers others; if not, the SIS is away, whatever it is asked.
 */
export async function sendAll<T, R>(context: RunContext, sending: Sending<T, R>): Promise<StageEnd> {
  const { lease } = context;
  const failuresToStop = Math.max(3, sending.width);
  const aside: { readonly item: T; readonly failure: SisFailure }[] = [];
  let inARow = 0;
  let answered = false;
  let end: StageEnd = { kind: 'done' };

  await runPool(sending.source, sending.width, async (item) => {
    const halt = lease.haltRequested();
    if (halt && end.kind === 'done') end = { kind: 'halted', by: halt };
    if (end.kind !== 'done') return false;
    const reply = await tryPut(context, sending, item, () => inARow < failuresToStop);
    if (!reply.ok && reply.failure.kind !== 'item') {
      const { failure } = reply;
      if (failure.kind !== 'transient') {
        end = endForFailure(failure);
        return false;
      }
      inARow += 1;
      aside.push({ item, failure });
      return inARow < failuresToStop;
    }
    inARow = 0;
    answered = true;
    if (reply.ok) {
      await context.sisAnswered();
      await sending.accepted(item, reply.value);
    } else await sending.refused(item, reply.failure);
    return true;
  });
  const [first] = aside;
  if (end.kind !== 'done' || !first) return end;
  const isThere = answered || (saysError(first.failure) && (await answersReads(context)));
  if (!isThere) return endForFailure(first.failure);
  let later = false;
  for (const { item, failure } of aside) later = (await sending.unanswered(item, failure)) || later;
  // Stopped in the middle, or something is to be tried again: not for the whole connection to wait.
  if (!later && inARow < failuresToStop) return end;
  return { kind: 'wait', on: 'items', code: 'sis_unreachable', askedMs: first.failure.retryAfterMs };
}

/** An error of the SIS itself about this request, rather than of what stands before it or of its load (502 to 504). */
function saysError({ status }: SisFailure): boolean {
  return status !== null && (status < 502 || status > 504);
}

/** Whether the SIS is there: a short reading of a class that this run writes to. */
async function answersReads({ sis, lease, classFencingTokens }: RunContext): Promise<boolean> {
  const [classSourcedId] = classFencingTokens.keys();
  if (classSourcedId === undefined) return false;
  const { client, limit } = sis;
  const reply = await limit.run(() => client.readCategories(classSourcedId, lease.signal), lease.signal);
  return reply.ok || reply.failure.kind === 'item';
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
    await deps.sleep(backoffDelay(attempt, pauses, deps.randomBytes, retryAfterMs), lease.signal);
    lease.signal.throwIfAborted();
  }
}
