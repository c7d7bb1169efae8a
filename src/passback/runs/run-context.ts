import type { Institution } from '../../domain/institution.ts';
import type { RunProgress } from '../../store/passback/run-leases.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import type { PassbackDeps, SisAccess } from '../passback-deps.ts';
import type { Lease } from './lease.ts';

/** What every stage of one run works with. */
export interface RunContext {
  readonly deps: PassbackDeps;
  readonly run: RunRecord;
  readonly institution: Institution;
  readonly sis: SisAccess;
  readonly lease: Lease;
  /** A fenced write to the run. @throws ProductError `lease_lost` */
  save(change: RunProgress): Promise<void>;
  /** The SIS answers: ends a pause of its connection for all runs. */
  sisAnswered(): Promise<void>;
  /** Generations of the class leases that this claim holds. */
  readonly classFencingTokens: Map<string, number>;
}

/** The fence of item writes. */
export function itemFence(context: RunContext): { runId: string; fencingToken: number } {
  return { runId: context.lease.fence.runId, fencingToken: context.lease.fence.fencingToken };
}
