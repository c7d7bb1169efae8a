import { isDeepStrictEqual } from 'node:util';
import type { SisLineItem } from '../../domain/sis.ts';
import type { ClassSnapshotRecord } from '../../store/passback/class-snapshots.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { SeenDetails } from '../../store/passback/receipts.ts';
import type { ClassReading } from './read-sis-class.ts';

/** Stores what the SIS says about a class, and how it shows the course's line items there. */
export async function saveClassReading(
  { classSnapshots, receipts }: Pick<PassbackStores, 'classSnapshots' | 'receipts'>,
  courseKey: string,
  record: Omit<ClassSnapshotRecord, 'snapshot'>,
  { snapshot, lineItems, leavesOut }: ClassReading,
): Promise<void> {
  await classSnapshots.save({ ...record, snapshot });
  if (snapshot.match !== 'one' || lineItems === null) return;
  const { institutionId, readAt } = record;
  const classSourcedId = snapshot.sisClass.sourcedId;
  const shown = new Map(lineItems.map((lineItem) => [lineItem.sourcedId, lineItem]));
  const own = (await receipts.findLineItems({ institutionId, courseKey })).filter(
    (receipt) => receipt.classSourcedId === classSourcedId,
  );
  const sightings = own.flatMap(({ _id, sourcedId, sentAt, seen: known }) => {
    const lineItem = shown.get(sourcedId);
    if (!lineItem && leavesOut) return [];
    const seen = lineItem ? describeSeen(lineItem) : ('absent' as const);
    // What was sent meanwhile must not look missing.
    return sentAt < readAt && !isDeepStrictEqual(known, seen) ? [{ _id, seen }] : [];
  });
  await receipts.enterSeen({ institutionId, courseKey }, sightings, readAt);
}

function describeSeen(lineItem: SisLineItem): SeenDetails {
  const { title, resultValueMax, assignDate, dueDate, categorySourcedId, gradingPeriodSourcedId } = lineItem;
  return {
    title,
    // The reader returns 0 and an empty day if the SIS says nothing.
    resultValueMax: resultValueMax === 0 ? null : resultValueMax,
    assignDate: assignDate === '' ? null : assignDate,
    dueDate: dueDate === '' ? null : dueDate,
    categorySourcedId,
    gradingPeriodSourcedId,
  };
}
