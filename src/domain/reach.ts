import { z } from 'zod';
import type { CanvasSection } from './course.ts';

/**
 * How much of a course somebody may see and send: the whole course, or only the sections in which they are enrolled.
 * Canvas limits a person whose every enrolment is limited to its section (`visibility_limited_to_course_sections?` in
 * `app/models/course.rb`). Without Canvas's REST API sections are known by their SIS ids alone.
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

/** What a reach is compared with: a section's Canvas id and SIS id. */
type SectionIds = Pick<CanvasSection, 'id' | 'sisId'>;

export const wholeCourse: Reach = { kind: 'course' };

export function isWithinReach(reach: Reach, { id, sisId }: SectionIds): boolean {
  if (reach.kind === 'course') return true;
  if (sisId !== null && reach.sisIds.includes(sisId)) return true;
  return !isKnownBySisIdAlone({ id, sisId }) && reach.ids.includes(id);
}

/** Without REST a section has its SIS id in place of Canvas's, which may be the number of another section in Canvas. */
function isKnownBySisIdAlone({ id, sisId }: SectionIds): boolean {
  return id === sisId;
}

/** The sections of a course that somebody may see. */
export function limitSections<S extends SectionIds>(reach: Reach, sections: readonly S[]): readonly S[] {
  return sections.filter((section) => isWithinReach(reach, section));
}

/** Whether `wide` includes everything that `narrow` does. Not everybody may read SIS ids, so Canvas's decide. */
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

/** A text that equal reaches share and different ones do not; empty for the whole course. */
export function keyOfReach(reach: Reach): string {
  if (reach.kind === 'course') return '';
  return [...new Set(reach.ids)].sort().join(',') || '-';
}

/**
 * The ids under which a course's sections within reach are stored, to filter what is kept of runs; null for all of them.
 * Ids of sections that the course no longer has are among them: earlier runs may tell of those.
 */
export function sectionIdsWithin(reach: Reach, sections: readonly SectionIds[]): readonly string[] | null {
  if (reach.kind === 'course') return null;
  const known = limitSections(reach, sections).map(({ id }) => id);
  return sections.some(isKnownBySisIdAlone) ? known : [...new Set([...reach.ids, ...known])];
}
