import { groupBy } from '../../domain/group-by.ts';
import { isUnlikeSent, type LineItemReading } from '../../domain/line-item-reading.ts';
import { explainTitle } from '../../domain/sis-habit.ts';
import { matchingForm } from '../../oneroster/read/matching-form.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import { type LineItemReceipt, lineItemReceiptId } from '../../store/passback/receipts.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import {
  createDetailNames,
  type DetailNames,
  describeReceipt,
  describeSeen,
} from '../comparison/line-item-details.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import type { RunContext } from '../runs/run-context.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';
import { findReading, mayLag } from './line-item-finding.ts';
import { planLooks } from './plan-looks.ts';

/** A line item that the run has sent. */
interface SentRow extends RunLineItemRecord {
  readonly lineItem: NonNullable<RunLineItemRecord['lineItem']>;
  readonly outcome: 'created' | 'updated';
}

/**
 * Reads back the line items that the run has sent: one list for each of their classes. One that the SIS shows otherwise
 * than it was sent, not at all, or beside another of its name and due date says so, and none of its grades is called
 * confirmed; nor is one that was sent to a line item which an earlier reading showed so. A SIS that does not let its line
 * items be read leaves everything as it is.
 */
export async function readBackLineItems(context: RunContext): Promise<StageResult> {
  const { deps, run, institution, sis, lease } = context;
  const { stores } = deps;
  if (!sis.client.profile.readsLineItems || run.kind === 'undo') return done;
  const all = await stores.lineItems.findOfRun(lease.fence);
  let rows = all.flatMap(toSentRow);
  const receipts = await stores.receipts.findLineItems(run);
  await recallReadings(context, all, receipts);
  if (rows.length === 0) return done;
  const own = new Set(
    [...receipts, ...rows.map(({ lineItem }) => lineItem)].map(({ sourcedId }) => matchingForm(sourcedId)),
  );
  let result: StageResult = done;
  const looksAfterMs = planLooks(institution.settings.lookAgainSeconds);
  for (const [look, pauseMs] of looksAfterMs.entries()) {
    if (rows.length === 0 || result.kind !== 'done') break;
    const isLastLook = look === looksAfterMs.length - 1;
    const lagging: SentRow[] = [];
    if (pauseMs > 0) await deps.sleep(pauseMs, lease.permit.leaving);
    const byClass = groupBy(rows, ({ lineItem }) => lineItem.classSourcedId);
    await forEachConcurrent([...byClass], sis.maxInFlight, async ([classSourcedId, ofClass]) => {
      const halt = lease.haltRequested();
      if (halt) result = { kind: 'halted', by: halt };
      if (result.kind !== 'done') return false;
      const readAt = deps.clock();
      const reply = await sis.client.readLineItems(classSourcedId, lease.signal);
      if (!reply.ok) {
        const { kind } = reply.failure;
        // Refused: writing works, so the grades are there.
        if (kind === 'transient' || kind === 'rate') result = resultOfFailure(reply.failure);
        return result.kind === 'done';
      }
      const { value } = reply;
      if (value === null) return true;
      const readings = ofClass.flatMap((row) => {
        const found = findReading(row.lineItem, { ...reply, value }, (id) => own.has(id));
        return found === null ? [] : [{ row, ...found }];
      });
      const isOpen = ({ row, reading }: (typeof readings)[number]): boolean =>
        !isLastLook && mayLag(reading, row.outcome);
      lagging.push(...readings.filter(isOpen).map(({ row }) => row));
      await saveReadings(
        context,
        readings.filter((one) => !isOpen(one)),
        readAt,
      );
      return true;
    });
    rows = lagging;
  }
  return result;
}

function toSentRow(row: RunLineItemRecord): SentRow[] {
  const { lineItem, outcome } = row;
  return lineItem !== null && (outcome === 'created' || outcome === 'updated')
    ? [{ ...row, lineItem, outcome }]
    : [];
}

/** Says of line items that the run has not sent, but to which it sent grades, how they were seen before. */
async function recallReadings(
  { deps, run, lease }: RunContext,
  rows: readonly RunLineItemRecord[],
  receipts: readonly LineItemReceipt[],
): Promise<void> {
  const { stores } = deps;
  const { fence } = lease;
  const known = new Map(receipts.map((receipt) => [receipt._id, receipt]));
  const plain = rows.flatMap((row) => {
    const { classSourcedId, outcome } = row;
    if (outcome !== 'unchanged' || classSourcedId === null) return [];
    const receipt = known.get(lineItemReceiptId({ ...row, classSourcedId }));
    const reading = describeReceipt(receipt, (_field, value) => value ?? null);
    return receipt !== undefined && isUnlikeSent(reading) ? [{ row, receipt }] : [];
  });
  if (plain.length === 0) return;
  const withGrades = new Set([
    ...(await stores.items.findLineItemIds(fence, 'sent')),
    ...(await stores.items.findLineItemIds(fence, 'confirmed')),
  ]);
  const show = await loadDetailNames(deps, run);
  for (const { row, receipt } of plain) {
    if (!withGrades.has(row._id)) continue;
    await stores.lineItems.saveChanges(fence, [{ id: row._id, reading: describeReceipt(receipt, show) }]);
    await stores.items.markOfLineItem(fence, row._id);
  }
}

/** Records what the SIS shows in the run and, for Compare and later runs, in the receipts. */
async function saveReadings(
  { deps, run, lease, sis }: RunContext,
  readings: readonly ({ readonly row: SentRow } & NonNullable<ReturnType<typeof findReading>>)[],
  readAt: Date,
): Promise<void> {
  const { stores } = deps;
  const { fence } = lease;
  const show = readings.some(({ reading }) => reading.fields.length > 0)
    ? await loadDetailNames(deps, run)
    : createDetailNames([]);
  const named = ({ finding, fields }: LineItemReading): LineItemReading => ({
    finding,
    fields: fields.map(({ field, sent, seen }) => ({
      field,
      sent: show(field, sent),
      seen: show(field, seen),
    })),
  });
  const sightings = readings.map(({ row, shown, reading }) => ({
    _id: lineItemReceiptId({ ...row, classSourcedId: row.lineItem.classSourcedId }),
    seen: shown === null ? ('absent' as const) : describeSeen(shown),
    isAsSent: shown !== null && reading.fields.length === 0,
  }));
  await stores.receipts.enterSeen(ofCourse(run), sightings, readAt);
  await stores.lineItems.saveChanges(
    fence,
    readings.map(({ row, reading }) => ({ id: row._id, reading: named(reading) })),
  );
  const habits = readings.flatMap(({ row: { lineItem, outcome }, shown }) =>
    shown === null || outcome !== 'created' ? [] : (explainTitle(lineItem.title, shown.title) ?? []),
  );
  await stores.learnedHabits.note(run.institutionId, sis.client.profile.name, habits, readAt);
  for (const { row, reading } of readings) {
    if (isUnlikeSent(reading)) await stores.items.markOfLineItem(fence, row._id);
  }
}

async function loadDetailNames(
  { stores }: RunContext['deps'],
  { institutionId, courseKey }: RunContext['run'],
): Promise<DetailNames> {
  const course = await stores.courses.find(courseKey);
  const sisIds = course?.sections.flatMap(({ sisId }) => sisId ?? []) ?? [];
  return createDetailNames(await stores.classSnapshots.find(institutionId, sisIds));
}
