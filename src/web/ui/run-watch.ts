import type { Sleep } from '../../clock.ts';
import type { RunLineItem, RunSummary } from '../../domain/run.ts';

/** What a run's page shows. */
export interface ReadRun {
  readonly run: RunSummary;
  readonly lineItems: readonly RunLineItem[];
}

/** A run that many people may look at. */
export interface WatchedRun {
  /** The same for everybody who may see the same of it. */
  readonly key: string;
  readonly read: () => Promise<ReadRun>;
}

/** Looks at runs for everybody who watches them: once a second for each, however many people there are. */
export interface RunWatch {
  /** The run now, and then once a second, until `signal` aborts or the process stops. Throws what `read` throws. */
  follow(run: WatchedRun, signal: AbortSignal): AsyncGenerator<ReadRun, void>;
  /** Ends every `follow`. */
  stop(): void;
}

const everyMs = 1_000;

export function createRunWatch(sleep: Sleep): RunWatch {
  const stopping = new AbortController();
  /** The look of this second, by key: the first who asks makes it, and the others share it. */
  const looks = new Map<string, Promise<ReadRun>>();
  const look = ({ key, read }: WatchedRun): Promise<ReadRun> => {
    const shared = looks.get(key);
    if (shared !== undefined) return shared;
    const made = read();
    looks.set(key, made);
    void sleep(everyMs, stopping.signal).then(() => looks.delete(key));
    return made;
  };
  return {
    async *follow(run, signal) {
      const ended = AbortSignal.any([signal, stopping.signal]);
      while (!ended.aborted) {
        yield await look(run);
        await sleep(everyMs, ended);
      }
    },
    stop: () => stopping.abort(),
  };
}
