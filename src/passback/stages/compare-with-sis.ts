import { sectionIdsWithin } from '../../domain/reach.ts';
import type { ComparisonFindings } from '../../domain/run.ts';
import type { CellBook } from '../../store/passback/cell-books.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import type { LineItemReceipt } from '../../store/passback/receipts.ts';
import type { SectionIds } from '../../store/passback/section-ids.ts';
import { readClassResults } from '../cells/class-results.ts';
import { countLineItemDifferences } from '../cells/compare-line-items.ts';
import { countsWithin } from '../cells/count-outcomes.ts';
import { evaluateCourse } from '../cells/evaluate-course.ts';
import { readSeenResults } from '../cells/read-seen-results.ts';
import { loadComparison } from '../comparison/load-comparison.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import type { RunContext } from '../runs/run-context.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';

/** Line items read between two records of progress: what a killed worker reads again. */
const lineItemsPerNote = 20;

/**
 * Stage 3 of a comparison: reads back the results of every line item within reach and records what the SIS
 * shows in the cells. A line item that the SIS refuses to show leaves its cells unchanged and counts as
 * unread.
 */
export async function compareWithSis(context: RunContext): Promise<StageResult> {
  const { deps, run, institution, sis } = context;
  const { stores } = deps;
  const course = await stores.courses.find(run.courseKey);
  if (!course) return done;
  const scope = ofCourse(run);
  const { contextId } = run.course;
  const source = { institution, profile: sis.client.profile, course, contextId, now: deps.clock() };
  const { missingInSis } = await loadComparison(stores, source);
  const sectionIds = sectionIdsWithin(run.reach, course.sections);
  const reading = await readAll(context, missingInSis, sectionIds);
  if (reading.result.kind !== 'done') return reading.result;
  const { book } = await evaluateCourse(
    stores,
    { ...source, now: deps.clock() },
    { everything: false, isQuiet: true },
  );
  const ofLineItems = await countLineItemDifferences(stores, scope, book, sectionIds);
  await context.save({
    findings: {
      ...reading.read,
      ...countDifferences(book, sectionIds),
      lineItemsChanged: ofLineItems.changed,
      lineItemsMissing: ofLineItems.missing,
    },
  });
  if (run.reach.kind === 'course' && reading.read.unread === 0) {
    await stores.cellBooks.noteCompared(scope, { comparedAt: run.startedAt });
  }
  return done;
}

/** Reads the line items that the run has not read yet, in the order of their receipts. */
async function readAll(
  context: RunContext,
  missingInSis: ReadonlySet<string>,
  sectionIds: SectionIds,
): Promise<{
  readonly result: StageResult;
  readonly read: Pick<ComparisonFindings, 'lineItems' | 'unread'>;
}> {
  const { deps, run, sis, lease } = context;
  const receipts = await deps.stores.receipts.findLineItems(run);
  const all = receipts.toSorted((a, b) => (a._id < b._id ? -1 : 1));
  let cursor = run.resultCursor ?? { after: '', lineItems: 0, unread: 0 };
  const rest = all.filter(({ _id }) => _id > cursor.after);
  const byClass = await readClassResults(
    context,
    rest.filter(({ sourcedId }) => !missingInSis.has(sourcedId)),
  );
  let result: StageResult = done;
  const readOne = async (receipt: LineItemReceipt): Promise<boolean> => {
    const halt = lease.haltRequested();
    if (halt) result = { kind: 'halted', by: halt };
    if (result.kind !== 'done') return false;
    // Its grades are missing with it, and the SIS has no results for a line item that it does not have.
    if (missingInSis.has(receipt.sourcedId)) return true;
    const seen = await readSeenResults(context, receipt, sectionIds, byClass);
    if (!seen.ok) {
      result = resultOfFailure(seen.failure);
      return false;
    }
    cursor = {
      ...cursor,
      lineItems: cursor.lineItems + (seen.value === 'read' ? 1 : 0),
      unread: cursor.unread + (seen.value === 'refused' ? 1 : 0),
    };
    return true;
  };
  for (let first = 0; first < rest.length; first += lineItemsPerNote) {
    const batch = rest.slice(first, first + lineItemsPerNote);
    const before = cursor;
    await forEachConcurrent(batch, sis.maxInFlight, readOne);
    // What was read of an interrupted batch is read again.
    if (result.kind !== 'done') return { result, read: before };
    cursor = { ...cursor, after: batch.at(-1)?._id ?? cursor.after };
    const isRead = all.length - rest.length + first + batch.length;
    await context.save({ resultCursor: cursor, progress: { done: isRead, total: all.length } });
    deps.failpoint('results-compared');
  }
  return { result, read: { lineItems: cursor.lineItems, unread: cursor.unread } };
}

/** Grades that the SIS holds differently or no longer, as the course's book counts them. */
function countDifferences(
  book: CellBook,
  sectionIds: SectionIds,
): Pick<ComparisonFindings, 'changed' | 'missing'> {
  const counts = book.assignments.flatMap((entry) => countsWithin(entry.counts, sectionIds));
  const countOf = (state: 'changed_in_sis' | 'missing_in_sis'): number =>
    counts.reduce((sum, entry) => sum + (entry.state === state ? entry.count : 0), 0);
  return { changed: countOf('changed_in_sis'), missing: countOf('missing_in_sis') };
}
