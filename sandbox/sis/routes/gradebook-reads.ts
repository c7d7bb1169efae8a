import type { WireObject } from '../query/filter.ts';
import { answerList, type ListPage } from '../query/list-answer.ts';
import {
  filterAndSort,
  type ListQuery,
  readFields,
  readListQuery,
  selectFields,
} from '../query/list-query.ts';
import type { Version, WritableKind } from '../records.ts';
import { answerJson, refuseUnknown } from '../sis-answer.ts';
import { fieldNames } from '../wire/field-names.ts';
import { createGradebookWire } from '../wire/gradebook-wire.ts';
import { buildLinks } from '../wire/links.ts';
import type { Route, RouteContext, RouteInput } from './route.ts';

const singular: Record<WritableKind, string> = {
  categories: 'category',
  lineItems: 'lineItem',
  results: 'result',
};

type Where = Readonly<Record<string, unknown>>;

/** Reads one kind of object as the API shows it. */
interface Source {
  readonly one: (id: string) => Promise<WireObject | null>;
  readonly all: (where: Where) => Promise<readonly WireObject[]>;
  readonly page: (where: Where, query: ListQuery) => Promise<readonly WireObject[]>;
  readonly count: (where: Where) => Promise<number>;
}

function openSource(context: RouteContext, version: Version, kind: WritableKind): Source {
  const wire = createGradebookWire(buildLinks(context.publicUrl, version), context.style);
  const { categories, lineItems, results } = context.store;
  switch (kind) {
    case 'categories':
      return readFrom(categories, wire.category);
    case 'lineItems':
      return readFrom(lineItems, wire.lineItem);
    case 'results':
      return readFrom(results, wire.result);
  }
}

/** The part of a collection that reading needs. */
interface Readable<T> {
  findOne(where: { _id: string }): Promise<T | null>;
  find(where: Where): {
    sort(order: { _id: 1 }): {
      skip(count: number): { limit(count: number): { toArray(): Promise<T[]> } };
      toArray(): Promise<T[]>;
    };
  };
  countDocuments(where: Where): Promise<number>;
}

function readFrom<T>(collection: Readable<T>, render: (record: T) => WireObject): Source {
  const find = (where: Where) => collection.find(where).sort({ _id: 1 });
  return {
    one: async (id) => {
      const record = await collection.findOne({ _id: id });
      return record && render(record);
    },
    all: async (where) => (await find(where).toArray()).map(render),
    page: async (where, query) =>
      (await find(where).skip(query.offset).limit(query.limit).toArray()).map(render),
    count: (where) => collection.countDocuments(where),
  };
}

/** Without filter and sort the database does the paging; filter and sort work on rendered objects. */
async function readPage(source: Source, where: Where, query: ListQuery): Promise<ListPage> {
  if (!query.filter && !query.sort) {
    const [objects, total] = await Promise.all([source.page(where, query), source.count(where)]);
    return { objects, total };
  }
  const objects = filterAndSort(await source.all(where), query);
  return { objects: objects.slice(query.offset, query.offset + query.limit), total: objects.length };
}

/** The records that a path refers to. Throws 404 if it names something unknown. */
type Scope = (input: RouteInput) => Where | Promise<Where>;

/** The gradebook reads that this SIS offers, in both versions. */
export function buildGradebookReads(context: RouteContext): readonly Route[] {
  const { style, store } = context;

  function requireClass(input: RouteInput): string {
    const classId = input.param('class');
    if (!store.roster().classes.has(classId)) throw refuseUnknown(`Unknown Object: class ${classId}`);
    return classId;
  }

  async function scopeToLineItem(input: RouteInput): Promise<Where> {
    const classId = requireClass(input);
    const lineItemId = input.param('lineItem');
    if (!(await store.lineItems.findOne({ _id: lineItemId, classId }))) {
      throw refuseUnknown(`Unknown Object: lineItem ${lineItemId}`);
    }
    return { lineItemId, classId };
  }

  function scopeToStudent(input: RouteInput): Where {
    const classId = requireClass(input);
    const studentId = input.param('student');
    if (!store.roster().users.has(studentId)) throw refuseUnknown(`Unknown Object: student ${studentId}`);
    return { studentId, classId };
  }

  const list = (
    path: string,
    kind: WritableKind,
    scope: Scope,
    versions: Route['versions'] = ['v1p1', 'v1p2'],
  ): Route => ({
    method: 'GET',
    service: 'gradebook',
    path,
    permission: path === `/${kind}` ? 'gradebook-core' : 'gradebook',
    versions,
    handle: async (input) => {
      const query = readListQuery(input.url.searchParams, fieldNames[kind], style);
      const source = openSource(context, input.version, kind);
      return answerList(input.url, kind, query, await readPage(source, await scope(input), query));
    },
  });

  const single = (kind: WritableKind): Route => ({
    method: 'GET',
    service: 'gradebook',
    path: `/${kind}/:id`,
    permission: 'gradebook-core',
    versions: ['v1p1', 'v1p2'],
    handle: async ({ version, url, param }) => {
      const fields = readFields(url.searchParams, fieldNames[kind]);
      const object = await openSource(context, version, kind).one(param('id'));
      if (!object) throw refuseUnknown(`Unknown Object: ${singular[kind]} ${param('id')}`);
      return answerJson(200, { [singular[kind]]: selectFields(object, fields) });
    },
  });

  const noScales = (path: string): Route => ({
    method: 'GET',
    service: 'gradebook',
    path,
    permission: path === '/scoreScales' ? 'gradebook-core' : 'gradebook',
    versions: ['v1p2'],
    handle: ({ url }) => {
      const query = readListQuery(url.searchParams, new Set(['sourcedId', 'title']), style);
      return answerList(url, 'scoreScales', query, { objects: [], total: 0 });
    },
  });

  const classCategories = list(
    '/classes/:class/categories',
    'categories',
    (input) => ({ classId: { $in: [null, requireClass(input)] } }),
    style.classCategoriesOn11 ? ['v1p1', 'v1p2'] : ['v1p2'],
  );
  const others = [
    list('/categories', 'categories', () => ({})),
    single('categories'),
    list('/lineItems', 'lineItems', () => ({})),
    single('lineItems'),
    classCategories,
    list('/classes/:class/lineItems', 'lineItems', (input) => ({ classId: requireClass(input) })),
    noScales('/scoreScales'),
    noScales('/classes/:class/scoreScales'),
    noScales('/schools/:school/scoreScales'),
  ];
  const results = [
    list('/results', 'results', () => ({})),
    single('results'),
    ...(style.classResults
      ? [list('/classes/:class/results', 'results', (input) => ({ classId: requireClass(input) }))]
      : []),
    list('/classes/:class/lineItems/:lineItem/results', 'results', scopeToLineItem),
    list('/classes/:class/students/:student/results', 'results', scopeToStudent),
  ];
  if (style.reads === 'none') return [];
  return style.reads === 'no-results' ? others : [...others, ...results];
}
