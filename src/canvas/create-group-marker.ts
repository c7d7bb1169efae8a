import { z } from 'zod';
import { idField } from './answer-fields.ts';
import type { CanvasDeps } from './canvas-deps.ts';
import { type CanvasReaderTarget, type PersonTokenDeps, readTokenOf } from './person-token.ts';
import { createCanvasCalls } from './rest/canvas-calls.ts';
import { readList } from './rest/read-list.ts';

/** The `sis_source_id` of an assignment group: it makes Canvas show the group as *Imported from {SIS}*. */
export interface GroupMark {
  readonly groupId: string;
  readonly sisSourceId: string | null;
}

/** The marks on the assignment groups of one course: the only thing that the tool ever writes to Canvas. */
export interface GroupMarker {
  read(signal: AbortSignal): Promise<readonly GroupMark[]>;
  /**
   * @throws ProductError `canvas_refused` if the person may not edit assignment groups (`manage_assignments`)
   */
  write(mark: GroupMark, signal: AbortSignal): Promise<void>;
}

/** `lib/api/v1/assignment_group.rb`: the field is always there and needs no SIS permission. */
const markSchema = z
  .object({ id: idField, sis_source_id: z.string().nullish() })
  .transform(({ id, sis_source_id }) => ({ id, groupId: id, sisSourceId: sis_source_id ?? null }));

/** Null if the school gave no API key or the launch named no Canvas course. */
export function createGroupMarker(
  deps: CanvasDeps & PersonTokenDeps,
  target: CanvasReaderTarget,
): GroupMarker | null {
  const { institution, course } = target;
  const courseId = course.canvasCourseId;
  if (institution.canvas.apiKey === null || courseId === null) return null;
  const { get, put } = createCanvasCalls(deps, institution.canvas.baseUrl, readTokenOf(deps, target));
  const groups = `/api/v1/courses/${encodeURIComponent(courseId)}/assignment_groups`;
  return {
    async read(signal) {
      const address = `${groups}?per_page=100`;
      const rows = await readList(
        get,
        { address, schema: markSchema, what: 'marks of assignment groups' },
        signal,
      );
      return rows.map(({ groupId, sisSourceId }) => ({ groupId, sisSourceId }));
    },
    // Name, weight, rules and integration data are left out, so Canvas keeps them (`update_assignment_group`).
    async write({ groupId, sisSourceId }, signal) {
      await put(`${groups}/${encodeURIComponent(groupId)}`, { sis_source_id: sisSourceId }, signal);
    },
  };
}
