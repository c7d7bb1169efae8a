import type { Clock } from '../../src/clock.ts';
import { createNightlySchedule, type NightlySchedule } from '../../src/passback/schedule/nightly-schedule.ts';
import type { NightlySync } from '../../src/store/nightly-syncs.ts';

/** The real schedule of nightly syncs, kept in memory. */
export function createNightlyFixture(clock: Clock): NightlySchedule {
  const syncs = new Map<string, NightlySync>();
  return createNightlySchedule({
    clock,
    findReach: async ({ reach }) => reach ?? { kind: 'course' },
    nightlySyncs: {
      find: async (key) => syncs.get(key) ?? null,
      list: async () => [...syncs.values()],
      listOnBehalfOf: async (_institutionId, canvasUserId) =>
        [...syncs.values()].filter(({ onBehalfOf }) => onBehalfOf === canvasUserId),
      save: async (sync) => void syncs.set(sync._id, sync),
      remove: async (key) => void syncs.delete(key),
      makeDue: async () => syncs.size,
    },
  });
}
