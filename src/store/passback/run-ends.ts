import type mongoose from 'mongoose';
import { z } from 'zod';
import { groupBy } from '../../domain/group-by.ts';
import { openRecords } from '../records.ts';
import { ofRun, type RunKey } from './course-scope.ts';
import { itemFormat } from './item-record.ts';
import { runLineItemFormat } from './run-line-item-record.ts';
import { type RunRecord, runFormat } from './run-record.ts';

const disclosedGrades = z.object({
  students: z.number(),
  /** Grades that the SIS accepted. */
  grades: z.number(),
  /** Grades that were sent and refused, or sent without an answer: the SIS may have seen them. */
  unconfirmed: z.number(),
});
/** What a run disclosed to the SIS about students. */
export type DisclosedGrades = Readonly<z.infer<typeof disclosedGrades>>;

/** Runs that have ended: what they disclosed, and their erasure once they need no longer be kept. */
export interface RunEnds {
  ensureIndexes(): Promise<void>;
  find(runId: string): Promise<RunRecord | null>;
  /** Runs of all institutions that ended since then, except comparisons, which disclose nothing. */
  streamEndedSince(since: Date): AsyncIterable<RunRecord>;
  countDisclosed(run: RunKey): Promise<DisclosedGrades>;
  /** Erases runs that ended before then, with everything stored for them. Returns how many. */
  sweepInstitution(institutionId: string, before: Date): Promise<number>;
}

/** Reasons of failed items that were, or may have been, sent. */
const sentReasons = [
  'sis_refused',
  'not_confirmed',
  'excuse_not_kept',
  'excuse_counts',
  'result_twice',
  'sis_unreachable',
  'sis_error',
  'quarantined',
] as const;
const runsAtOnce = 100;

export function createRunEnds(connection: mongoose.Connection): RunEnds {
  const runs = openRecords(connection, runFormat);
  const items = openRecords(connection, itemFormat);
  const lineItems = openRecords(connection, runLineItemFormat);
  return {
    async ensureIndexes() {
      await runs.createIndex({ institutionId: 1, endedAt: 1 });
      await runs.createIndex({ endedAt: 1 });
    },
    find: (runId) => runs.findOne({ _id: runId }),
    streamEndedSince: (since) =>
      runs.stream({ endedAt: { $gte: since }, kind: { $ne: 'compare' } }, { sort: { endedAt: 1 } }),
    async countDisclosed(run) {
      const accepted = { $in: ['$outcome', ['sent', 'confirmed']] };
      const [counts] = await items.aggregate(disclosedGrades, [
        {
          $match: {
            ...ofRun(run),
            $or: [
              { outcome: { $in: ['sent', 'confirmed'] } },
              { outcome: 'failed', reason: { $in: [...sentReasons] } },
            ],
          },
        },
        {
          $group: {
            _id: '$personId',
            grades: { $sum: { $cond: [accepted, 1, 0] } },
            unconfirmed: { $sum: { $cond: [accepted, 0, 1] } },
          },
        },
        {
          $group: {
            _id: null,
            students: { $sum: 1 },
            grades: { $sum: '$grades' },
            unconfirmed: { $sum: '$unconfirmed' },
          },
        },
        { $project: { _id: 0 } },
      ]);
      return counts ?? { students: 0, grades: 0, unconfirmed: 0 };
    },
    async sweepInstitution(institutionId, before) {
      for (let erased = 0; ; ) {
        const ended = { institutionId, slot: { $exists: false }, endedAt: { $lt: before } };
        const options = { projection: { courseKey: 1 }, limit: runsAtOnce };
        const old = await runs.findPart(z.object({ _id: z.string(), courseKey: z.string() }), ended, options);
        if (old.length === 0) return erased;
        for (const [courseKey, ofCourse] of groupBy(old, (run) => run.courseKey)) {
          const ids = ofCourse.map(({ _id }) => _id);
          const ofRuns = { institutionId, courseKey, runId: { $in: ids } };
          // The run goes last, so that an interrupted sweep finds it again.
          await items.deleteMany(ofRuns);
          await lineItems.deleteMany(ofRuns);
          erased += await runs.deleteMany({ _id: { $in: ids } });
        }
      }
    },
  };
}
