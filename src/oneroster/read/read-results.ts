import type { z } from 'zod';
import { readLocalDate } from '../../domain/local-date.ts';
import { type ScoreStatus, type SisResult, scoreStatuses } from '../../domain/sis.ts';
import { isUnknown, isUnsupported, mapReply, succeed } from '../client/reply.ts';
import type { SisReply } from '../sis-client.ts';
import { matchingForm } from './matching-form.ts';
import { isUnsaidEmpty } from './page-rows.ts';
import { resultSchema } from './schemas.ts';
import { readAll, type SisReader } from './sis-reader.ts';

/**
 * The results of one line item; null if the profile or the SIS says that they cannot be read. A SIS that answers an empty
 * list 404 leaves open whether there are none: null as well, so that nothing is called gone.
 */
export async function readResults(
  reader: SisReader,
  classSourcedId: string,
  lineItemSourcedId: string,
  signal: AbortSignal,
): Promise<SisReply<readonly SisResult[] | null>> {
  if (!reader.profile.readsResults) return succeed(null);
  const rows = await readAll(
    reader,
    {
      service: 'gradebookUrl',
      path: ['classes', classSourcedId, 'lineItems', lineItemSourcedId, 'results'],
      route: '/classes/{id}/lineItems/{id}/results',
      keys: ['results'],
      row: resultSchema,
    },
    signal,
  );
  if (!rows.ok && isUnsupported(rows.failure)) return succeed(null);
  if (!rows.ok && (isUnsaidEmpty(rows.failure) || isUnknown(rows.failure))) {
    reader.habits.note('empty_list_unsaid', '/classes/{id}/lineItems/{id}/results');
    return succeed(null);
  }
  return mapReply(rows, (all) =>
    all
      .filter((row) => isOf(row.lineItem, lineItemSourcedId) && isOf(row.class, classSourcedId))
      .flatMap((row) => toResult(row, classSourcedId, lineItemSourcedId)),
  );
}

/** A class has far more results than students. A SIS that refuses such pages is asked for smaller ones. */
const classPageSize = 1_000;

/**
 * The results of all line items of a class in one list; null if it is not offered, or if the answer does not say of each
 * result to which line item it belongs, or holds results of other classes (OF17).
 */
export async function readClassResults(
  reader: SisReader,
  classSourcedId: string,
  signal: AbortSignal,
): Promise<SisReply<readonly SisResult[] | null>> {
  const { readsResults, pageSize } = reader.profile;
  if (!readsResults) return succeed(null);
  const rows = await readAll(
    reader,
    {
      service: 'gradebookUrl',
      path: ['classes', classSourcedId, 'results'],
      route: '/classes/{id}/results',
      keys: ['results'],
      row: resultSchema,
      pageSize: Math.max(pageSize, classPageSize),
    },
    signal,
  );
  if (!rows.ok) {
    const { kind } = rows.failure;
    return kind === 'transient' || kind === 'rate' ? rows : succeed(null);
  }
  const isOfClass = rows.value.every((row) => row.lineItem !== null && isOf(row.class, classSourcedId));
  if (!isOfClass) return succeed(null);
  return mapReply(rows, (all) => all.flatMap((row) => toResult(row, classSourcedId, row.lineItem ?? '')));
}

/** Whether a row belongs to what was asked for; one that does not say does. */
function isOf(named: string | null, sourcedId: string): boolean {
  return named === null || matchingForm(named) === matchingForm(sourcedId);
}

/** A result without a student belongs to nobody. */
function toResult(
  row: z.infer<typeof resultSchema>,
  classSourcedId: string,
  lineItemSourcedId: string,
): SisResult[] {
  if (row.student === null) return [];
  return [
    {
      sourcedId: row.sourcedId,
      lineItemSourcedId,
      studentSourcedId: row.student,
      classSourcedId,
      scoreStatus: readScoreStatus(row.scoreStatus, row.score),
      score: row.score,
      scoreDate: readLocalDate(row.scoreDate),
      late: row.late,
      missing: row.missing,
      ...(row.textScore?.trim() ? { textScore: row.textScore.trim() } : {}),
    },
  ];
}

/** An unknown status (1.2 allows `ext:…`) is read as the least it can mean: whether there is a score. */
function readScoreStatus(text: string | null, score: number | null): ScoreStatus {
  const normalized = text?.trim().toLowerCase() ?? '';
  const known = scoreStatuses.find((status) => status === normalized);
  return known ?? (score === null ? 'submitted' : 'fully graded');
}
