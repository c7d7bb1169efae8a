import { readLocalDate } from '../../domain/local-date.ts';
import type { SisClass, SisGradingPeriod } from '../../domain/sis.ts';
import { isUnknown, isUnsupported, mapReply, succeed } from '../client/reply.ts';
import type { SisProfile } from '../profile/sis-profile.ts';
import type { SisFailure, SisReply } from '../sis-client.ts';
import { findLastDay } from './last-day.ts';
import { isUnsaidEmpty } from './page-rows.ts';
import { type AcademicSessionRow, academicSessionSchema } from './schemas.ts';
import { selectGradingPeriods } from './select-grading-periods.ts';
import { readAll, type SisReader } from './sis-reader.ts';

const sessions = {
  service: 'rosteringUrl',
  keys: ['academicSessions', 'gradingPeriods', 'terms'],
  row: academicSessionSchema,
} as const;

/**
 * The grading periods of a class, earliest first, with inclusive last days. They come from the lists of its terms. If the
 * SIS has no such lists, or empty ones because the class names semesters instead of terms, they are found among all
 * academic sessions. A class without terms has none, nor has a SIS that knows no academic sessions.
 */
export async function readGradingPeriods(
  reader: SisReader,
  sisClass: SisClass,
  signal: AbortSignal,
): Promise<SisReply<readonly SisGradingPeriod[]>> {
  const termIds = sisClass.termSourcedIds;
  if (termIds.length === 0) return succeed([]);
  const ofTerms = await readPeriodsOfTerms(reader, termIds, signal);
  if (!ofTerms.ok) return ofTerms;
  if (ofTerms.value.length > 0) return succeed(toGradingPeriods(ofTerms.value, reader.profile));
  const all = await readAll(
    reader,
    { ...sessions, path: ['academicSessions'], route: '/academicSessions' },
    signal,
  );
  if (!all.ok && isListMissing(all.failure)) return succeed([]);
  return mapReply(all, (rows) => toGradingPeriods(selectGradingPeriods(rows, termIds), reader.profile));
}

/** Empty if any term lacks the list: some of the periods would pass for all of them. */
async function readPeriodsOfTerms(
  reader: SisReader,
  termIds: readonly string[],
  signal: AbortSignal,
): Promise<SisReply<readonly AcademicSessionRow[]>> {
  const found = new Map<string, AcademicSessionRow>();
  for (const termId of termIds) {
    const route = '/terms/{id}/gradingPeriods';
    const reply = await readAll(
      reader,
      { ...sessions, path: ['terms', termId, 'gradingPeriods'], route },
      signal,
    );
    if (!reply.ok && isListMissing(reply.failure)) return succeed([]);
    if (!reply.ok) return reply;
    for (const row of reply.value) if (isPeriod(row)) found.set(row.sourcedId, row);
  }
  return succeed([...found.values()]);
}

/** The SIS has no such list, or an empty one. */
function isListMissing(failure: SisFailure): boolean {
  return isUnknown(failure) || isUnsupported(failure) || isUnsaidEmpty(failure);
}

function isPeriod(row: AcademicSessionRow): boolean {
  return row.type === null || row.type === 'gradingPeriod';
}

/** Leaves out periods without both days, which cannot contain a due date. */
function toGradingPeriods(rows: readonly AcademicSessionRow[], profile: SisProfile): SisGradingPeriod[] {
  const stated = rows
    .map(({ sourcedId, title, startDate, endDate }) => ({
      sourcedId,
      title: title ?? '',
      startDate: readLocalDate(startDate),
      endDate: readLocalDate(endDate),
    }))
    .filter(({ startDate, endDate }) => startDate !== '' && endDate !== '')
    .sort((a, b) => a.startDate.localeCompare(b.startDate));
  return stated.map((period) => ({ ...period, endDate: findLastDay(period, stated, profile.periodEnd) }));
}
