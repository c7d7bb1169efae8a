import { z } from 'zod';
import type { ItemCounts } from '../../domain/outcomes.ts';
import { list } from '../records.ts';
import { addCounts, noItems, withoutZeros } from './item-counts.ts';
import { isInSections, type SectionIds } from './section-ids.ts';

const counter = z.number().default(0);
const itemCounts = z.object({
  eligible: counter,
  pending: counter,
  sent: counter,
  confirmed: counter,
  unchanged: counter,
  heldBack: counter,
  skipped: counter,
  failed: counter,
}) satisfies z.ZodType<ItemCounts>;

/** Cells that a run counted without making an item, by their sections. */
export const quietCountsSchema = list(z.object({ sectionIds: list(z.string()), counts: itemCounts }));
export type QuietCounts = z.output<typeof quietCountsSchema>;

export function storeQuiet(quiet: QuietCounts): z.input<typeof quietCountsSchema> {
  return quiet.map(({ sectionIds, counts }) => ({ sectionIds, counts: withoutZeros({ ...counts }) }));
}

/** The counts of everything that belongs to one of these sections; of everything if `sectionIds` is null. */
export function sumQuiet(quiet: QuietCounts | null, sectionIds: SectionIds = null): ItemCounts {
  return (quiet ?? [])
    .filter((part) => isInSections(part, sectionIds))
    .reduce((sum, { counts }) => addCounts(sum, counts), noItems);
}
