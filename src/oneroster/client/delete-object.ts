import type { SisReader } from '../read/sis-reader.ts';
import type { PutReceipt, SisReply } from '../sis-client.ts';
import { buildAddress } from './address.ts';
import { fail, isUnknown, succeed } from './reply.ts';

/**
 * DELETEs one object. A SIS that does not offer it, or gives no leave for it, refuses this object alone: all else that
 * a run does is allowed.
 */
export async function deleteObject(
  { connection, transport }: Pick<SisReader, 'connection' | 'transport'>,
  collection: 'lineItems' | 'results',
  sourcedId: string,
  signal: AbortSignal,
): Promise<SisReply<PutReceipt>> {
  const url = buildAddress(connection.gradebookUrl, collection, sourcedId);
  if (!url.ok) return url;
  const route = `/${collection}/{id}`;
  const answer = await transport({ method: 'DELETE', url: url.value, route }, signal);
  if (answer.ok) return succeed({ sourcedId });
  const { failure } = answer;
  if (isUnknown(failure) || failure.status === 410) return succeed({ sourcedId });
  const isRefused = failure.kind === 'institution' || failure.kind === 'auth';
  return isRefused ? fail({ ...failure, kind: 'item' }) : answer;
}
