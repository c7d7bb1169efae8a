import { z } from 'zod';
import { sisClient } from '../../sandbox/start-sandbox.ts';
import type { TestSandbox } from './sandbox.ts';

const reference = z.object({ sourcedId: z.string(), type: z.string() });

const lineItem = z.object({
  sourcedId: z.string(),
  status: z.string(),
  title: z.string(),
  description: z.string().optional(),
  assignDate: z.string(),
  dueDate: z.string(),
  class: reference,
  category: reference,
  school: reference.optional(),
  gradingPeriod: reference.optional(),
  resultValueMin: z.number().optional(),
  resultValueMax: z.number().optional(),
});

const result = z.object({
  sourcedId: z.string(),
  status: z.string(),
  lineItem: reference,
  student: reference,
  class: reference.optional(),
  score: z.number().optional(),
  scoreStatus: z.string(),
  scoreDate: z.string(),
  late: z.enum(['true', 'false']).optional(),
  missing: z.enum(['true', 'false']).optional(),
});

/** A line item and a result as the SIS answers them. */
export type WireLineItem = z.infer<typeof lineItem>;
export type WireResult = z.infer<typeof result>;

/** The whole gradebook of a SIS, read over its own OneRoster API. */
export interface SisGradebook {
  readonly lineItems: readonly WireLineItem[];
  readonly results: readonly WireResult[];
}

const scopeBase = 'https://purl.imsglobal.org/spec/or';

/** Reads all line items and results over OneRoster `version`, with its own token. */
export async function readSisGradebook(
  { sis }: Pick<TestSandbox, 'sis'>,
  version: '1.1' | '1.2',
): Promise<SisGradebook> {
  const name = version === '1.2' ? 'v1p2' : 'v1p1';
  const base = `${sis.url}/ims/oneroster/${version === '1.2' ? 'gradebook/v1p2' : 'v1p1'}`;
  const { clientId, clientSecret } = sisClient;
  const answer = await fetch(sis.tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: `${scopeBase}/${name}/scope/gradebook.readonly`,
    }),
  });
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await answer.json());
  const read = async (collection: string): Promise<unknown> => {
    const response = await fetch(`${base}/${collection}?limit=10000`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (response.status !== 200) throw new Error(`the SIS answered ${response.status} for ${collection}`);
    return response.json();
  };
  return {
    lineItems: z.object({ lineItems: z.array(lineItem) }).parse(await read('lineItems')).lineItems,
    results: z.object({ results: z.array(result) }).parse(await read('results')).results,
  };
}
