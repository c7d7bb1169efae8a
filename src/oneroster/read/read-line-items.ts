import type { z } from 'zod';
import { readLocalDate } from '../../domain/local-date.ts';
import type { SisLineItem } from '../../domain/sis.ts';
import { isUnknown, isUnsupported, mapReply, succeed } from '../client/reply.ts';
import type { SisReply } from '../sis-client.ts';
import { matchingForm } from './matching-form.ts';
import { isUnsaidEmpty } from './page-rows.ts';
import { lineItemSchema } from './schemas.ts';
import { readAll, type SisReader } from './sis-reader.ts';

/**
 * The line items of a class; null if the profile or the SIS says that they cannot be read, or if the SIS knows no such
 * list, as some do while a class has none.
 */
export async function readLineItems(
  reader: SisReader,
  classSourcedId: string,
  signal: AbortSignal,
): Promise<SisReply<readonly SisLineItem[] | null>> {
  if (!reader.profile.readsLineItems) return succeed(null);
  const rows = await readAll(
    reader,
    {
      service: 'gradebookUrl',
      path: ['classes', classSourcedId, 'lineItems'],
      route: '/classes/{id}/lineItems',
      keys: ['lineItems'],
      row: lineItemSchema,
    },
    signal,
  );
  if (!rows.ok && isUnsupported(rows.failure)) return succeed(null);
  if (!rows.ok && (isUnsaidEmpty(rows.failure) || isUnknown(rows.failure))) {
    reader.habits.note('empty_list_unsaid', '/classes/{id}/lineItems');
    return succeed(null);
  }
  return mapReply(rows, (all) =>
    all
      .filter((row) => row.class === null || matchingForm(row.class) === matchingForm(classSourcedId))
      .map((row) => toLineItem(row, classSourcedId)),
  );
}

function toLineItem(row: z.infer<typeof lineItemSchema>, classSourcedId: string): SisLineItem {
  return {
    sourcedId: row.sourcedId,
    title: row.title ?? '',
    description: row.description,
    classSourcedId,
    schoolSourcedId: row.school ?? '',
    categorySourcedId: row.category,
    gradingPeriodSourcedId: row.gradingPeriod,
    assignDate: readLocalDate(row.assignDate),
    dueDate: readLocalDate(row.dueDate),
    resultValueMin: row.resultValueMin ?? 0,
    resultValueMax: row.resultValueMax ?? 0,
  };
}
