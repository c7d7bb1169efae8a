import { z } from 'zod';
import { idField } from '../answer-fields.ts';
import type { CanvasGet, CanvasPut } from './canvas-get.ts';
import { readList } from './read-list.ts';

/** The `sis_source_id` of an assignment group: what makes Canvas show it as *Imported from {SIS}*. */
export interface GroupMark {
  readonly groupId: string;
  readonly sisSourceId: string | null;
}

/** `lib/api/v1/assignment_group.rb`: always there, no SIS permission guards it. */
const markSchema = z.object({ id: idField, sis_source_id: z.string().nullish() });

const groupsPath = (courseId: string): string =>
  `/api/v1/courses/${encodeURIComponent(courseId)}/assignment_groups`;

/** The marks of all groups of a course. */
export async function readGroupMarks(
  get: CanvasGet,
  courseId: string,
  signal: AbortSignal,
): Promise<readonly GroupMark[]> {
  const address = `${groupsPath(courseId)}?per_page=100`;
  const rows = await readList(get, address, markSchema, 'marks of assignment groups', signal);
  return rows.map(({ id, sis_source_id }) => ({ groupId: id, sisSourceId: sis_source_id ?? null }));
}

/**
 * Sets the mark of one group, null to remove it. Name, weight, rules and integration data are not sent, so Canvas keeps
 * them (`update_assignment_group`).
 */
export async function writeGroupMark(
  put: CanvasPut,
  courseId: string,
  { groupId, sisSourceId }: GroupMark,
  signal: AbortSignal,
): Promise<void> {
  await put(`${groupsPath(courseId)}/${encodeURIComponent(groupId)}`, { sis_source_id: sisSourceId }, signal);
}
