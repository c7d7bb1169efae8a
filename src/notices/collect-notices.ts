import type { NoticeCause, NoticedCourse, Notices } from '../domain/notices.ts';
import { noticeCauses } from '../domain/notices.ts';
import type { NoticedRun } from '../store/passback/noticed-runs.ts';

/** Why somebody should know of a run; null: nobody needs to. */
function findCause({ kind, state, isBraked, drifted }: NoticedRun): NoticeCause | null {
  if (state === 'waiting_for_person') return isBraked ? 'braked' : 'attention';
  if (state === 'failed') return 'failed';
  if (kind === 'compare') return drifted > 0 ? 'drift' : null;
  return state === 'completed_with_problems' ? 'problems' : null;
}

/**
 * What to tell of these runs and of schedules that started nothing, by cause. A course stands once under a
 * cause, however many runs of it there were and whoever requested them first.
 */
export function collectNotices(
  runs: readonly NoticedRun[],
  failedSchedules: readonly { readonly _id: string; readonly name: string }[],
): Notices {
  const found = new Map<NoticeCause, Map<string, NoticedCourse>>();
  const add = (cause: NoticeCause, course: NoticedCourse): void => {
    const courses = found.get(cause) ?? new Map<string, NoticedCourse>();
    const key = `${course.courseKey} ${course.requestedBy ?? ''}`;
    if (!courses.has(key)) found.set(cause, courses.set(key, course));
  };
  for (const run of runs) {
    const cause = findCause(run);
    const { courseKey, title, canvasCourseId, requestedBy } = run;
    if (cause !== null) add(cause, { courseKey, title, canvasCourseId, requestedBy });
  }
  for (const { _id, name } of failedSchedules) {
    add('schedule', { courseKey: _id, title: name, canvasCourseId: null, requestedBy: null });
  }
  return new Map(
    noticeCauses.flatMap((cause) => {
      const courses = [...(found.get(cause)?.values() ?? [])];
      return courses.length === 0 ? [] : [[cause, courses] as const];
    }),
  );
}
