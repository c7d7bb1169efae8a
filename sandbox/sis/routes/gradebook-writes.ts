import { z } from 'zod';
import { id as idField, parsePayload } from '../payloads/fields.ts';
import { buildPayloadSchemas, type CategoryPayload, type PayloadSchemas } from '../payloads/schemas.ts';
import type { CategoryRecord, Version, WritableKind } from '../records.ts';
import {
  answerEmpty,
  answerJson,
  refuseData,
  refuseUnknown,
  type SisAnswer,
  SisRefusal,
} from '../sis-answer.ts';
import { journaled } from '../sis-store.ts';
import { createGradebookWire, type GradebookWire } from '../wire/gradebook-wire.ts';
import { buildLinks } from '../wire/links.ts';
import { checkLineItem } from './check-line-item.ts';
import { checkResult } from './check-result.ts';
import type { Route, RouteContext, RouteInput } from './route.ts';
import { storeRecord } from './store-record.ts';

/** Parses a JSON body. Refuses anything else with 422, because the 1.2 file lists no 400 for PUT. */
export function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw refuseData('The body is not JSON');
  }
}

/** The outcome of a PUT: the stored object, and whether it is new. */
interface Stored {
  readonly object: Readonly<Record<string, unknown>>;
  readonly created: boolean;
}

type Put = (input: RouteInput, schemas: PayloadSchemas, wire: GradebookWire) => Promise<Stored>;

const classMetadata = z.object({ classId: z.string() });

function toCategoryRecord(id: string, payload: CategoryPayload, context: RouteContext): CategoryRecord {
  const named = classMetadata.safeParse(payload.metadata);
  const classId = named.success ? named.data.classId : null;
  if (classId !== null && !context.store.roster().classes.has(classId)) {
    throw refuseData(`category.metadata.classId: unknown class ${classId}`);
  }
  return {
    _id: id,
    status: payload.status,
    modifiedAt: context.clock(),
    metadata: payload.metadata ?? null,
    ...(payload.sourcedId === id ? {} : { suppliedId: payload.sourcedId }),
    title: payload.title,
    classId,
    weight: payload.weight ?? null,
  };
}

