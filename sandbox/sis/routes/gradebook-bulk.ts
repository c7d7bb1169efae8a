import { parsePayload } from '../payloads/fields.ts';
import { buildPayloadSchemas, type LineItemPayload, type ResultPayload } from '../payloads/schemas.ts';
import { answerJson, refuseData, refuseUnknown, type SisAnswer } from '../sis-answer.ts';
import { journaled } from '../sis-store.ts';
import { checkLineItem } from './check-line-item.ts';
import { checkResult } from './check-result.ts';
import { readJson } from './gradebook-writes.ts';
import type { Route, RouteContext, RouteHandler, RouteInput } from './route.ts';

interface Pair {
  readonly suppliedSourcedId: string;
  readonly allocatedSourcedId: string;
}

function answerPairs(pairs: readonly Pair[]): SisAnswer {
  return answerJson(201, { sourcedIdPairs: pairs }, { applied: true });
}

/** The bulk POSTs of 1.2: all objects or none, with ids that the SIS assigns. */
export function buildGradebookBulk(context: RouteContext): readonly Route[] {
  const { store } = context;
  const schemas = buildPayloadSchemas('v1p2', context.style);
  const allocate = (suppliedSourcedId: string): Pair => ({
    suppliedSourcedId,
    allocatedSourcedId: context.randomBytes(9).toString('hex'),
  });

  async function createLineItems(
    input: RouteInput,
    check: (payload: LineItemPayload) => void,
  ): Promise<SisAnswer> {
    const { lineItems } = parsePayload(schemas.lineItems, readJson(input.body));
    const pairs = lineItems.map((payload) => allocate(payload.sourcedId));
    const records = await Promise.all(
      lineItems.map((payload, index) => {
        check(payload);
        return checkLineItem(pairs[index]?.allocatedSourcedId ?? '', payload, context);
      }),
    );
    if (records.length > 0) await store.lineItems.insertMany(records, journaled);
    return answerPairs(pairs);
  }

  async function createResults(
    input: RouteInput,
    check: (payload: ResultPayload) => void,
  ): Promise<SisAnswer> {
    const { results } = parsePayload(schemas.results, readJson(input.body));
    const pairs = results.map((payload) => allocate(payload.sourcedId));
    const records = await Promise.all(
      results.map(async (payload, index) => {
        check(payload);
        const lineItem = await store.lineItems.findOne({ _id: payload.lineItem });
        const id = pairs[index]?.allocatedSourcedId ?? '';
        return checkResult(id, payload, lineItem, context);
      }),
    );
    if (records.length > 0) await store.results.insertMany(records, journaled);
    return answerPairs(pairs);
  }

  function requireClass(id: string): void {
    if (!store.roster().classes.has(id)) throw refuseUnknown(`Unknown Object: class ${id}`);
  }

  const post = (path: string, handle: RouteHandler): Route => ({
    method: 'POST',
    service: 'gradebook',
    path,
    permission: 'gradebook.createpost',
    versions: ['v1p2'],
    handle,
  });

  if (!context.style.bulkPosts) return [];
  return [
    post('/classes/:class/lineItems', (input) => {
      const classId = input.param('class');
      requireClass(classId);
      return createLineItems(input, (payload) => {
        if (payload.class !== classId) throw refuseData('lineItem.class: differs from the path');
      });
    }),
    post('/schools/:school/lineItems', (input) => {
      const schoolId = input.param('school');
      if (!store.roster().orgs.has(schoolId)) throw refuseUnknown(`Unknown Object: school ${schoolId}`);
      return createLineItems(input, (payload) => {
        if (payload.school !== schoolId) throw refuseData('lineItem.school: differs from the path');
      });
    }),
    post('/lineItems/:lineItem/results', async (input) => {
      const lineItemId = input.param('lineItem');
      if (!(await store.lineItems.findOne({ _id: lineItemId }))) {
        throw refuseUnknown(`Unknown Object: lineItem ${lineItemId}`);
      }
      return createResults(input, (payload) => {
        if (payload.lineItem !== lineItemId) throw refuseData('result.lineItem: differs from the path');
      });
    }),
    post('/classes/:class/academicSessions/:session/results', (input) => {
      requireClass(input.param('class'));
      if (!store.roster().sessions.has(input.param('session'))) {
        throw refuseUnknown(`Unknown Object: academicSession ${input.param('session')}`);
      }
      return createResults(input, (payload) => {
        if (payload.class !== undefined && payload.class !== input.param('class')) {
          throw refuseData('result.class: differs from the path');
        }
      });
    }),
  ];
}
