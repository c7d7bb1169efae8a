import type { RunState } from '../../domain/outcomes.ts';
import type { Requester, RunRequestReceipt, RunSummary } from '../../domain/run.ts';
import { ProductError } from '../../errors.ts';
import type { CourseRef } from '../../store/passback/course-record.ts';
import type {
  CourseHealth,
  DayOfRuns,
  DaysOf,
  InstitutionRunFilter,
  PageOf,
  ReasonCount,
} from '../../store/passback/institution-health.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { retryRun } from './retry-run.ts';
import { summarizeRun } from './summarize-run.ts';

/** A run with the name of its course. */
export interface CourseRun {
  readonly run: RunSummary;
  readonly courseTitle: string;
}

/** The runs of all courses of an institution, for its administrators. Runs of other institutions are `run_not_found`. */
export interface InstitutionRuns {
  /** Runs with problems first, then the newest. */
  list(
    institutionId: string,
    filter: InstitutionRunFilter,
    page: PageOf,
  ): Promise<{ readonly runs: readonly CourseRun[]; readonly total: number }>;
  /** The course of a run; a launch for it lets `Passback` show the run as its teacher sees it. */
  findCourse(institutionId: string, runId: string): Promise<CourseRef>;
  /**
   * Sends the failed grades again, or everything if the run failed as a whole. Canvas is read with the consent of the
   * original requester, so administrators need none.
   */
  retry(institutionId: string, runId: string, requestedBy: Requester): Promise<RunRequestReceipt>;
  /** Courses that have had a run, those with problems first. */
  readCourses(institutionId: string, page: PageOf): Promise<readonly CourseHealth[]>;
  /** Courses by the state of their latest run; `sections`: it ended well, for some sections of the course only. */
  countCourses(institutionId: string): Promise<ReadonlyMap<RunState | 'sections', number>>;
  /** How often each reason occurred in the latest ended runs of the courses. */
  countReasons(institutionId: string): Promise<readonly ReasonCount[]>;
  /** The days on which a grade sync ended. */
  countDays(institutionId: string, part: DaysOf): Promise<readonly DayOfRuns[]>;
}

export function createInstitutionRuns(deps: PassbackDeps): InstitutionRuns {
  const { health } = deps.stores;
  const findCourse = async (institutionId: string, runId: string): Promise<CourseRef> => {
    const run = await health.findRun(institutionId, runId);
    if (run === null) throw new ProductError('run_not_found');
    return run.course;
  };
  return {
    async list(institutionId, filter, page) {
      const [records, total] = await Promise.all([
        health.findRuns(institutionId, filter, page),
        health.countRuns(institutionId, filter),
      ]);
      const runs = await Promise.all(
        records.map(async (record) => ({
          run: await summarizeRun(deps.stores, record),
          courseTitle: record.course.title,
        })),
      );
      return { runs, total };
    },
    findCourse,
    async retry(institutionId, runId, requestedBy) {
      await findCourse(institutionId, runId);
      return retryRun(deps, runId, requestedBy);
    },
    readCourses: (institutionId, page) => health.findCourses(institutionId, page),
    countCourses: (institutionId) => health.countCourses(institutionId),
    countDays: (institutionId, part) => health.countDays(institutionId, part),
    countReasons: (institutionId) => health.countReasons(institutionId),
  };
}
