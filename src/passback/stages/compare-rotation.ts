import { sectionIdsWithin } from '../../domain/reach.ts';
import type { CellBook } from '../../store/passback/cell-books.ts';
import type { CourseRecord } from '../../store/passback/course-record.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import type { LineItemReceipt } from '../../store/passback/receipts.ts';
import { readClassResults } from '../cells/class-results.ts';
import { readSeenResults } from '../cells/read-seen-results.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import type { RunContext } from '../runs/run-context.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';

/**
 * Before a nightly sync compares: reads back the next part of the course's line items, so that the whole
 * course is compared every few nights. The course's book stores where the rotation is. A run that resumes
 * after this does not read a second part.
 */
export async function compareRotation(context: RunContext, course: CourseRecord): Promise<StageResult> {
  const { deps, run, institution, sis, lease } = context;
  const { compareNights } = institution.settings;
  const isDue = run.kind === 'nightly' && run.resultCursor === null && compareNights !== null;
  if (!isDue || !sis.client.profile.readsResults) return done;
  const { stores } = deps;
  const scope = ofCourse(run);
  const receipts = await stores.receipts.findLineItems(scope);
  const book = await stores.cellBooks.find(scope);
  if (receipts.length === 0 || book === null) return done;
  const part = takePart(receipts, book.rotation?.after ?? '', compareNights);
  const sectionIds = sectionIdsWithin(run.reach, course.sections);
  const byClass = await readClassResults(context, part);
  let result: StageResult = done;
  let unread = 0;
  await forEachConcurrent(part, sis.maxInFlight, async (receipt) => {
    const halt = lease.haltRequested();
    if (halt) result = { kind: 'halted', by: halt };
    if (result.kind !== 'done') return false;
    // Its grades are missing with it, as the reading of the class has shown.
    if (receipt.seen === 'absent') return true;
    const seen = await readSeenResults(context, receipt, sectionIds, byClass);
    if (!seen.ok) result = resultOfFailure(seen.failure);
    else if (seen.value === 'refused') unread += 1;
    return seen.ok;
  });
  if (result.kind !== 'done') return result;
  const after = part.at(-1)?._id ?? '';
  await stores.cellBooks.noteCompared(scope, continueRotation(context, book, { after, receipts, unread }));
  await context.save({ resultCursor: { after, lineItems: part.length - unread, unread } });
  return done;
}

/** The next line items in the order of their receipts: enough to get through all in that many nights. */
function takePart(
  receipts: readonly LineItemReceipt[],
  after: string,
  nights: number,
): readonly LineItemReceipt[] {
  const all = receipts.toSorted((a, b) => (a._id < b._id ? -1 : 1));
  const rest = all.filter(({ _id }) => _id > after);
  return (rest.length > 0 ? rest : all).slice(0, Math.ceil(all.length / nights));
}

/** Where the rotation is now. At its end the whole course has been compared, unless the SIS refused a part. */
function continueRotation(
  { deps }: RunContext,
  { rotation, comparedAt }: CellBook,
  {
    after,
    receipts,
    unread,
  }: { readonly after: string; readonly receipts: readonly LineItemReceipt[]; readonly unread: number },
): Pick<CellBook, 'rotation' | 'comparedAt'> {
  const startedAt = rotation?.startedAt ?? deps.clock();
  const isWhole = (rotation?.isWhole ?? true) && unread === 0;
  if (receipts.some(({ _id }) => _id > after)) return { rotation: { after, startedAt, isWhole }, comparedAt };
  const isNewer = comparedAt === null || startedAt > comparedAt;
  return { rotation: null, comparedAt: isWhole && isNewer ? startedAt : comparedAt };
}
