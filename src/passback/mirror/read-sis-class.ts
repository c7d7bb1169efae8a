import type { SisList } from '../../domain/refused-list.ts';
import type { SisLineItem, SisStudent } from '../../domain/sis.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { SisReply } from '../../oneroster/sis-client.ts';
import type { ClassSnapshot } from '../../store/passback/class-snapshots.ts';
import type { SisAccess } from '../passback-deps.ts';

/**
 * What the SIS says about a class, with its line items in full; null if it has no such list or was not read.
 */
export interface ClassReading {
  readonly snapshot: ClassSnapshot;
  readonly lineItems: readonly SisLineItem[] | null;
  /** Some line items could not be read: what is not among the others may be one of them. */
  readonly leavesOut: boolean;
}

/**
 * Reads everything about one class that a run needs. Lists that the SIS refuses to show (403) are named in the snapshot, and
 * whoever plans decides what can be sent without them. If the SIS refuses this class alone, the snapshot says so and the other
 * classes continue; any other failure is returned.
 */
export async function readSisClass(
  { client }: SisAccess,
  sectionSisId: string,
  signal: AbortSignal,
): Promise<SisReply<ClassReading>> {
  const match = await client.readClass(sectionSisId, signal);
  if (!match.ok) return recordRefusal(match);
  if (match.value.found !== 'one') return withoutLineItems({ match: match.value.found });
  const sisClass = match.value.value;
  const id = sisClass.sourcedId;
  const [categories, gradingPeriods, students, lineItems] = await Promise.all([
    client.readCategories(id, signal),
    client.readGradingPeriods(sisClass, signal),
    client.readStudents(id, signal),
    client.readLineItems(id, signal),
  ]);
  const { matchStudentBy } = client.profile;
  const lists = { students, categories, gradingPeriods, lineItems };
  const known = {
    categories: orIfRefused(categories, []),
    gradingPeriods: orIfRefused(gradingPeriods, []),
    // Refused for this class alone, it is not ours to grade.
    students: !students.ok && students.failure.kind === 'item' ? students : orIfRefused(students, []),
    lineItems: orIfRefused(lineItems, null),
  };
  if (!known.categories.ok) return recordRefusal(known.categories);
  if (!known.gradingPeriods.ok) return recordRefusal(known.gradingPeriods);
  if (!known.students.ok) return recordRefusal(known.students);
  if (!known.lineItems.ok) return recordRefusal(known.lineItems);
  const snapshot = {
    match: 'one' as const,
    sisClass,
    categories: known.categories.value,
    gradingPeriods: known.gradingPeriods.value,
    students: known.students.value.flatMap((student) => toKnownStudent(student, matchStudentBy)),
    lineItems:
      known.lineItems.value?.map(({ sourcedId, title, dueDate }) => ({ sourcedId, title, dueDate })) ?? null,
    refused: classLists.filter((list) => isRefused(lists[list])),
  };
  const leavesOut = known.lineItems.leftOut !== undefined;
  return { ok: true, value: { snapshot, lineItems: known.lineItems.value, leavesOut } };
}

/** The lists that are read with a class. */
const classLists = [
  'students',
  'categories',
  'gradingPeriods',
  'lineItems',
] as const satisfies readonly SisList[];

/** Whether the SIS lets nobody read this list (403), though it may take grades. Any other failure may pass, or means more. */
function isRefused(reply: SisReply<unknown>): boolean {
  return !reply.ok && reply.failure.status === 403;
}

function orIfRefused<T>(reply: SisReply<T>, without: T): SisReply<T> {
  return isRefused(reply) ? { ok: true, value: without } : reply;
}

/** Keeps only the id and the field to match by. A student without that field cannot be matched. */
function toKnownStudent(
  student: SisStudent,
  matchBy: SisProfile['matchStudentBy'],
): { sourcedId: string; key: string }[] {
  const key = student[matchBy];
  return key === null ? [] : [{ sourcedId: student.sourcedId, key }];
}

function withoutLineItems(snapshot: ClassSnapshot): SisReply<ClassReading> {
  return { ok: true, value: { snapshot, lineItems: null, leavesOut: false } };
}

function recordRefusal(reply: Extract<SisReply<unknown>, { ok: false }>): SisReply<ClassReading> {
  if (reply.failure.kind !== 'item') return reply;
  return withoutLineItems({ match: 'unreadable', sisMessage: reply.failure.sisMessage });
}
