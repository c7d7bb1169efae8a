import {
  findNoticeCause,
  type NoticeCause,
  type NoticedCourse,
  type NoticedRun,
  type Notices,
  noticeCauses,
} from '../domain/notices.ts';

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
    const cause = findNoticeCause(run);
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
