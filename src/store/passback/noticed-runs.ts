import type mongoose from 'mongoose';
import { z } from 'zod';
import { type RunKind, type RunState, runKinds, runStates } from '../../domain/outcomes.ts';
import { openRecords } from '../records.ts';
import { requesterSchema, runFormat } from './run-record.ts';

/** A run that somebody may have to know of. */
export interface NoticedRun {
  readonly courseKey: string;
  readonly title: string;
  readonly canvasCourseId: string | null;
  readonly kind: RunKind;
  readonly state: RunState;
  readonly requestedBy: string | null;
  /** It waits because of the brake, not of credentials. */
  readonly isBraked: boolean;
  /** Grades that a comparison found changed or missing in the SIS. */
  readonly drifted: number;
}

const row = z
  .object({
    courseKey: z.string(),
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
      courseKey: run.courseKey,
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
 * The runs of an institution that ended with problems since then, or that wait for a person now. A later run of the
 * course does not hide them.
 */
export function createNoticedRuns(connection: mongoose.Connection) {
  const runs = openRecords(connection, runFormat);
  return (institutionId: string, since: Date): Promise<readonly NoticedRun[]> => {
    const from = new Date(since.getTime() - oldestMs);
    const ended = { endedAt: { $gte: since } };
    return runs.findPart(
      row,
      {
        institutionId,
        createdAt: { $gte: from },
        $or: [
          { state: 'waiting_for_person' },
          { state: { $in: ['failed', 'completed_with_problems'] }, ...ended },
          { kind: 'compare', state: 'completed', ...ended },
        ],
      },
      {
        projection: {
          courseKey: 1,
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
}
