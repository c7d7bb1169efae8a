import type { AccountReader } from '../../canvas/account-reader.ts';
import type { Clock, RandomBytes } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import type { RunState } from '../../domain/outcomes.ts';
import type { ScheduleScope, ScheduleTiming } from '../../domain/schedule.ts';
import { ProductError } from '../../errors.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { Schedule, ScheduleStore } from '../../store/schedules.ts';
import { findNextOccurrence } from './next-occurrence.ts';

/** A schedule with what its last occurrence became. */
export interface ScheduleView {
  readonly schedule: Schedule;
  /** Courses of it that are still to start. */
  readonly toStart: number;
  /** Its runs since the last occurrence, by state. */
  readonly states: ReadonlyMap<RunState, number>;
}

/** What an administrator enters. Canvas is read in the name of `inNameOf`, who connected it. */
export interface ScheduleEntry {
  readonly name: string;
  readonly timing: ScheduleTiming;
  readonly scope: ScheduleScope;
  readonly inNameOf: Schedule['inNameOf'];
}

/** The schedules of an institution, for its administrators. An unknown id, or another institution's, is `not_found`. */
export interface InstitutionSchedules {
  list(institutionId: string): Promise<readonly ScheduleView[]>;
  find(institutionId: string, id: string): Promise<ScheduleView>;
  /** Returns its id. It is enabled. @throws ProductError `form_invalid` if there are too many */
  create(institutionId: string, entry: ScheduleEntry): Promise<string>;
  save(institutionId: string, id: string, entry: ScheduleEntry): Promise<void>;
  setEnabled(institutionId: string, id: string, enabled: boolean): Promise<void>;
  /** Makes it due now. A suspended one is `not_found`. */
  runNow(institutionId: string, id: string): Promise<void>;
  remove(institutionId: string, id: string): Promise<void>;
  openAccount(institution: Institution, inNameOf: Omit<Schedule['inNameOf'], 'name'>): AccountReader;
}

export interface InstitutionSchedulesDeps {
  readonly schedules: ScheduleStore;
  readonly stores: Pick<PassbackStores, 'scheduledRuns'>;
  readonly openAccount: InstitutionSchedules['openAccount'];
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** More would only start the same courses again. */
const maxSchedules = 50;

export function createInstitutionSchedules(deps: InstitutionSchedulesDeps): InstitutionSchedules {
  const { schedules, stores, clock, randomBytes, openAccount } = deps;
  const view = async (schedule: Schedule): Promise<ScheduleView> => {
    const { institutionId, _id, last } = schedule;
    const [toStart, states] = await Promise.all([
      schedules.countCourses(institutionId, _id),
      last === null
        ? new Map<RunState, number>()
        : stores.scheduledRuns.countStates(institutionId, _id, last.startedAt),
    ]);
    return { schedule, toStart, states };
  };
  const require = (isThere: boolean): void => {
    if (!isThere) throw new ProductError('not_found');
  };
  const findOwn = async (institutionId: string, id: string): Promise<Schedule> => {
    const schedule = await schedules.find(institutionId, id);
    if (!schedule) throw new ProductError('not_found');
    return schedule;
  };
  return {
    openAccount,
    list: async (institutionId) => Promise.all((await schedules.list(institutionId)).map(view)),
    find: async (institutionId, id) => view(await findOwn(institutionId, id)),
    async create(institutionId, entry) {
      if ((await schedules.list(institutionId)).length >= maxSchedules) {
        throw new ProductError('form_invalid', { detail: 'too many schedules', next: 'fix' });
      }
      const now = clock();
      const id = randomBytes(12).toString('hex');
      await schedules.insert({
        _id: id,
        institutionId,
        ...entry,
        enabled: true,
        revision: 1,
        createdAt: now,
        nextAt: findNextOccurrence(entry.timing, now),
        lease: { expiresAt: null, fencingToken: 0 },
        last: null,
      });
      return id;
    },
    async save(institutionId, id, entry) {
      const nextAt = findNextOccurrence(entry.timing, clock());
      require(await schedules.change(institutionId, id, { ...entry, nextAt }));
    },
    async setEnabled(institutionId, id, enabled) {
      const { timing } = await findOwn(institutionId, id);
      const nextAt = findNextOccurrence(timing, clock());
      require(await schedules.setEnabled(institutionId, id, enabled, nextAt));
    },
    async runNow(institutionId, id) {
      require(await schedules.makeDue(institutionId, id, clock()));
    },
    async remove(institutionId, id) {
      require(await schedules.remove(institutionId, id));
    },
  };
}
