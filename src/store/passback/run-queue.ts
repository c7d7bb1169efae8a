import type mongoose from 'mongoose';
import { z } from 'zod';
import { type RunState, runStates } from '../../domain/outcomes.ts';
import { createPausedInstitutions } from '../paused-institutions.ts';
import { openRecords } from '../records.ts';
import { runFormat, storedSlot } from './run-record.ts';

/** The runs that have not ended. */
export interface QueueState {
  readonly states: ReadonlyMap<RunState, number>;
  /** Due, held by no worker, and not of a paused institution. */
  readonly dueRuns: number;
  readonly oldestDueAt: Date | null;
}

export interface RunQueue {
  read(now: Date): Promise<QueueState>;
}

const stateRow = z.object({
  _id: z.enum(runStates),
  runs: z.number(),
  due: z.number(),
  oldest: z.date().nullable(),
});

/** How much waits for the workers, over all institutions. */
export function createRunQueue(connection: mongoose.Connection): RunQueue {
  const runs = openRecords(connection, runFormat);
  const findPaused = createPausedInstitutions(connection);
  return {
    async read(now) {
      const isDue = {
        $and: [
          { $eq: ['$slot', storedSlot.active] },
          { $lte: ['$nextAt', now] },
          { $not: [{ $in: ['$institutionId', [...(await findPaused())]] }] },
          { $or: [{ $eq: ['$lease.until', null] }, { $lt: ['$lease.until', '$$NOW'] }] },
        ],
      };
      const rows = await runs.aggregate(stateRow, [
        { $match: { slot: { $exists: true } } },
        {
          $group: {
            _id: '$state',
            runs: { $sum: 1 },
            due: { $sum: { $cond: [isDue, 1, 0] } },
            oldest: { $min: { $cond: [isDue, '$nextAt', null] } },
          },
        },
      ]);
      const oldest = rows.flatMap((row) => row.oldest?.getTime() ?? []);
      return {
        states: new Map(rows.map((row) => [row._id, row.runs])),
        dueRuns: rows.reduce((sum, row) => sum + row.due, 0),
        oldestDueAt: oldest.length > 0 ? new Date(Math.min(...oldest)) : null,
      };
    },
  };
}
