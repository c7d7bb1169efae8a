import type mongoose from 'mongoose';
import { z } from 'zod';
import type { CourseScope } from './passback/course-scope.ts';
import { list, openRecords, type RecordFormat } from './records.ts';

const storedVisit = z.object({
  /** Course and person. */
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  courseKey: z.string(),
  ltiUserId: z.string(),
  seenAt: z.date(),
  /** Runs that waited for a person then. */
  waiting: list(z.string()),
});
/** When a person last opened the History of a course. */
type HistoryVisit = Readonly<z.output<typeof storedVisit>>;

export const historyVisitFormat: RecordFormat<HistoryVisit, z.input<typeof storedVisit>> = {
  collection: 'history_visits',
  version: 1,
  schema: storedVisit,
};

export interface HistoryVisitStore {
  ensureIndexes(): Promise<void>;
  find(course: CourseScope, ltiUserId: string): Promise<HistoryVisit | null>;
  /** Replaces the person's earlier one. */
  save(
    course: CourseScope,
    ltiUserId: string,
    visit: Pick<HistoryVisit, 'seenAt' | 'waiting'>,
  ): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
}

export function createHistoryVisitStore(connection: mongoose.Connection): HistoryVisitStore {
  const visits = openRecords(connection, historyVisitFormat);
  const idOf = ({ courseKey }: CourseScope, ltiUserId: string): string => `${courseKey}:${ltiUserId}`;
  return {
    async ensureIndexes() {
      await visits.createIndex({ institutionId: 1, courseKey: 1 });
    },
    find: (course, ltiUserId) =>
      visits.findOne({ _id: idOf(course, ltiUserId), institutionId: course.institutionId }),
    async save({ institutionId, courseKey }, ltiUserId, { seenAt, waiting }) {
      const person = { institutionId, courseKey, ltiUserId };
      await visits.updateOne(
        { _id: idOf(person, ltiUserId) },
        { $set: { ...person, seenAt, waiting: [...waiting], v: visits.version } },
        'upsert',
      );
    },
    async removeInstitution(institutionId) {
      await visits.deleteMany({ institutionId });
    },
  };
}
