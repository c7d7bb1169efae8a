import { z } from 'zod';
import type { SisReader } from '../read/sis-reader.ts';
import type { PutReceipt, SisReply } from '../sis-client.ts';
import { buildAddress } from './address.ts';
import type { Answer } from './read-answer.ts';
import { mapReply } from './reply.ts';

const pairs = z.looseObject({
  sourcedIdPairs: z.array(
    z.looseObject({
      suppliedSourcedId: z.union([z.string(), z.number().transform(String)]),
      allocatedSourcedId: z.union([z.string().min(1), z.number().transform(String)]),
    }),
  ),
});

type Creating = Pick<SisReader, 'connection' | 'transport'>;
/** The SIS's ids by ours; an id that the answer leaves out says nothing about its object. */
type Allocated = SisReply<ReadonlyMap<string, string>>;

/**
 * POSTs results of one line item at once, as OneRoster 1.2 offers. The SIS gives each an id of its own (OF15).
 * @param bodies each in the form of its PUT, without the envelope
 */
export function postResults(
  sis: Creating,
  lineItemSourcedId: string,
  bodies: readonly unknown[],
  signal: AbortSignal,
): Promise<Allocated> {
  return postObjects(sis, ['lineItems', lineItemSourcedId, 'results'], bodies, signal);
}

/**
 * POSTs one line item to its class. The SIS gives it an id of its own (OF18).
 * @param bodies one, in the form of its PUT, without the envelope
 */
export function postLineItem(
  sis: Creating,
  classSourcedId: string,
  bodies: readonly unknown[],
  signal: AbortSignal,
): Promise<Allocated> {
  return postObjects(sis, ['classes', classSourcedId, 'lineItems'], bodies, signal);
}

async function postObjects(
  { connection, transport }: Creating,
  [parents, id, list]: readonly [parents: string, id: string, list: string],
  bodies: readonly unknown[],
  signal: AbortSignal,
): Promise<Allocated> {
  const url = buildAddress(connection.gradebookUrl, parents, id, list);
  if (!url.ok) return url;
  const route = `/${parents}/{id}/${list}`;
  return readPairs(
    await transport({ method: 'POST', url: url.value, route, body: { [list]: bodies } }, signal),
  );
}

/** The answer as that to the object's PUT: the SIS's id, or ours if it left that out. */
export function toReceipt(ids: Allocated, sourcedId: string): SisReply<PutReceipt> {
  return mapReply(ids, (byOurs) => ({ sourcedId: byOurs.get(sourcedId) ?? sourcedId }));
}

function readPairs(answer: SisReply<Answer>): Allocated {
  return mapReply(answer, ({ json }) => {
    const parsed = pairs.safeParse(json);
    const named = parsed.success ? parsed.data.sourcedIdPairs : [];
    return new Map(named.map((pair) => [pair.suppliedSourcedId, pair.allocatedSourcedId]));
  });
}
