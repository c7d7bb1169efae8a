/** What a process may miss to do its work. */
export type Missing = 'database' | 'encryption keys' | 'worker' | 'stopping';

export interface ReadinessDeps {
  readonly ping: () => Promise<boolean>;
  readonly canReadSecrets: () => Promise<boolean>;
  /** Null in a process without the worker role. */
  readonly isWorkerAlive: (() => boolean) | null;
  readonly isStopping: () => boolean;
}

/** Everything that is missing now; nothing: the process can work. */
export async function findMissing(deps: ReadinessDeps): Promise<readonly Missing[]> {
  const hasDatabase = await deps.ping();
  // Without a database nobody can tell whether the keys are right.
  const hasKeys = !hasDatabase || (await deps.canReadSecrets().catch(() => false));
  const hasWorker = deps.isWorkerAlive === null || deps.isWorkerAlive();
  const checks: readonly (readonly [Missing, boolean])[] = [
    ['database', hasDatabase],
    ['encryption keys', hasKeys],
    ['worker', hasWorker],
    ['stopping', !deps.isStopping()],
  ];
  return checks.flatMap(([missing, isThere]) => (isThere ? [] : [missing]));
}
