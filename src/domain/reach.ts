import { z } from 'zod';
import type { CanvasSection } from './course.ts';

/**
 * How much of a course a person may see and send: the whole course, or only the sections they are enrolled
 * in. Canvas limits a person whose every enrollment is limited to its section
 * (`visibility_limited_to_course_sections?` in `app/models/course.rb`). Without Canvas's REST API, sections
 * are known only by their SIS ids.
 */
export const reachSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('course') }),
  z.object({
    kind: z.literal('sections'),
    ids: z.array(z.string()).readonly(),
    sisIds: z.array(z.string()).readonly(),
  }),
]);
export type Reach = Readonly<z.infer<typeof reachSchema>>;

/** The ids by which a reach includes a section: Canvas's and the SIS's. */
type SectionIds = Pick<CanvasSection, 'id' | 'sisId'>;

export const wholeCourse: Reach = { kind: 'course' };

export function isWithinReach(reach: Reach, { id, sisId }: SectionIds): boolean {
  if (reach.kind === 'course') return true;
  if (sisId !== null && reach.sisIds.includes(sisId)) return true;
  return !isKnownBySisIdAlone({ id, sisId }) && reach.ids.includes(id);
}

/**
 * Without REST a section's SIS id stands for Canvas's id, and may be the number of another section in Canvas.
 */
function isKnownBySisIdAlone({ id, sisId }: SectionIds): boolean {
  return id === sisId;
}

/** The sections of a course that a person may see. */
export function limitSections<S extends SectionIds>(reach: Reach, sections: readonly S[]): readonly S[] {
  return sections.filter((section) => isWithinReach(reach, section));
}

/** Whether `wide` includes all of `narrow`. Not everybody may read SIS ids, so Canvas's ids decide. */
export function covers(wide: Reach, narrow: Reach): boolean {
  if (wide.kind === 'course') return true;
  if (narrow.kind === 'course') return false;
  return narrow.ids.every((id) => wide.ids.includes(id));
}

/** Whether two reaches have a section in common. */
export function overlaps(first: Reach, second: Reach): boolean {
  if (first.kind === 'course' || second.kind === 'course') return true;
  return first.ids.some((id) => second.ids.includes(id));
}

/** A text that is the same for equal reaches and differs for different ones; empty for the whole course. */
export function keyOfReach(reach: Reach): string {
  if (reach.kind === 'course') return '';
  return [...new Set(reach.ids)].sort().join(',') || '-';
}

/**
 * The ids under which a course's sections within reach are stored, to filter stored runs; null for all of
 * them. They include ids of deleted sections, which earlier runs may mention.
 */
export function sectionIdsWithin(reach: Reach, sections: readonly SectionIds[]): readonly string[] | null {
  if (reach.kind === 'course') return null;
  const known = limitSections(reach, sections).map(({ id }) => id);
  return sections.some(isKnownBySisIdAlone) ? known : [...new Set([...reach.ids, ...known])];
}
