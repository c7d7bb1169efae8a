import { z } from 'zod';
import type { SisReader } from '../read/sis-reader.ts';
import { takeCapitals } from '../read/take-capitals.ts';
import type { PutReceipt, SisReply } from '../sis-client.ts';
import { buildAddress } from './address.ts';
import { mapReply } from './reply.ts';

/**
 * PUTs one object to its id, or with `pathId: 'theirs'` (Instructure's "modified mode", Veracross) to the collection. The
 * receipt is the id in the answer if there is one, else ours (OF11).
 */
export async function putObject(
  { connection, profile, transport }: SisReader,
  {
    collection,
    sourcedId,
    body,
  }: {
    readonly collection: 'categories' | 'lineItems' | 'results';
    readonly sourcedId: string;
    readonly body: object;
  },
  signal: AbortSignal,
): Promise<SisReply<PutReceipt>> {
  const isOurs = profile.pathId === 'ours';
  const path = isOurs ? [collection, sourcedId] : [collection];
  const url = buildAddress(connection.gradebookUrl, ...path);
  if (!url.ok) return url;
  const route = isOurs ? `/${collection}/{id}` : `/${collection}`;
  const answer = await transport({ method: 'PUT', url: url.value, route, body }, signal);
  return mapReply(answer, ({ json }) => ({ sourcedId: readSourcedId(json) ?? sourcedId }));
}

const identified = z.looseObject({
  sourcedId: z.union([z.string().min(1), z.number().transform(String)]),
});
const allocated = z.looseObject({
  sourcedIdPairs: z.array(z.looseObject({ allocatedSourcedId: z.string().min(1) })).min(1),
});

/**
 * In `lineItem`, `LineItem` (Veracross), `result` or `category`, in a bare object, or in a pair of ids as in 1.2's bulk
 * answers. The id of a status that stands around them is the message's.
 */
function readSourcedId(json: unknown): string | null {
  if (json === undefined) return null;
  const object = z.looseObject({}).safeParse(json);
  if (!object.success) return null;
  const wrapped = Object.entries(object.data)
    .filter(([name]) => /^(category|lineitem|result)$/i.test(name))
    .map(([, value]) => value);
  const isStatus = Object.keys(object.data).some((name) => /^(imsx_|statusInfo)/i.test(name));
  for (const candidate of isStatus ? wrapped : [...wrapped, json]) {
    const parsed = identified.safeParse(takeCapitals(candidate).value);
    if (parsed.success) return parsed.data.sourcedId;
  }
  const pairs = allocated.safeParse(json);
  return pairs.success ? (pairs.data.sourcedIdPairs[0]?.allocatedSourcedId ?? null) : null;
}
