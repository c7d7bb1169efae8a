/** What can keep a process from working. */
export type Missing = 'database' | 'encryption keys' | 'worker' | 'stopping';

export interface ReadinessDeps {
  readonly ping: () => Promise<boolean>;
  readonly canReadSecrets: () => Promise<boolean>;
  /** Null in a process without the worker role. */
  readonly isWorkerAlive: (() => boolean) | null;
  readonly isStopping: () => boolean;
}

/** What is missing now; the process can work if the list is empty. */
export async function findMissing(deps: ReadinessDeps): Promise<readonly Missing[]> {
  const hasDatabase = await deps.ping();
  // Only the stored data can tell whether the keys are right.
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
