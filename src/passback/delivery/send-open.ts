import type { RunContext } from '../runs/run-context.ts';
import type { StageEnd } from '../runs/stage-result.ts';
import { type Sending, sendAll } from './send-all.ts';

/** Rows of the database that wait to be sent, and the marks that survive a crash. */
export interface Outbox<T extends OpenRow> {
  /** At most `limit` in order of id after `after`; with `suspect` only those a worker was sending when it died. */
  find(after: string, limit: number, suspect: boolean): Promise<readonly T[]>;
  beginAttempts(ids: readonly string[]): Promise<void>;
  /** Sets one aside that was being sent at three crashes. */
  quarantine(row: T): Promise<void>;
  /** Writes all answers that are still in memory. */
  drain(): Promise<void>;
}

interface OpenRow {
  readonly _id: string;
  readonly attempts: number;
}

/** Crashes with one and the same row under way after which it is not tried again (K20). */
const crashesToQuarantine = 3;
const rowsAtOnce = 100;

/**
 * Sends everything that waits. What a worker was sending when it died goes first, one by one with its answer written
 * before the next, so that a deadly row is told from its innocent neighbours.
 */
export async function sendOpen<T extends OpenRow, R>(
  context: RunContext,
  outbox: Outbox<T>,
  sending: Omit<Sending<T, R>, 'source' | 'width'>,
): Promise<StageEnd> {
  const oneByOne = {
    ...sending,
    source: streamSuspects(outbox),
    width: 1,
    accepted: async (row: T, value: R) => {
      await sending.accepted(row, value);
      await outbox.drain();
    },
  };
  const suspects = await sendAll(context, oneByOne);
  await outbox.drain();
  if (suspects.kind !== 'done') return suspects;
  const end = await sendAll(context, {
    ...sending,
    source: streamOpen(outbox),
    width: context.sis.maxInFlight,
  });
  await outbox.drain();
  return end;
}

async function* streamSuspects<T extends OpenRow>(outbox: Outbox<T>): AsyncGenerator<T> {
  let after = '';
  for (;;) {
    const [row] = await outbox.find(after, 1, true);
    if (!row) return;
    after = row._id;
    if (row.attempts >= crashesToQuarantine) await outbox.quarantine(row);
    else {
      await outbox.beginAttempts([row._id]);
      yield row;
    }
  }
}

/** The next batch is fetched and marked while the present one is being sent. */
async function* streamOpen<T extends OpenRow>(outbox: Outbox<T>): AsyncGenerator<T> {
  const fetchAfter = async (after: string): Promise<readonly T[]> => {
    const rows = await outbox.find(after, rowsAtOnce, false);
    if (rows.length > 0) await outbox.beginAttempts(rows.map((row) => row._id));
    return rows;
  };
  let fetching = fetchAfter('');
  for (;;) {
    const rows = await fetching;
    const last = rows.at(-1);
    if (!last) return;
    fetching = fetchAfter(last._id);
    // Left alone when sending stops early; its failure then concerns nobody.
    fetching.catch(() => {});
    yield* rows;
  }
}
