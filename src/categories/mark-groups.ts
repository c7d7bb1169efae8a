import type { GroupMarker } from '../canvas/create-group-marker.ts';
import type { MarkOutcome } from '../domain/categories/category-page.ts';
import type { MappingRow } from '../domain/categories/mapping-table.ts';
import { planMarks } from '../domain/categories/plan-marks.ts';
import { toProductError } from '../errors.ts';
import type { Log } from '../log.ts';
import { forEachConcurrent } from '../passback/delivery/for-each-concurrent.ts';

const writesAtOnce = 4;
/** A person waits for this; the next Sync marks the groups left unmarked. */
const timeoutMs = 20_000;

/**
 * Updates the Imported marks of all groups to match the mappings: reads what Canvas has, writes what differs.
 * Never throws: the mappings are saved already, and grades do not depend on the marks.
 */
export async function markGroups(
  log: Log,
  marker: GroupMarker | null,
  rows: readonly MappingRow[],
  signal: AbortSignal,
): Promise<MarkOutcome> {
  if (marker === null) return 'failed';
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const writes = planMarks(await marker.read(deadline), rows);
    await forEachConcurrent(writes, writesAtOnce, async (mark) => {
      await marker.write(mark, deadline);
      return true;
    });
    return 'marked';
  } catch (thrown) {
    const error = toProductError(thrown);
    log.warn({ event: 'group_marks_failed', code: error.code, detail: error.detail }, 'groups not marked');
    return error.code === 'canvas_refused' ? 'refused' : 'failed';
  }
}
