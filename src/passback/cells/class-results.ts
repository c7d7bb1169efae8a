import { groupBy } from '../../domain/group-by.ts';
import type { SisResult } from '../../domain/sis.ts';
import { matchingForm } from '../../oneroster/read/matching-form.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import type { RunContext } from '../runs/run-context.ts';

/** A line item, as the SIS names it. */
interface Place {
  readonly classSourcedId: string;
  readonly sourcedId: string;
}

/** The part of a class's reading that belongs to one line item. */
export interface LineItemPart {
  readonly value: readonly SisResult[];
  readonly leftOut?: number;
  /** When reading began. */
  readonly readAt: Date;
}

/**
 * Results that were read a class at a time. Only good news is taken from them: whatever they do not show is read once more
 * from the line item's own list, since some SISs list only the latest results of a class.
 */
export interface ClassResults {
  /** Null: the class was not read. */
  of(lineItem: Place): LineItemPart | null;
}

export const noClassResults: ClassResults = { of: () => null };

/** Fewer line items of a class are read one by one; so are they if that is less than this part of what was sent there. */
const fewest = 3;
const leastPart = 0.5;

/**
 * Reads the results of classes of which many line items are to be read, if the SIS offers it (OF17). One that does not is
 * asked once, and never again.
 */
export async function readClassResults(context: RunContext, wanted: readonly Place[]): Promise<ClassResults> {
  const { deps, run, sis, lease, offers } = context;
  const large = [...groupBy(wanted, ({ classSourcedId }) => classSourcedId)].filter(
    ([, ofClass]) => ofClass.length >= fewest,
  );
  if (large.length === 0 || offers.classResults === false) return noClassResults;
  const receipts = await deps.stores.receipts.findLineItems(ofCourse(run));
  const sentIn = groupBy(receipts, ({ classSourcedId }) => classSourcedId);
  const parts = new Map<string, (sourcedId: string) => LineItemPart>();
  await forEachConcurrent(large, sis.maxInFlight, async ([classSourcedId, ofClass]) => {
    if (lease.haltRequested() !== null || offers.classResults === false) return false;
    if (ofClass.length < (sentIn.get(classSourcedId)?.length ?? 0) * leastPart) return true;
    // Taken before reading: what is sent meanwhile must not look missing.
    const readAt = deps.clock();
    const reply = await sis.client.readClassResults(classSourcedId, lease.signal);
    // A failure that passes shows again when the line items are read.
    if (!reply.ok) return true;
    await offers.note({ kind: 'class_results', offered: reply.value !== null });
    const byLineItem = groupBy(reply.value ?? [], (result) => matchingForm(result.lineItemSourcedId));
    if (reply.value === null) return false;
    parts.set(classSourcedId, (sourcedId) => ({
      ...reply,
      value: byLineItem.get(matchingForm(sourcedId)) ?? [],
      readAt,
    }));
    return true;
  });
  return { of: ({ classSourcedId, sourcedId }) => parts.get(classSourcedId)?.(sourcedId) ?? null };
}
