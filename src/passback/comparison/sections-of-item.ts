import { limitSections, type Reach } from '../../domain/reach.ts';
import type { ClassSnapshot } from '../../store/passback/class-snapshots.ts';
import type { CourseRecord } from '../../store/passback/course-record.ts';
import type { MemberRecord } from '../../store/passback/members.ts';
import type { ResultReceipt } from '../../store/passback/receipts.ts';
import { type ComparedItem, isInSection } from './compare-grade.ts';

/** Which sections of a course feed which class, and which of them are within reach. Several may share one class. */
export interface ClassSections {
  /** All sections of the course. */
  readonly sections: CourseRecord['sections'];
  readonly reach: Reach;
  readonly byClass: ReadonlyMap<string, readonly string[]>;
}

/** @param snapshots by the section's SIS id */
export function collectClassSections(
  sections: CourseRecord['sections'],
  snapshots: ReadonlyMap<string, ClassSnapshot>,
  reach: Reach,
): ClassSections {
  const byClass = new Map<string, string[]>();
  for (const { id, sisId } of sections) {
    const snapshot = snapshots.get(sisId ?? '');
    if (snapshot?.match !== 'one') continue;
    const classSourcedId = snapshot.sisClass.sourcedId;
    byClass.set(classSourcedId, [...(byClass.get(classSourcedId) ?? []), id]);
  }
  return { sections, reach, byClass };
}

/** SourcedIds of the classes within reach; null: all. */
export function classesWithin({ sections, reach, byClass }: ClassSections): readonly string[] | null {
  if (reach.kind === 'course') return null;
  const reached = new Set(limitSections(reach, sections).map(({ id }) => id));
  return [...byClass].flatMap(([classSourcedId, ids]) =>
    ids.some((id) => reached.has(id)) ? [classSourcedId] : [],
  );
}

/**
 * What the SIS accepted for a person in classes within reach. Of a class that sections share, it is somebody else's as
 * long as the person is in one of the other sections.
 */
export function limitReceipts(
  { sections, reach, byClass }: ClassSections,
  member: MemberRecord | null,
  receipts: readonly ResultReceipt[],
): readonly ResultReceipt[] {
  if (reach.kind === 'course') return receipts;
  const reached = new Set(limitSections(reach, sections).map(({ id }) => id));
  const enrolled = new Set(enrolledIn(sections, member));
  return receipts.filter(({ classSourcedId }) => {
    const ids = byClass.get(classSourcedId) ?? [];
    const current = ids.filter((id) => enrolled.has(id));
    return (current.length > 0 ? current : ids).some((id) => reached.has(id));
  });
}

/**
 * Canvas ids of the sections that an item belongs to: those of its class that the student is in or, of a class left
 * behind, all of them; without a class, the student's sections.
 */
export function sectionsOfItem(
  { sections, byClass }: ClassSections,
  { classSourcedId, section }: Pick<ComparedItem, 'classSourcedId' | 'section'>,
  member: MemberRecord | null,
  receipts: readonly ResultReceipt[],
): readonly string[] {
  const enrolled = enrolledIn(sections, member);
  if (classSourcedId === null && section !== null) return [section.id];
  if (classSourcedId === null && member !== null) return enrolled;
  const classes =
    classSourcedId === null ? receipts.map((receipt) => receipt.classSourcedId) : [classSourcedId];
  const ids = [...new Set(classes.flatMap((id) => byClass.get(id) ?? []))];
  const current = ids.filter((id) => enrolled.includes(id));
  return current.length > 0 ? current : ids;
}

function enrolledIn(sections: CourseRecord['sections'], member: MemberRecord | null): readonly string[] {
  if (member === null) return [];
  return sections.filter((section) => isInSection(member, section)).map(({ id }) => id);
}
