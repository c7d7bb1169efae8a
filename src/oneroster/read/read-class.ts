import { z } from 'zod';
import type { SisClass } from '../../domain/sis.ts';
import { buildAddress } from '../client/address.ts';
import { clientFailure, fail, isUnknown, mapReply, succeed } from '../client/reply.ts';
import type { SisFailure, SisMatch, SisReply } from '../sis-client.ts';
import { matchingForm } from './matching-form.ts';
import { findKey, isUnsaidEmpty } from './page-rows.ts';
import { classSchema, isActive } from './schemas.ts';
import { readAll, type SisReader } from './sis-reader.ts';
import { takeCapitals } from './take-capitals.ts';

/** The class whose `matchClassBy` field equals the SIS id of a Canvas section. */
export function readClass(
  reader: SisReader,
  sisId: string,
  signal: AbortSignal,
): Promise<SisReply<SisMatch<SisClass>>> {
  return reader.profile.matchClassBy === 'sourcedId'
    ? readClassById(reader, sisId, signal)
    : readClassByCode(reader, sisId, signal);
}

async function readClassById(
  reader: SisReader,
  sourcedId: string,
  signal: AbortSignal,
): Promise<SisReply<SisMatch<SisClass>>> {
  const url = buildAddress(reader.connection.rosteringUrl, 'classes', sourcedId);
  if (!url.ok) return succeed({ found: 'none' });
  const answer = await reader.transport({ method: 'GET', url: url.value, route: '/classes/{id}' }, signal);
  if (!answer.ok) return isUnknown(answer.failure) ? succeed({ found: 'none' }) : answer;
  const row = readEnvelope(answer.value.json);
  if (!row.success) {
    const { failure } = clientFailure('institution', 'unreadable_class', answer.value.status);
    return fail({ ...failure, request: 'GET /classes/{id}' });
  }
  const isIt = matchingForm(row.data.sourcedId) === matchingForm(sourcedId) && isActive(row.data);
  return succeed(isIt ? { found: 'one', value: toClass(row.data) } : { found: 'none' });
}

/** The class in its envelope, whatever capitals the SIS writes. */
function readEnvelope(json: unknown) {
  const envelope = z.record(z.string(), z.unknown()).safeParse(json);
  const key = envelope.success ? findKey(envelope.data, ['class']) : null;
  return classSchema.safeParse(takeCapitals(envelope.data?.[key ?? '']).value);
}

/**
 * Filters by class code and compares again, since providers may ignore a filter (OF6). If they refuse it, or answer nothing
 * and were never seen to answer it, reads all.
 */
async function readClassByCode(
  reader: SisReader,
  classCode: string,
  signal: AbortSignal,
): Promise<SisReply<SisMatch<SisClass>>> {
  const place = {
    service: 'rosteringUrl',
    path: ['classes'],
    route: '/classes',
    keys: ['classes'],
    row: classSchema,
  } as const;
  // The filter syntax cannot express a quote inside a value.
  const filter = classCode.includes("'") ? undefined : `classCode='${classCode}'`;
  const isUseless = reader.habits.has('filter_useless');
  let rows = await readAll(reader, filter === undefined || isUseless ? place : { ...place, filter }, signal);
  if (filter !== undefined && !isUseless) {
    const { filters } = reader.learned;
    const isSilent = rows.ok
      ? rows.value.length === 0
      : isUnsaidEmpty(rows.failure) || isUnknown(rows.failure);
    if (rows.ok && rows.value.some((row) => row.classCode === classCode)) filters.add(place.route);
    if (isSilent ? !filters.has(place.route) : !rows.ok && isFilterRefused(rows.failure)) {
      rows = await readAll(reader, place, signal);
      const isThere = rows.ok && rows.value.some((row) => row.classCode === classCode);
      if (isSilent && isThere) reader.habits.note('filter_useless', place.route);
    }
  }
  return mapReply(rows, (all): SisMatch<SisClass> => {
    const [first, ...more] = all.filter((row) => row.classCode === classCode);
    if (first === undefined) return { found: 'none' };
    return more.length > 0 ? { found: 'many' } : { found: 'one', value: toClass(first) };
  });
}

function isFilterRefused(failure: SisFailure): boolean {
  return failure.codeMinor === 'invalid_filter_field' || failure.status === 400 || failure.status === 422;
}

export function toClass(row: z.infer<typeof classSchema>): SisClass {
  return {
    sourcedId: row.sourcedId,
    title: row.title ?? '',
    schoolSourcedId: row.school ?? '',
    classCode: row.classCode,
    termSourcedIds: row.terms,
  };
}
