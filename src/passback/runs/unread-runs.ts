import type { Clock } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import { findNoticeCause, type NoticedRun } from '../../domain/notices.ts';
import { overlaps } from '../../domain/reach.ts';
import type { HistoryVisitStore } from '../../store/history-visits.ts';
import { type CourseScope, scopeOfCourse } from '../../store/passback/course-scope.ts';
import { courseOfLaunch } from './launched-course.ts';

/** What a person has not seen yet in the History of their course. */
export interface UnreadRuns {
  /** Grade syncs that need somebody and are new since the person opened History. */
  count(launch: LaunchContext, institution: Institution): Promise<number>;
  /** The person has History open. */
  markRead(launch: LaunchContext, institution: Institution): Promise<void>;
}

/** Older ones are no news, also for somebody who never opened History. */
const newsMs = 14 * 24 * 60 * 60_000;

export function createUnreadRuns({
  visits,
  findRuns,
  clock,
}: {
  readonly visits: HistoryVisitStore;
  readonly findRuns: (course: CourseScope, since: Date) => Promise<readonly NoticedRun[]>;
  readonly clock: Clock;
}): UnreadRuns {
  /** The runs that need somebody, of those that the person may see; of causes that the institution tells of. */
  const findNews = async (
    course: CourseScope,
    { person, reach }: LaunchContext,
    { settings }: Institution,
    since: Date,
  ): Promise<readonly NoticedRun[]> =>
    (await findRuns(course, since)).filter((run) => {
      // Without a reach, asking Canvas for a mark would cost each page a request.
      const isSeen = reach === null ? run.requestedBy === person.ltiUserId : overlaps(reach, run.reach);
      const cause = findNoticeCause(run);
      return isSeen && cause !== null && settings.noticeCauses.includes(cause);
    });
  return {
    async count(launch, institution) {
      const course = scopeOfCourse(courseOfLaunch(launch));
      const visit = await visits.find(course, launch.person.ltiUserId);
      const oldest = new Date(clock().getTime() - newsMs);
      const since = visit !== null && visit.seenAt > oldest ? visit.seenAt : oldest;
      const news = await findNews(course, launch, institution, since);
      return news.filter(({ runId }) => !visit?.waiting.includes(runId)).length;
    },
    async markRead(launch, institution) {
      const course = scopeOfCourse(courseOfLaunch(launch));
      const seenAt = clock();
      const waiting = await findNews(course, launch, institution, seenAt);
      await visits.save(course, launch.person.ltiUserId, {
        seenAt,
        waiting: waiting.map(({ runId }) => runId),
      });
    },
  };
}
