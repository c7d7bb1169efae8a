import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SchoolAddress } from './soak-school.ts';

/** What a worker process is told. */
export interface SoakOrder {
  readonly worker: string;
  /** How far its clock is ahead. */
  readonly skewMs: number;
  readonly mongoUri: string;
  readonly schools: readonly SchoolAddress[];
  /** With which code it ends when its driver does not find back to the database. */
  readonly stuckCode: number;
}

const stuckCode = 3;
/** Z7: the clock of every third worker is an hour ahead, that of another two minutes behind. */
const skewsMs = [0, 60 * 60_000, -2 * 60_000] as const;

/** The worker processes of a soak, and a supervisor that starts another for each that ends. */
export interface WorkerProcesses {
  /** Ends one with SIGKILL; another starts at once. */
  kill(worker: string): Promise<void>;
  killAll(): Promise<void>;
  /** Stops one with SIGSTOP until `wake`. False if it is gone, or nobody else would be awake. */
  stop(worker: string): boolean;
  /**
   * Wakes whoever was stopped, and waits until all have looked for work and found none. Whoever has not within `withinMs`
   * is killed, and named.
   */
  wakeAndSettle(withinMs: number): Promise<readonly string[]>;
  /** How many gave themselves up because their driver did not find back (Z18). */
  readonly stuck: () => number;
  close(): Promise<void>;
}

interface Running {
  readonly name: string;
  readonly child: ChildProcess;
  isStopped: boolean;
}

let named = 0;

/** Starts `count` workers and waits until they are ready. */
export async function startWorkers(
  program: string,
  count: number,
  order: Omit<SoakOrder, 'worker' | 'skewMs' | 'stuckCode'>,
): Promise<WorkerProcesses> {
  let running: Running[] = [];
  let stuck = 0;
  let isClosing = false;
  const start = (): Running => {
    named += 1;
    const name = `w${named}`;
    const skewMs = skewsMs[named % skewsMs.length] ?? 0;
    const told: SoakOrder = { ...order, worker: name, skewMs, stuckCode };
    const child = fork(program, [JSON.stringify(told)], { execArgv: [] });
    const one: Running = { name, child, isStopped: false };
    child.on('exit', (code) => {
      running = running.filter((other) => other !== one);
      if (code === stuckCode) stuck += 1;
      if (!isClosing) start();
    });
    running.push(one);
    return one;
  };
  const kill = async ({ child }: Running): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const awaitIdle = (one: Running, asker: string): Promise<void> =>
    new Promise((resolve) => {
      const heard = (said: unknown): void => {
        if (said === 'ready') one.child.send(asker);
        if (said === asker) settle();
      };
      const settle = (): void => {
        one.child.off('message', heard);
        one.child.off('exit', settle);
        resolve();
      };
      one.child.on('message', heard);
      // Whoever takes its place has nothing in hand.
      one.child.on('exit', settle);
      if (one.child.connected) one.child.send(asker);
    });
  await Promise.all(
    Array.from({ length: count }, async () => {
      await once(start().child, 'message');
    }),
  );
  let asked = 0;
  return {
    async kill(worker) {
      const one = running.find(({ name }) => name === worker);
      if (one) await kill(one);
    },
    async killAll() {
      await Promise.all(running.filter(({ isStopped }) => !isStopped).map(kill));
    },
    stop(worker) {
      const one = running.find(({ name }) => name === worker);
      const awake = running.filter(({ isStopped }) => !isStopped);
      if (!one || one.isStopped || awake.length < 2) return false;
      one.child.kill('SIGSTOP');
      one.isStopped = true;
      return true;
    },
    async wakeAndSettle(withinMs) {
      asked += 1;
      for (const one of running) if (one.isStopped) one.child.kill('SIGCONT');
      for (const one of running) one.isStopped = false;
      const stuckNow: string[] = [];
      const settling = running.map(async (one) => {
        const late = new AbortController();
        const tooLate = sleep(withinMs, 'late', { signal: late.signal }).catch(() => 'idle');
        const ended = await Promise.race([awaitIdle(one, `idle-${asked}`).then(() => 'idle'), tooLate]);
        late.abort();
        if (ended === 'idle') return;
        stuckNow.push(one.name);
        await kill(one);
      });
      await Promise.all(settling);
      return stuckNow;
    },
    stuck: () => stuck,
    async close() {
      isClosing = true;
      await Promise.all(running.map(kill));
    },
  };
}
