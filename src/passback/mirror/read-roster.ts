import type { CanvasReader } from '../../canvas/canvas-reader.ts';
import type { Clock, RandomBytes } from '../../clock.ts';
import type { CanvasMember } from '../../domain/course.ts';
import type { CourseRef } from '../../store/passback/course-record.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';

/** Neither reading a roster nor comparing with one takes an hour: older ones, or parts of them, are nobody's. */
const unusedAfterMs = 60 * 60_000;

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
  await courses.switchRoster(course.key, course.institutionId, rosterId);
  await members.dropOld(roster, new Date(readAt.getTime() - unusedAfterMs));
  return rosterId;
}
