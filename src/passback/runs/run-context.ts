import type { Institution } from '../../domain/institution.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { RunProgress } from '../../store/passback/run-leases.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import type { SisOffers } from '../delivery/sis-offers.ts';
import type { PassbackDeps, SisAccess } from '../passback-deps.ts';
import type { Lease } from './lease.ts';

/** What a worker was sending at a time when another could already hold its run. */
export interface LateSends {
  readonly items: ItemRecord[];
  readonly rows: RunLineItemRecord[];
  /** Ids that the SIS gave to results which were created too late: nobody else knows them. */
  readonly created: string[];
}

/** What every stage of a run works with. */
export interface RunContext {
  readonly deps: PassbackDeps;
  readonly run: RunRecord;
  readonly institution: Institution;
  readonly sis: SisAccess;
  readonly offers: SisOffers;
  readonly lease: Lease;
  /** Collects what was being sent when the lease ran out. */
  readonly lateSends: LateSends;
  /** Writes to the run under its fencing token. @throws ProductError `lease_lost` */
  save(change: RunProgress): Promise<void>;
  /** Whether this run tries a SIS that was down and has not done so yet; asking counts as doing so. */
  needsProbe(): boolean;
  /** The SIS answered: closes its circuit breaker for all runs. */
  sisAnswered(): Promise<void>;
  /** Fencing tokens of the class leases that this claim holds, by class. */
  readonly classFencingTokens: Map<string, number>;
}
