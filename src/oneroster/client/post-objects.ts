import { z } from 'zod';
import type { SisReader } from '../read/sis-reader.ts';
import type { SisReply } from '../sis-client.ts';
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

/**
 * POSTs results of one line item at once, as OneRoster 1.2 offers. The SIS gives each an id of its own (OF15).
 * @param bodies each in the form of its PUT, without the envelope
 * @returns the SIS's ids by ours; an id that the answer leaves out says nothing about its result
 */
export async function postResults(
  { connection, transport }: Pick<SisReader, 'connection' | 'transport'>,
  lineItemSourcedId: string,
  bodies: readonly unknown[],
  signal: AbortSignal,
): Promise<SisReply<ReadonlyMap<string, string>>> {
  const url = buildAddress(connection.gradebookUrl, 'lineItems', lineItemSourcedId, 'results');
  if (!url.ok) return url;
  const route = '/lineItems/{id}/results';
  const body = { results: bodies };
  return readPairs(await transport({ method: 'POST', url: url.value, route, body }, signal));
}

/**
 * POSTs one line item to its class. The SIS gives it an id of its own.
 * @param bodies one, in the form of its PUT, without the envelope
 */
export async function postLineItem(
  { connection, transport }: Pick<SisReader, 'connection' | 'transport'>,
  classSourcedId: string,
  bodies: readonly unknown[],
  signal: AbortSignal,
): Promise<SisReply<ReadonlyMap<string, string>>> {
  const url = buildAddress(connection.gradebookUrl, 'classes', classSourcedId, 'lineItems');
  if (!url.ok) return url;
  const route = '/classes/{id}/lineItems';
  const body = { lineItems: bodies };
  return readPairs(await transport({ method: 'POST', url: url.value, route, body }, signal));
}

function readPairs(answer: SisReply<Answer>): SisReply<ReadonlyMap<string, string>> {
  return mapReply(answer, ({ json }) => {
    const parsed = pairs.safeParse(json);
    const named = parsed.success ? parsed.data.sourcedIdPairs : [];
    return new Map(named.map((pair) => [pair.suppliedSourcedId, pair.allocatedSourcedId]));
  });
}
