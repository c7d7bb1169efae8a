import type { NoticeCause, Notices } from '../domain/notices.ts';
import type { WebhookEvent } from '../domain/webhook.ts';

/** `type` of the event of each cause; docs/webhook.md tells receivers what they mean. */
const eventTypes: Readonly<Record<NoticeCause, string>> = {
  failed: 'grade_sync.failed',
  attention: 'grade_sync.waiting_for_connection',
  braked: 'grade_sync.waiting_for_confirmation',
  problems: 'grade_sync.completed_with_problems',
  drift: 'comparison.differences_found',
  schedule: 'schedule.failed',
};
export const testEventType = 'test';

/** More are only counted, so that no event is larger than about 20 kB. */
const namedCourses = 200;

export interface EventsOf {
  readonly institutionId: string;
  /** `YYYY-MM-DD`, by the institution's clocks. */
  readonly day: string;
  readonly now: Date;
}

/** One event for each cause, with Canvas's and our ids alone: a course's title may hold a teacher's name. */
export function writeEvents(
  notices: Notices,
  of: EventsOf,
): readonly (WebhookEvent & { readonly cause: NoticeCause })[] {
  return [...notices].map(([cause, courses]) => {
    const own = [...new Map(courses.map((course) => [course.courseKey, course])).values()];
    const named = own.slice(0, namedCourses);
    const facts =
      cause === 'schedule'
        ? { schedules: named.map(({ courseKey }) => ({ id: courseKey })) }
        : { courses: named.map(({ canvasCourseId }) => ({ canvasCourseId })) };
    return { cause, ...writeEvent(eventTypes[cause], of, { count: own.length, ...facts }) };
  });
}

/** The event of *Send a test*. */
export function writeTestEvent(of: EventsOf): WebhookEvent {
  return writeEvent(testEventType, of, {});
}

function writeEvent(
  type: string,
  { institutionId, day, now }: EventsOf,
  facts: Readonly<Record<string, unknown>>,
): WebhookEvent {
  const data = { institution: institutionId, day, ...facts };
  return { type, body: JSON.stringify({ type, timestamp: now.toISOString(), data }) };
}
