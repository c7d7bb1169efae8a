import type { z } from 'zod';
import type { SisConnection } from '../../domain/institution.ts';
import { buildAddress } from '../client/address.ts';
import type { Habits } from '../client/habits.ts';
import { fail } from '../client/reply.ts';
import type { Transport } from '../client/transport.ts';
import type { SisProfile } from '../profile/sis-profile.ts';
import type { SisReply } from '../sis-client.ts';
import { type ListContext, readCollection } from './read-collection.ts';
import type { IdentifiedRow } from './read-pages.ts';

/** Shared by all reads of one connection. */
export interface SisReader {
  readonly connection: SisConnection;
  readonly profile: SisProfile;
  readonly transport: Transport;
  readonly habits: Habits;
  readonly learned: ListContext['learned'];
}

/** A collection of one service. `path` alternates names and ids; `route` is the path without ids, for the log. */
export interface CollectionPlace<R> {
  readonly service: 'rosteringUrl' | 'gradebookUrl';
  readonly path: readonly string[];
  readonly route: string;
  readonly keys: readonly string[];
  readonly row: z.ZodType<R>;
  readonly filter?: string;
  /** Rows of a page, where a list is longer than those for which the profile's `pageSize` was chosen. */
  readonly pageSize?: number;
}

export async function readAll<R extends IdentifiedRow>(
  reader: SisReader,
  { service, path, ...collection }: CollectionPlace<R>,
  signal: AbortSignal,
): Promise<SisReply<readonly R[]>> {
  const url = buildAddress(reader.connection[service], ...path);
  if (!url.ok) return url;
  const pageSize = collection.pageSize ?? reader.profile.pageSize;
  const reply = await readCollection({ ...reader, pageSize }, { ...collection, url: url.value }, signal);
  return reply.ok ? reply : fail({ request: `GET ${collection.route}`, ...reply.failure });
}
