import type { SisStudent } from '../../domain/sis.ts';
import { mapReply } from '../client/reply.ts';
import type { SisReply } from '../sis-client.ts';
import { studentSchema } from './schemas.ts';
import { readAll, type SisReader } from './sis-reader.ts';

/** The active students of a class, with only the fields they are matched by. */
export async function readStudents(
  reader: SisReader,
  classSourcedId: string,
  signal: AbortSignal,
): Promise<SisReply<readonly SisStudent[]>> {
  const rows = await readAll(
    reader,
    {
      service: 'rosteringUrl',
      path: ['classes', classSourcedId, 'students'],
      route: '/classes/{id}/students',
      keys: ['users', 'students'],
      row: studentSchema,
    },
    signal,
  );
  return mapReply(rows, (all) =>
    all.map(({ sourcedId, identifier, username, email }) => ({ sourcedId, identifier, username, email })),
  );
}
