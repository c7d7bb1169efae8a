import { createHash } from 'node:crypto';
import type { CanvasMember } from '../../domain/course.ts';
import { type CourseReading, longestReadingMs } from './course-reading.ts';

/**
 * A roster up to this size is read once; a larger one that changed is read a second time, so that memory
 * holds no more.
 */
const maxHeldMembers = 500;

/**
 * Reads the whole roster. If it equals the current roster, it is not written. Otherwise it is written page by
 * page under a new id and becomes current at the end, so that an interrupted reading has no effect (R12,
 * R13). Canvas lists only active members, so people who are missing stay on our roster as inactive.
 */
export async function readRoster(
  reading: CourseReading,
  onMember: (member: CanvasMember) => void,
): Promise<void> {
  const { deps, course, signal } = reading;
  const { courses, members } = deps.stores;
  const readAt = deps.clock();
  const known = await courses.find(course.key);
  const digestInForce =
    known?.rosterDigest?.rosterId === known?.rosterId ? (known?.rosterDigest?.digest ?? null) : null;
  const rosterId = deps.randomBytes(12).toString('hex');
  const roster = { institutionId: course.institutionId, courseKey: course.key, rosterId, readAt };
  const write = (page: readonly CanvasMember[]): Promise<void> => members.addPage(roster, page);

  let digest: string;
  if (digestInForce === null) digest = await readPages(reading, onMember, write);
  else {
    const held: CanvasMember[] = [];
    let size = 0;
    digest = await readPages(reading, onMember, async (page) => {
      size += page.length;
      if (size <= maxHeldMembers) held.push(...page);
    });
    if (digest !== digestInForce) {
      if (size > maxHeldMembers) digest = await readPages(reading, onMember, write);
      else await write(held);
    }
  }
  signal.throwIfAborted();
  // Neither reading a roster nor comparing with it takes an hour, so nobody uses an older one or part of one.
  const unusedBefore = new Date(readAt.getTime() - longestReadingMs);
  const former = (known?.formerRosters ?? []).filter(({ replacedAt }) => replacedAt > unusedBefore);
  const replaced = known?.rosterId ?? null;
  const isChanged = digest !== digestInForce;
  if (isChanged) {
    if (replaced !== null) await members.addDeparted(roster, replaced);
    if (replaced !== null) former.push({ rosterId: replaced, replacedAt: readAt });
    await courses.switchRoster(course, { rosterId, digest, formerRosters: former });
  }
  const inForce = isChanged ? rosterId : replaced;
  const kept = [...former.map(({ rosterId: id }) => id), ...(inForce === null ? [] : [inForce])];
  await members.dropOld(course.key, kept, unusedBefore);
}

/**
 * Reads all pages. Returns a digest that is the same for equal rosters, in whatever order Canvas lists them.
 */
async function readPages(
  { reader, signal }: CourseReading,
  onMember: (member: CanvasMember) => void,
  onPage: (page: readonly CanvasMember[]) => Promise<void>,
): Promise<string> {
  let sum = 0n;
  let next: string | null = null;
  do {
    const page = await reader.readMembers(next, signal);
    for (const member of page.rows) {
      onMember(member);
      sum = BigInt.asUintN(128, sum + digestOf(member));
    }
    await onPage(page.rows);
    next = page.next;
  } while (next !== null);
  return sum.toString(16);
}

/** Of everything stored about a member, as 128 bits. */
function digestOf(member: CanvasMember): bigint {
  const { ltiUserId, canvasUserId, sisId, name, isStudent, hasOtherRole, isTestStudent, active } = member;
  const { sectionIds, sectionSisIds } = member;
  const stored = [
    ltiUserId,
    canvasUserId,
    sisId,
    name,
    isStudent,
    hasOtherRole,
    isTestStudent,
    active,
    sectionIds,
    sectionSisIds,
  ];
  const hash = createHash('sha256').update(JSON.stringify(stored)).digest('hex');
  return BigInt(`0x${hash.slice(0, 32)}`);
}
