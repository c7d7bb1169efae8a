import type { SisReply } from '../../oneroster/sis-client.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import type { LineItemReceipt } from '../../store/passback/receipts.ts';
import { isInSections, type SectionIds } from '../../store/passback/section-ids.ts';
import type { RunContext } from '../runs/run-context.ts';
import { changeCells } from './change-cells.ts';
import { type ClassResults, noClassResults } from './class-results.ts';
import { readSeen, type SeenResults } from './seen-results.ts';

/**
 * `nothing_sent`: no grade of it was sent, so nothing was read. `refused`: the SIS does not show its results.
 */
type SeenReading = 'read' | 'refused' | 'nothing_sent';

/**
 * Reads the results of one line item back and records what the SIS shows in the cells whose score was sent. A
 * reading that fails or is cut short records nothing. If a reading of the whole class shows nothing new, it is enough.
 */
export async function readSeenResults(
  { deps, run, institution, sis, lease }: RunContext,
  {
    assignmentId,
    classSourcedId,
    sourcedId,
    details,
  }: Pick<LineItemReceipt, 'assignmentId' | 'classSourcedId' | 'sourcedId' | 'details'>,
  sectionIds: SectionIds,
  byClass: ClassResults = noClassResults,
): Promise<SisReply<SeenReading>> {
  const { stores } = deps;
  const scope = ofCourse(run);
  const cells = await stores.cells.findOfClass(scope, assignmentId, classSourcedId);
  const own = cells.filter(
    (cell) => cell.held?.lineItemSourcedId === sourcedId && isInSections(cell, sectionIds),
  );
  if (own.length === 0) return { ok: true, value: 'nothing_sent' };
  const enterAt = (seen: SeenResults, readAt: Date) => (cell: CellRecord) =>
    cell.held && cell.held.sentAt < readAt ? seen.enter(cell, readAt) : cell;
  const maximum = details?.resultValueMax ?? null;
  const part = byClass.of({ classSourcedId, sourcedId });
  if (part !== null) {
    const enter = enterAt(readSeen(part, maximum), part.readAt);
    if (own.every((cell) => enter(cell) === cell)) return { ok: true, value: 'read' };
  }
  // What is sent meanwhile must not look missing.
  const readAt = deps.clock();
  const reply = await sis.client.readResults(classSourcedId, sourcedId, lease.signal);
  if (!reply.ok) return reply.failure.kind === 'item' ? { ok: true, value: 'refused' } : reply;
  if (reply.value === null) return { ok: true, value: 'refused' };
  const change = enterAt(readSeen({ ...reply, value: reply.value }, maximum), readAt);
  if (own.every((cell) => change(cell) === cell)) return { ok: true, value: 'read' };
  // First of all: if a worker dies after this, the counts are made again.
  await stores.cellBooks.markStale(scope, [assignmentId], new Map());
  await changeCells(
    stores,
    own.map(({ _id }) => _id),
    {
      scope,
      settings: institution.settings,
      now: readAt,
      fencingToken: ({ fencingToken }) => fencingToken,
      change,
    },
  );
  return { ok: true, value: 'read' };
}
