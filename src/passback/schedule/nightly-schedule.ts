import type { Clock } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import type { NightlyWindow } from '../../domain/institution-settings.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import type { Reach } from '../../domain/reach.ts';
import { ProductError } from '../../errors.ts';
import type { NightlySync, NightlySyncStore } from '../../store/nightly-syncs.ts';
import { courseOfLaunch } from '../runs/launched-course.ts';
import { findNextNightly } from './next-nightly.ts';

/** The nightly sync of a course as its Settings page shows it. */
export type NightlyView =
  /** The institution does not offer it. A nightly sync switched on earlier does not run. */
  | { readonly kind: 'not_offered' }
  | { readonly kind: 'off'; readonly maySwitch: boolean; readonly window: NightlyWindow }
  | {
      readonly kind: 'on';
      /**
       * A nightly sync covers the whole course, so only a person who sees all of it can switch it on or off.
       */
      readonly maySwitch: boolean;
      readonly window: NightlyWindow;
      readonly nextAt: Date;
      readonly lastStartedAt: Date | null;
      /** The person on whose behalf Canvas is read. */
      readonly switchedOnBy: string;
      /** The institution has paused all runs. */
      readonly paused: boolean;
    };

/** Nightly syncs as pages use them. Teachers' calls are limited to the launched course. */
export interface NightlySchedule {
  read(launch: LaunchContext, institution: Institution): Promise<NightlyView>;
  /** @throws ProductError `not_found` if the institution does not offer it, `sections_only` */
  switchOn(launch: LaunchContext, institution: Institution): Promise<void>;
  /** @throws ProductError `sections_only` */
  switchOff(launch: LaunchContext): Promise<void>;
  /**
   * Titles of the courses whose nightly sync reads Canvas on behalf of the launch's person; none if the
   * institution offers no nightly sync.
   */
  readOnBehalfOf(launch: LaunchContext, institution: Institution): Promise<readonly string[]>;
  /** For administrators: every course that syncs nightly, the next one first. */
  list(institutionId: string): Promise<readonly NightlySync[]>;
  /** For administrators: makes the nightly sync of every course due now. Returns their number. */
  runNow(institutionId: string): Promise<number>;
}

export interface NightlyScheduleDeps {
  readonly nightlySyncs: Pick<
    NightlySyncStore,
    'find' | 'list' | 'listOnBehalfOf' | 'save' | 'remove' | 'makeDue'
  >;
  readonly findReach: (launch: LaunchContext) => Promise<Reach>;
  readonly clock: Clock;
}

/**
 * Switches nightly syncs on and off; the scheduler starts them. A course has one nightly sync, for all its
 * sections: half a course synced by night would look synced, and take the place of the whole (S61,
 * docs/adr/0007).
 */
export function createNightlySchedule({
  nightlySyncs,
  clock,
  findReach,
}: NightlyScheduleDeps): NightlySchedule {
  const seesWholeCourse = async (launch: LaunchContext): Promise<boolean> =>
    (await findReach(launch)).kind === 'course';
  const requireWholeCourse = async (launch: LaunchContext): Promise<void> => {
    if (!(await seesWholeCourse(launch))) throw new ProductError('sections_only', { next: 'fix' });
  };
  /** Settings stays readable when nobody can tell: people who have not connected Canvas connect it there. */
  const maySwitch = async (launch: LaunchContext): Promise<boolean> => {
    try {
      return await seesWholeCourse(launch);
    } catch (error) {
      if (error instanceof ProductError) return false;
      throw error;
    }
  };
  return {
    async read(launch, { settings }) {
      const { nightlySyncOffered, nightlyWindow: window, paused } = settings;
      if (!nightlySyncOffered) return { kind: 'not_offered' };
      const sync = await nightlySyncs.find(courseOfLaunch(launch).key);
      const may = await maySwitch(launch);
      if (!sync) return { kind: 'off', maySwitch: may, window };
      const { lastStartedAt, switchedOnBy } = sync;
      // The stored time may still follow an earlier window.
      const nextAt = findNextNightly(sync._id, window, clock());
      return {
        kind: 'on',
        maySwitch: may,
        window,
        nextAt,
        lastStartedAt,
        switchedOnBy: switchedOnBy.name,
        paused,
      };
    },
    async switchOn(launch, { settings }) {
      if (!settings.nightlySyncOffered) throw new ProductError('not_found');
      await requireWholeCourse(launch);
      const course = courseOfLaunch(launch);
      const { ltiUserId, canvasUserId, name } = launch.person;
      const now = clock();
      await nightlySyncs.save({
        _id: course.key,
        institutionId: course.institutionId,
        course,
        onBehalfOf: canvasUserId,
        switchedOnBy: { ltiUserId, name },
        switchedOnAt: now,
        nextAt: findNextNightly(course.key, settings.nightlyWindow, now),
        window: settings.nightlyWindow,
        lastStartedAt: null,
        claimedUntil: null,
      });
    },
    async switchOff(launch) {
      await requireWholeCourse(launch);
      await nightlySyncs.remove(courseOfLaunch(launch).key);
    },
    async readOnBehalfOf({ institutionId, person }, { settings }) {
      if (!settings.nightlySyncOffered || person.canvasUserId === null) return [];
      const syncs = await nightlySyncs.listOnBehalfOf(institutionId, person.canvasUserId);
      return syncs.map(({ course }) => course.title);
    },
    list: (institutionId) => nightlySyncs.list(institutionId),
    runNow: (institutionId) => nightlySyncs.makeDue(institutionId, clock()),
  };
}
