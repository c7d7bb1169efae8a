import type mongoose from 'mongoose';
import { z } from 'zod';
import type { NoticedRun } from '../../domain/notices.ts';
import { runKinds, runStates } from '../../domain/outcomes.ts';
import { reachSchema, wholeCourse } from '../../domain/reach.ts';
import { openRecords } from '../records.ts';
import { type CourseScope, ofCourse } from './course-scope.ts';
import { requesterSchema, runFormat } from './run-record.ts';

const row = z
  .object({
    _id: z.string(),
    courseKey: z.string(),
    reach: reachSchema.default(wholeCourse),
    course: z.object({
      title: z.string().default(''),
      canvasCourseId: z.string().nullable().default(null),
    }),
    kind: z.enum(runKinds),
    state: z.enum(runStates),
    requestedBy: requesterSchema,
    problem: z.unknown().optional(),
    findings: z.object({ changed: z.number(), missing: z.number() }).nullish(),
  })
  .transform(
    ({ course, requestedBy, problem, findings, ...run }): NoticedRun => ({
      runId: run._id,
      courseKey: run.courseKey,
      reach: run.reach,
      title: course.title,
      canvasCourseId: course.canvasCourseId,
      kind: run.kind,
      state: run.state,
      requestedBy: requestedBy.kind === 'person' ? requestedBy.ltiUserId : null,
      isBraked: run.state === 'waiting_for_person' && (problem === undefined || problem === null),
      drifted: (findings?.changed ?? 0) + (findings?.missing ?? 0),
    }),
  );

/** A run that waits longer is told again only when somebody opens it. */
const oldestMs = 3 * 24 * 60 * 60_000;

/**
 * The runs that ended with problems since then, or that wait for a person now. A later run of the course does not hide
 * them.
 */
export interface NoticedRuns {
  ofInstitution(institutionId: string, since: Date): Promise<readonly NoticedRun[]>;
  ofCourse(course: CourseScope, since: Date): Promise<readonly NoticedRun[]>;
}

export function createNoticedRuns(connection: mongoose.Connection): NoticedRuns {
  const runs = openRecords(connection, runFormat);
  const find = (
    scope: CourseScope | Pick<CourseScope, 'institutionId'>,
    since: Date,
  ): Promise<readonly NoticedRun[]> => {
    const ended = { endedAt: { $gte: since } };
    return runs.findPart(
      row,
      {
        ...scope,
        createdAt: { $gte: new Date(since.getTime() - oldestMs) },
        $or: [
          { state: 'waiting_for_person' },
          { state: { $in: ['failed', 'completed_with_problems'] }, ...ended },
          { kind: 'compare', state: 'completed', ...ended },
        ],
      },
      {
        projection: {
          courseKey: 1,
          reach: 1,
          'course.title': 1,
          'course.canvasCourseId': 1,
          kind: 1,
          state: 1,
          requestedBy: 1,
          problem: 1,
          'findings.changed': 1,
          'findings.missing': 1,
        },
        sort: { createdAt: 1 },
      },
    );
  };
  return {
    ofInstitution: (institutionId, since) => find({ institutionId }, since),
    ofCourse: (course, since) => find(ofCourse(course), since),
  };
}
