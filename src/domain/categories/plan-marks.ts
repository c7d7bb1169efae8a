import type { MappingRow } from './mapping-table.ts';

/**
 * Canvas shows *Imported from {SIS}* on an assignment group that has a `sis_source_id`, and only then (Jest spec of
 * Canvas's group list view). The prefix tells our marks from those of a SIS import.
 * `integration_data` is left alone: it no longer shows the icon, its `sistemic` key belongs to Instructure's own
 * integration, and a key once written can never be removed (`lib/api/v1/assignment_group.rb` merges).
 */
const markPrefix = 'grade-passback:';

/** What to write to one group; null removes the mark. */
export interface MarkWrite {
  readonly groupId: string;
  readonly sisSourceId: string | null;
}

/**
 * The writes that mark every associated group and remove our mark from the others. Marks set by others are never
 * touched. Pure.
 * @param marks each group's current `sis_source_id` in Canvas
 */
export function planMarks(
  marks: readonly { readonly groupId: string; readonly sisSourceId: string | null }[],
  rows: readonly MappingRow[],
): MarkWrite[] {
  const associated = new Set(rows.flatMap(({ groupId, sourcedId }) => (sourcedId === null ? [] : [groupId])));
  return marks.flatMap(({ groupId, sisSourceId }): MarkWrite[] => {
    const isOurs = sisSourceId?.startsWith(markPrefix) ?? false;
    if (!associated.has(groupId)) return isOurs ? [{ groupId, sisSourceId: null }] : [];
    const mark = `${markPrefix}${groupId}`;
    const isFree = sisSourceId === null || sisSourceId === '' || isOurs;
    return isFree && sisSourceId !== mark ? [{ groupId, sisSourceId: mark }] : [];
  });
}
