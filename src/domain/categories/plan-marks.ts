import type { MappingRow } from './mapping-table.ts';

/**
 * Canvas shows *Imported from {SIS}* on an assignment group that has a `sis_source_id`, and only then (Jest spec of
 * Canvas's group list view). Ours begins like this, so that it is never mistaken for one that a SIS import set.
 * `integration_data` is left alone: it no longer gives that icon, its `sistemic` key belongs to Instructure's own
 * integration, and a key that was written once can never be removed again (`lib/api/v1/assignment_group.rb` merges).
 */
const markPrefix = 'grade-passback:';

/** What to write to one group; null removes the mark. */
export interface MarkWrite {
  readonly groupId: string;
  readonly sisSourceId: string | null;
}

/**
 * The writes that give every associated group its mark and take ours from the others. Marks that somebody else set are
 * never touched. Pure.
 * @param marks each group's `sis_source_id` as Canvas has it now
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
