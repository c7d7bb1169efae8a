import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Sleep } from '../clock.ts';
import { ProductError } from '../errors.ts';
import type { Log } from '../log.ts';

/** Durations of the watch, in milliseconds. */
export interface DatabaseWatchTimes {
  readonly pingEveryMs: number;
  /** A ping without an answer for this long has failed. */
  readonly answerWithinMs: number;
  /** After this long without an answer, a new connection shows whether the database itself is away. */
  readonly probeAfterMs: number;
  readonly probeEveryMs: number;
}

/** A page answers within 10 s; a process that cannot recover ends within 60 s. */
export const databaseWatchTimes: DatabaseWatchTimes = {
  pingEveryMs: 2_000,
  answerWithinMs: 3_000,
  probeAfterMs: 20_000,
  probeEveryMs: 10_000,
};

export interface DatabaseWatchDeps {
  /** Pings over the product's connection. */
  readonly ping: () => Promise<boolean>;
  /** Pings over a new connection. */
  readonly pingAnew: () => Promise<boolean>;
  /** The database answers, but not over the product's connection: only a new process helps. */
  readonly onStuck: () => void;
  readonly sleep: Sleep;
  readonly log: Log;
}

export interface DatabaseWatch {
  /** Two pings in a row got no answer. */
  isAway(): boolean;
  /** This process cannot recover by itself. */
  isStuck(): boolean;
  stop(): Promise<void>;
}

/** Failed pings in a row before the database counts as away: one can fail because this process was busy. */
const failuresToBeAway = 2;
/** Probes in a row that a new connection answers and the old one does not, before the process is given up. */
const probesToGiveUp = 2;

/**
 * Pings the database as long as the process runs. A driver may go on waiting for a server that has long been
 * back (mongodb 7.8: 2 of 40 restarts left a process stuck for good), and no setting of its own notices.
 */
export function watchDatabase(
  { ping, pingAnew, onStuck, sleep, log }: DatabaseWatchDeps,
  times: DatabaseWatchTimes = databaseWatchTimes,
): DatabaseWatch {
  const ended = new AbortController();
  let answeredAtMs = performance.now();
  let failures = 0;
  let probedAtMs = 0;
  let probesAnswered = 0;
  let isStuck = false;
  const silentMs = (): number => performance.now() - answeredAtMs;

  const within = async (asking: () => Promise<boolean>): Promise<boolean> => {
    const tooLate = new AbortController();
    // An answer that arrived while this process was busy counts: it is read before the next turn.
    const late = sleep(times.answerWithinMs, AbortSignal.any([tooLate.signal, ended.signal])).then(
      () => new Promise<boolean>((resolve) => setImmediate(() => resolve(false))),
    );
    const answer = await Promise.race([asking().catch(() => false), late]);
    tooLate.abort();
    return answer;
  };
  const look = async (): Promise<void> => {
    const askedAtMs = performance.now();
    if (await within(ping)) {
      if (failures >= failuresToBeAway) log.info({ event: 'database_back' }, 'The database answers again');
      answeredAtMs = performance.now();
      failures = 0;
      probesAnswered = 0;
      return;
    }
    failures += 1;
    if (ended.signal.aborted || silentMs() < times.probeAfterMs) return;
    if (askedAtMs - probedAtMs < times.probeEveryMs) return;
    probedAtMs = askedAtMs;
    log.warn({ event: 'database_away', silentMs: Math.round(silentMs()) }, 'The database does not answer');
    probesAnswered = (await within(pingAnew)) ? probesAnswered + 1 : 0;
    if (probesAnswered < probesToGiveUp || isStuck || ended.signal.aborted) return;
    isStuck = true;
    log.fatal({ event: 'database_stuck' }, 'The database answers others, but not this process');
    onStuck();
  };
  const watching = (async () => {
    while (!ended.signal.aborted) {
      await look();
      if (failures !== 1) await sleep(times.pingEveryMs, ended.signal);
    }
  })();
  return {
    isAway: () => failures >= failuresToBeAway,
    isStuck: () => isStuck,
    async stop() {
      ended.abort();
      await watching;
    },
  };
}

/** How often an open request checks whether the database has gone away. */
const lookEveryMs = 1_000;

/**
 * Answers 503 if the database is away: at once, or as soon as it goes away during a request. A page that
 * waits for Canvas keeps waiting. `answerError` is called here, because the request's own handler may still
 * call `next`.
 */
export function refuseWithoutDatabase(
  { isAway }: Pick<DatabaseWatch, 'isAway'>,
  answerError: ErrorRequestHandler,
): RequestHandler {
  return (request, response, next) => {
    const refuse = (): void => {
      const facts = { detail: 'no answer to a ping', next: 'retry' } as const;
      void answerError(new ProductError('database_unavailable', facts), request, response, next);
    };
    if (isAway()) return refuse();
    const looking = setInterval(() => {
      if (!isAway()) return;
      clearInterval(looking);
      if (!response.headersSent) refuse();
    }, lookEveryMs).unref();
    response.once('close', () => clearInterval(looking));
    next();
  };
}
