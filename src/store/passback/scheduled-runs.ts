import type mongoose from 'mongoose';
import { z } from 'zod';
import { type RunState, runStates } from '../../domain/outcomes.ts';
import { openRecords } from '../records.ts';
import { type CourseRef, courseRefSchema } from './course-record.ts';
import { runFormat } from './run-record.ts';

/** What schedules must know of an institution's runs. */
export interface ScheduledRuns {
  /** Its courses that had a run since then, by Canvas id, as their latest run names them. */
  findCourses(institutionId: string, since: Date): Promise<ReadonlyMap<string, CourseRef>>;
  /** When each course was last synced without a person, by course key, since then and without failing. */
  findSynced(institutionId: string, since: Date): Promise<ReadonlyMap<string, Date>>;
  /** The runs that a schedule has started since then, by state. */
  countStates(institutionId: string, scheduleId: string, since: Date): Promise<ReadonlyMap<RunState, number>>;
}

const unsuccessful: readonly RunState[] = ['failed', 'cancelled'];

export function createScheduledRuns(connection: mongoose.Connection): ScheduledRuns {
  const runs = openRecords(connection, runFormat);
  return {
    async findCourses(institutionId, since) {
      const rows = await runs.aggregate(z.object({ _id: z.string(), course: courseRefSchema }), [
        {
          $match: { institutionId, createdAt: { $gte: since }, 'course.canvasCourseId': { $ne: null } },
        },
        { $sort: { createdAt: -1 } },
        { $group: { _id: '$course.canvasCourseId', course: { $first: '$course' } } },
      ]);
      return new Map(rows.map(({ _id, course }) => [_id, course]));
    },
    async findSynced(institutionId, since) {
      const rows = await runs.aggregate(z.object({ _id: z.string(), at: z.date() }), [
        {
          $match: {
            institutionId,
            createdAt: { $gte: since },
            'requestedBy.kind': 'nightly',
            state: { $nin: unsuccessful },
          },
        },
        { $group: { _id: '$courseKey', at: { $max: '$createdAt' } } },
      ]);
      return new Map(rows.map(({ _id, at }) => [_id, at]));
    },
    async countStates(institutionId, scheduleId, since) {
      const rows = await runs.aggregate(z.object({ _id: z.enum(runStates), n: z.number() }), [
        {
          $match: { institutionId, createdAt: { $gte: since }, 'requestedBy.schedule.id': scheduleId },
        },
        { $group: { _id: '$state', n: { $sum: 1 } } },
      ]);
      return new Map(rows.map(({ _id, n }) => [_id, n]));
    },
  };
}
