import type { CanvasMember, CanvasReader } from '../../canvas/types.ts';
import type { Clock, RandomBytes } from '../../clock.ts';
import type { CourseRef } from '../../store/passback/course-record.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';

/** A reading this old that is not in force was abandoned: no reading takes an hour. */
const abandonedAfterMs = 60 * 60_000;

/**
 * Reads the whole roster page by page under a new id and puts it in force at the end: a reading that breaks off
 * counts for nothing (R12, R13).
 */
export async function readRoster(
  deps: {
    readonly stores: Pick<PassbackStores, 'members' | 'courses'>;
    readonly clock: Clock;
    readonly randomBytes: RandomBytes;
  },
  reader: CanvasReader,
  course: CourseRef,
  signal: AbortSignal,
  onMember: (member: CanvasMember) => void,
): Promise<string> {
  const { members, courses } = deps.stores;
  const readAt = deps.clock();
  const rosterId = deps.randomBytes(12).toString('hex');
  const roster = { institutionId: course.institutionId, courseKey: course.key, rosterId, readAt };
  let next: string | null = null;
  do {
    const page = await reader.readMembers(next, signal);
    for (const member of page.rows) onMember(member);
    await members.addPage(roster, page.rows);
    next = page.next;
  } while (next !== null);
  signal.throwIfAborted();
  const previous = await courses.switchRoster(course.key, course.institutionId, rosterId);
  await members.dropOld(roster, previous, new Date(readAt.getTime() - abandonedAfterMs));
  return rosterId;
}
