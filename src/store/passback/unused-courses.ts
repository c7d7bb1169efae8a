import type mongoose from 'mongoose';
import { z } from 'zod';
import { historyVisitFormat } from '../history-visits.ts';
import { openRecords } from '../records.ts';
import { cellBookFormat } from './cell-books.ts';
import { cellFormat } from './cell-record.ts';
import { courseFormat } from './course-record.ts';
import { csvRowFormat, csvRowId } from './csv-rows.ts';
import { gradeFormat } from './grades.ts';
import { itemFormat } from './item-record.ts';
import { memberFormat } from './members.ts';
import { lineItemReceiptFormat, resultReceiptFormat } from './receipts.ts';
import { runLineItemFormat } from './run-line-item-record.ts';
import { runFormat } from './run-record.ts';
import { studentTotalFormat } from './student-totals.ts';

/** Courses that nobody has opened and no run has read for long. */
export interface UnusedCourses {
  /**
   * Erases what is known of the grades of courses unused since `before`: cells, receipts, items and our copy of
   * Canvas. A later post adopts what the SIS holds (P13). @returns how many courses
   */
  sweepInstitution(institutionId: string, before: Date): Promise<number>;
}

const coursesAtOnce = 50;
const idPart = z.object({ _id: z.string() });
const sentPart = z.object({ sourcedId: z.string() });

export function createUnusedCourses(connection: mongoose.Connection): UnusedCourses {
  const courses = openRecords(connection, courseFormat);
  const runs = openRecords(connection, runFormat);
  const ofRuns = [openRecords(connection, itemFormat), openRecords(connection, runLineItemFormat)];
  const ofCourse = [
    openRecords(connection, cellFormat),
    openRecords(connection, lineItemReceiptFormat),
    openRecords(connection, resultReceiptFormat),
    openRecords(connection, gradeFormat),
    openRecords(connection, memberFormat),
    openRecords(connection, studentTotalFormat),
    openRecords(connection, historyVisitFormat),
  ];
  const books = openRecords(connection, cellBookFormat);
  const receipts = openRecords(connection, lineItemReceiptFormat);
  const csvRows = openRecords(connection, csvRowFormat);
  /** What of the course stands in OneRoster CSV files; its receipts name it. */
  const eraseCsvRows = async (scope: { institutionId: string; courseKey: string }): Promise<void> => {
    const { institutionId } = scope;
    const sent = await receipts.findPart(sentPart, scope, { projection: { sourcedId: 1 } });
    const ids = sent.map(({ sourcedId }) => sourcedId);
    await csvRows.deleteMany({ institutionId, 'row.lineItemSourcedId': { $in: ids } });
    await csvRows.deleteMany({
      institutionId,
      _id: { $in: ids.map((id) => csvRowId(institutionId, 'lineItems', id)) },
    });
  };
  /** A run that is open, or was asked for since, uses the course even if it never came to read it. */
  const hasRun = async (
    scope: { institutionId: string; courseKey: string },
    since: Date,
  ): Promise<boolean> => {
    const recent = { ...scope, $or: [{ slot: { $exists: true } }, { createdAt: { $gte: since } }] };
    return (await runs.findPart(idPart, recent, { projection: { _id: 1 }, limit: 1 })).length > 0;
  };
  const erase = async (scope: { institutionId: string; courseKey: string }): Promise<void> => {
    const ended = await runs.findPart(idPart, scope, { projection: { _id: 1 } });
    const runIds = ended.map(({ _id }) => _id);
    for (const records of ofRuns) await records.deleteMany({ ...scope, runId: { $in: runIds } });
    await eraseCsvRows(scope);
    for (const records of ofCourse) await records.deleteMany(scope);
    await books.deleteMany({ _id: scope.courseKey, institutionId: scope.institutionId });
    // Last, so that an interrupted sweep finds the course again.
    await courses.deleteMany({ _id: scope.courseKey, institutionId: scope.institutionId });
  };
  return {
    async sweepInstitution(institutionId, before) {
      let erased = 0;
      for (let after = ''; ; ) {
        const unused = await courses.findPart(
          idPart,
          { institutionId, _id: { $gt: after }, readAt: { $lt: before }, usedAt: { $not: { $gte: before } } },
          { projection: { _id: 1 }, sort: { _id: 1 }, limit: coursesAtOnce },
        );
        for (const { _id: courseKey } of unused) {
          after = courseKey;
          const scope = { institutionId, courseKey };
          if (await hasRun(scope, before)) continue;
          await erase(scope);
          erased += 1;
        }
        if (unused.length < coursesAtOnce) return erased;
      }
    },
  };
}
