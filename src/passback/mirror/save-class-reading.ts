import { isDeepStrictEqual } from 'node:util';
import { matchingForm } from '../../oneroster/read/matching-form.ts';
import type { ClassSnapshot, ClassSnapshotRecord } from '../../store/passback/class-snapshots.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import { describeSeen, findDifferences } from '../comparison/line-item-details.ts';
import type { ClassReading } from './read-sis-class.ts';

/** Stores what the SIS says about a class, and how it shows the course's line items there. */
export async function saveClassReading(
  { classSnapshots, receipts }: Pick<PassbackStores, 'classSnapshots' | 'receipts'>,
  courseKey: string,
  record: Omit<ClassSnapshotRecord, 'snapshot'>,
  { snapshot, lineItems, leavesOut }: ClassReading,
): Promise<void> {
  await classSnapshots.save({
    ...record,
    snapshot: await keepRefusedLists(classSnapshots, record, snapshot),
  });
  if (snapshot.match !== 'one' || lineItems === null) return;
  const { institutionId, readAt } = record;
  const classSourcedId = snapshot.sisClass.sourcedId;
  const shown = new Map(lineItems.map((lineItem) => [matchingForm(lineItem.sourcedId), lineItem]));
  const own = (await receipts.findLineItems({ institutionId, courseKey })).filter(
    (receipt) => receipt.classSourcedId === classSourcedId,
  );
  const sightings = own.flatMap((receipt) => {
    const { _id, sourcedId, sentAt, seen: known, confirmedAt } = receipt;
    const lineItem = shown.get(matchingForm(sourcedId));
    if (!lineItem && leavesOut) return [];
    const seen = lineItem ? describeSeen(lineItem) : ('absent' as const);
    const isAsSent = lineItem !== undefined && findDifferences({ ...receipt, seen }).length === 0;
    const isKnown = isDeepStrictEqual(known, seen) && (!isAsSent || confirmedAt !== null);
    // What was sent meanwhile must not look missing.
    return sentAt < readAt && !isKnown ? [{ _id, seen, isAsSent }] : [];
  });
  await receipts.enterSeen({ institutionId, courseKey }, sightings, readAt);
}

/** A list that the SIS no longer shows stays as it was last shown: nothing is known to have gone. */
async function keepRefusedLists(
  classSnapshots: PassbackStores['classSnapshots'],
  { institutionId, sectionSisId }: Omit<ClassSnapshotRecord, 'snapshot'>,
  snapshot: ClassSnapshot,
): Promise<ClassSnapshot> {
  if (snapshot.match !== 'one' || snapshot.refused.length === 0) return snapshot;
  const [known] = await classSnapshots.find(institutionId, [sectionSisId]);
  const former = known?.snapshot;
  if (former?.match !== 'one' || former.sisClass.sourcedId !== snapshot.sisClass.sourcedId) return snapshot;
  const { refused } = snapshot;
  return {
    ...snapshot,
    students: refused.includes('students') ? former.students : snapshot.students,
    categories: refused.includes('categories') ? former.categories : snapshot.categories,
    gradingPeriods: refused.includes('gradingPeriods') ? former.gradingPeriods : snapshot.gradingPeriods,
  };
}
