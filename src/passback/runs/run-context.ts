import type { Institution } from '../../domain/institution.ts';
import type { RunProgress } from '../../store/passback/run-claims.ts';
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
  readonly classGens: Map<string, number>;
}

/** The fence of item writes. */
export function itemFence(context: RunContext): { runId: string; gen: number } {
  return { runId: context.lease.fence.runId, gen: context.lease.fence.gen };
}