/** PUT and DELETE of single objects. `gradebook-bulk.ts` has the bulk POSTs of 1.2. */
export function buildGradebookWrites(context: RouteContext): readonly Route[] {
  const { store, style } = context;
  const schemas = { v1p1: buildPayloadSchemas('v1p1', style), v1p2: buildPayloadSchemas('v1p2', style) };
  const wireOf = (version: Version): GradebookWire =>
    createGradebookWire(buildLinks(context.publicUrl, version), style);
  const newId = (): string => context.randomBytes(9).toString('hex');

  /** The id to store under: the path's, or the SIS's own if it assigns ids itself. */
  async function decideId(kind: WritableKind, input: RouteInput, bodyId: string): Promise<string> {
    const pathId = input.param('id');
    if (!style.putCreates && (await findOwnId(kind, pathId)) === null) {
      throw refuseUnknown(`Unknown Object ${pathId}`);
    }
    if (style.ids === 'supplied') {
      if (bodyId !== pathId) throw refuseData('sourcedId: differs from the path');
      return pathId;
    }
    const known = await findOwnId(kind, pathId === '' ? bodyId : pathId);
    if (known === null && pathId !== '' && style.ids === 'own-without-path') {
      throw refuseUnknown(`Unknown Object ${pathId}`);
    }
    return known ?? newId();
  }

  async function findOwnId(kind: WritableKind, id: string): Promise<string | null> {
    const where = { $or: [{ _id: id }, { suppliedId: id }] };
    const found =
      kind === 'categories'
        ? await store.categories.findOne(where)
        : kind === 'lineItems'
          ? await store.lineItems.findOne(where)
          : await store.results.findOne(where);
    return found?._id ?? null;
  }

  const putCategory: Put = async (input, { category }, wire) => {
    const payload = parsePayload(category, readJson(input.body)).category;
    const id = await decideId('categories', input, payload.sourcedId);
    const record = toCategoryRecord(id, payload, context);
    return {
      created: (await storeRecord(store.categories, record, {})) === true,
      object: wire.category(record),
    };
  };

  const putLineItem: Put = async (input, { lineItem }, wire) => {
    const payload = parsePayload(lineItem, readJson(input.body)).lineItem;
    const id = await decideId('lineItems', input, payload.sourcedId);
    const record = await checkLineItem(id, payload, context);
    const created = await storeRecord(store.lineItems, record, { classId: record.classId });
    if (created === 'conflict') throw refuseData('lineItem.class: a line item cannot move to another class');
    return { created, object: wire.lineItem(record) };
  };

  const putResult: Put = async (input, { result }, wire) => {
    const payload = parsePayload(result, readJson(input.body)).result;
    const id = await decideId('results', input, payload.sourcedId);
    const lineItem = await store.lineItems.findOne({ _id: payload.lineItem });
    const record = checkResult(id, payload, lineItem, context);
    const { lineItemId, studentId } = record;
    // With this filter, overwriting another student's result fails as a duplicate key; no read is needed
    // first.
    const created = await storeRecord(store.results, record, { lineItemId, studentId });
    if (created === 'conflict') throw refuseData('result.sourcedId: belongs to another student or line item');
    return { created, object: wire.result(record) };
  };

  function answerPut(envelope: string, stored: Stored, version: Version): SisAnswer {
    const status = version === 'v1p2' || stored.created ? 201 : 200;
    if (style.putBody === 'none' && style.ids === 'supplied') return answerEmpty(status, true);
    if (style.putBody === 'capital' && envelope === 'lineItem') {
      const lineItem = { ...stored.object, category: [stored.object['category']] };
      return answerJson(status, { LineItem: lineItem }, { applied: true });
    }
    return answerJson(status, { [envelope]: stored.object }, { applied: true });
  }

  const put = (kind: WritableKind, envelope: string, write: Put): readonly Route[] => {
    const paths = style.ids === 'own-without-path' ? [`/${kind}`, `/${kind}/:id`] : [`/${kind}/:id`];
    return paths.map((path) => ({
      method: 'PUT',
      service: 'gradebook',
      path,
      permission: 'gradebook.createput',
      versions: ['v1p1', 'v1p2'],
      handle: async (input) => {
        if (style.ignoresWrites) return answerEmpty(200);
        return answerPut(
          envelope,
          await write(input, schemas[input.version], wireOf(input.version)),
          input.version,
        );
      },
    }));
  };

  const remove = (kind: WritableKind, removeOne: (id: string) => Promise<boolean>): Route => ({
    method: 'DELETE',
    service: 'gradebook',
    path: `/${kind}/:id`,
    permission: 'gradebook.delete',
    versions: ['v1p1', 'v1p2'],
    handle: async ({ param }) => {
      const id = parsePayload(idField, param('id'));
      if (!style.deletes) throw new SisRefusal(403, 'deletefailure', 'Objects cannot be deleted here');
      if (!(await removeOne(id))) throw refuseUnknown(`Unknown Object ${id}`);
      return answerEmpty(204, true);
    },
  });

  return [
    ...put('categories', 'category', putCategory),
    ...put('lineItems', 'lineItem', putLineItem),
    ...put('results', 'result', putResult),
    remove('categories', async (id) => {
      if (await store.lineItems.findOne({ categoryId: id })) {
        throw new SisRefusal(422, 'deletefailure', `category ${id} has line items`);
      }
      return (await store.categories.deleteOne({ _id: id }, journaled)).deletedCount === 1;
    }),
    remove('lineItems', async (id) => {
      const { deletedCount } = await store.lineItems.deleteOne({ _id: id }, journaled);
      await store.results.deleteMany({ lineItemId: id }, journaled);
      return deletedCount === 1;
    }),
    remove(
      'results',
      async (id) => (await store.results.deleteOne({ _id: id }, journaled)).deletedCount === 1,
    ),
  ];
}
