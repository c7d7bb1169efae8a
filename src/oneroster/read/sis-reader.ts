import type { z } from 'zod';
import type { SisConnection } from '../../domain/institution.ts';
import { buildAddress } from '../client/address.ts';
import type { Transport } from '../client/transport.ts';
import type { SisProfile } from '../profile/sis-profile.ts';
import type { SisReply } from '../sis-client.ts';
import { readCollection } from './read-collection.ts';

/** Shared by all reads of one connection. */
export interface SisReader {
  readonly connection: SisConnection;
  readonly profile: SisProfile;
  readonly transport: Transport;
}

/** A collection of one service. `path` alternates names and ids; `route` is the path without ids, for the log. */
export interface CollectionPlace<R> {
  readonly service: 'rosteringUrl' | 'gradebookUrl';
  readonly path: readonly string[];
  readonly route: string;
  readonly key: string;
  readonly row: z.ZodType<R>;
  readonly filter?: string;
}

export async function readAll<R extends { readonly sourcedId: string; readonly status: string | null }>(
  reader: SisReader,
  { service, path, ...collection }: CollectionPlace<R>,
  signal: AbortSignal,
): Promise<SisReply<readonly R[]>> {
  const url = buildAddress(reader.connection[service], ...path);
  if (!url.ok) return url;
  return readCollection(reader.transport, { ...collection, url: url.value }, reader.profile.pageSize, signal);
}
