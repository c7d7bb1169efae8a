import { z } from 'zod';
import type { SisClass } from '../../domain/sis.ts';
import { buildAddress } from '../client/address.ts';
import { clientFailure, isUnknown, mapReply, succeed } from '../client/reply.ts';
import type { SisFailure, SisMatch, SisReply } from '../sis-client.ts';
import { classSchema, isActive } from './schemas.ts';
import { readAll, type SisReader } from './sis-reader.ts';

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
  const body = z.looseObject({ class: classSchema }).safeParse(answer.value.json);
  if (!body.success) return clientFailure('institution', 'unreadable_class', answer.value.status);
  const isIt = body.data.class.sourcedId === sourcedId && isActive(body.data.class);
  return succeed(isIt ? { found: 'one', value: toClass(body.data.class) } : { found: 'none' });
}

/** Filters by class code and compares again, since providers may ignore a filter (OF6); if they refuse it, reads all. */
async function readClassByCode(
  reader: SisReader,
  classCode: string,
  signal: AbortSignal,
): Promise<SisReply<SisMatch<SisClass>>> {
  const place = {
    service: 'rosteringUrl',
    path: ['classes'],
    route: '/classes',
    key: 'classes',
    row: classSchema,
  } as const;
  // The filter syntax cannot express a quote inside a value.
  const filter = classCode.includes("'") ? undefined : `classCode='${classCode}'`;
  let rows = await readAll(reader, filter === undefined ? place : { ...place, filter }, signal);
  if (!rows.ok && filter !== undefined && isFilterRefused(rows.failure)) {
    rows = await readAll(reader, place, signal);
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
