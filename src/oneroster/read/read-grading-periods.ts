import { readLocalDate } from '../../domain/local-date.ts';
import type { SisClass, SisGradingPeriod } from '../../domain/sis.ts';
import { isUnknown, isUnsupported, mapReply, succeed } from '../client/reply.ts';
import type { SisProfile } from '../profile/sis-profile.ts';
import type { SisReply } from '../sis-client.ts';
import { findLastDay } from './last-day.ts';
import { type AcademicSessionRow, academicSessionRow } from './schemas.ts';
import { selectGradingPeriods } from './select-grading-periods.ts';
import { readAll, type SisReader } from './sis-reader.ts';

const sessions = { service: 'rosteringUrl', key: 'academicSessions', row: academicSessionRow } as const;

/**
 * The grading periods of a class, earliest first, with inclusive last days: those of its terms; where the SIS has no
 * such list, or lists nothing because the class names semesters rather than terms, found among all academic sessions.
 * A class without terms has none that could be told.
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
  return mapReply(all, (rows) => toGradingPeriods(selectGradingPeriods(rows, termIds), reader.profile));
}

/** Empty where any term has no such list: half the periods would be taken for all. */
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
    if (!reply.ok && (isUnknown(reply.failure) || isUnsupported(reply.failure))) return succeed([]);
    if (!reply.ok) return reply;
    for (const row of reply.value) if (isPeriod(row)) found.set(row.sourcedId, row);
  }
  return succeed([...found.values()]);
}

function isPeriod(row: AcademicSessionRow): boolean {
  return row.type === null || row.type === 'gradingPeriod';
}

/** Periods without both days cannot hold a due date and are left out. */
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
