import type { CanvasMember } from '../../domain/course.ts';
import type { CourseReading } from './course-reading.ts';

/** Neither reading a roster nor comparing with it takes an hour, so nobody uses an older one or a part of one. */
const unusedAfterMs = 60 * 60_000;

/**
 * Reads the whole roster page by page under a new id and puts it in force at the end. A reading that breaks off has no
 * effect (R12, R13).
 */
export async function readRoster(
  { deps, reader, course, signal }: CourseReading,
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
