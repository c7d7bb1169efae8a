import type { CellBook } from '../../store/passback/cell-books.ts';
import { blankCell, type CellRecord } from '../../store/passback/cell-record.ts';
import type { CourseScope } from '../../store/passback/course-scope.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { ResultReceipt } from '../../store/passback/receipts.ts';

/** By then no process of the version before cells writes grades. */
const recheckAfterMs = 24 * 60 * 60_000;
const receiptsAtOnce = 500;

/**
 * The course's book, with the receipts of the version before cells taken over into cells: all of them when
 * the course is first opened, later those that a process of that version has added. Repeating it changes
 * nothing, and the receipts stay.
 */
export async function importReceipts(
  stores: PassbackStores,
  scope: CourseScope,
  now: Date,
): Promise<CellBook> {
  const book = (await stores.cellBooks.find(scope)) ?? blankBook(scope);
  let latest = book.importedUpTo;
  let batch: ResultReceipt[] = [];
  const flush = async (): Promise<void> => {
    await importBatch(stores, scope, batch, now);
    batch = [];
  };
  // The last time, all of them: an old process may have put one in doubt since.
  const since = book.recheckAt !== null && book.recheckAt <= now ? null : book.importedUpTo;
  for await (const receipt of stores.receipts.streamResults(scope, since)) {
    batch.push(receipt);
    if (latest === null || receipt.sentAt > latest) latest = receipt.sentAt;
    if (batch.length === receiptsAtOnce) await flush();
  }
  await flush();
  if (latest === book.importedUpTo) return book;
  const recheckAt = new Date(now.getTime() + recheckAfterMs);
  // Earlier evaluations knew less.
  const assignments = book.assignments.map((entry) => ({ ...entry, basis: '' }));
  return { ...book, importedUpTo: latest, recheckAt, assignments };
}

function blankBook({ institutionId }: CourseScope): CellBook {
  return {
    institutionId,
    importedUpTo: null,
    recheckAt: null,
    rosterId: null,
    assignments: [],
    stale: [],
    evaluations: [],
    comparedAt: null,
    rotation: null,
    toldProblems: {},
    version: 0,
  };
}

async function importBatch(
  { cells }: PassbackStores,
  scope: CourseScope,
  receipts: readonly ResultReceipt[],
  now: Date,
): Promise<void> {
  const imported = new Map<string, CellRecord>();
  for (const receipt of receipts) {
    const cell = toCell(scope, receipt, now);
    if (isNewer(cell, imported.get(cell._id))) imported.set(cell._id, cell);
  }
  const known = new Map((await cells.find(scope, [...imported.keys()])).map((cell) => [cell._id, cell]));
  const fresh = [...imported.values()].filter((cell) => !known.has(cell._id));
  if (fresh.length > 0 && !(await cells.insert(fresh))) await insertSingly(cells, scope, fresh);
  for (const cell of imported.values()) {
    const before = known.get(cell._id);
    if (!before || !isNewer(cell, before)) continue;
    const { held, resultSourcedId, fencingToken } = cell;
    const change = { ...before, held, fencingToken, ...(resultSourcedId ? { resultSourcedId } : {}) };
    await cells.replace([{ cell: change, before }]);
  }
}

/**
 * That version could give one result two receipts. The later one wins; nobody knows what the other's student
 * has.
 */
async function insertSingly(
  cells: PassbackStores['cells'],
  scope: CourseScope,
  fresh: readonly CellRecord[],
): Promise<void> {
  const there = new Set(
    (
      await cells.find(
        scope,
        fresh.map(({ _id }) => _id),
      )
    ).map(({ _id }) => _id),
  );
  for (const { resultSourcedId: _, ...cell } of fresh) {
    if (there.has(cell._id)) continue;
    await cells.insert([{ ...cell, held: cell.held && { ...cell.held, inDoubt: true } }]);
  }
}

/** Whether a receipt says something newer than a cell: the fencing tokens of its class only grow. */
function isNewer(receipt: CellRecord, known: CellRecord | undefined): boolean {
  if (!known?.held || !receipt.held) return true;
  if (receipt.fencingToken !== known.fencingToken) return receipt.fencingToken > known.fencingToken;
  if (receipt.held.sentAt.getTime() !== known.held.sentAt.getTime()) {
    return receipt.held.sentAt > known.held.sentAt;
  }
  return receipt.held.inDoubt && !known.held.inDoubt;
}

/** A cell that knows only what was sent; its evaluation adds the rest. */
function toCell(scope: CourseScope, receipt: ResultReceipt, now: Date): CellRecord {
  const { classSourcedId, lineItemSourcedId, sentAt } = receipt;
  const wanted = { kind: 'score', score: receipt.sent, lineItemSourcedId } as const;
  return {
    ...blankCell(scope, { ...receipt, classKey: classSourcedId }, wanted, now),
    resultSourcedId: receipt.sourcedId,
    held: {
      lineItemSourcedId,
      sent: receipt.sent,
      sentAt,
      runId: null,
      confirmedAt: null,
      seen: null,
      seenAt: null,
      accepted: null,
      inDoubt: receipt.inDoubt,
      flaw: null,
      sendings: 1,
      replaced: null,
    },
    state: 'sent',
    fencingToken: receipt.classFencingToken,
    createdAt: sentAt,
  };
}
