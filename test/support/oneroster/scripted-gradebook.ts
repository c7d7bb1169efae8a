import type { Script, Seen } from './scripted-sis.ts';

type Row = Record<string, unknown> & { sourcedId: string };

/** What a SIS makes of what it accepts. The default keeps everything as it was sent. */
export interface GradebookHabits {
  /** The line item that is stored; null: nothing is. */
  readonly keepLineItem: (sent: Row, kept: Row | undefined) => Row | null;
  readonly keepResult: (sent: Row, kept: Row | undefined) => Row | null;
  /** Answers a request instead, before anything is stored. */
  readonly answer: (seen: Seen) => Script | null;
  readonly deletes: boolean;
  /** Creates results by bulk POST. */
  readonly posts: boolean;
  /** PUT changes only what it has; line items, too, are created by POST. */
  readonly updatesOnly: boolean;
  /** Removes what comes with the status `tobedeleted`. */
  readonly removesDeleted: boolean;
}

const plain: GradebookHabits = {
  keepLineItem: (sent) => sent,
  keepResult: (sent) => sent,
  answer: () => null,
  deletes: true,
  posts: true,
  updatesOnly: false,
  removesDeleted: true,
};

/** The gradebook of class `c1` with one line item of a teacher's and one student, as a script of `ScriptedSis`. */
export interface ScriptedGradebook {
  readonly lineItems: Map<string, Row>;
  readonly results: Map<string, Row>;
  /** Ids of line items that were written or deleted. */
  readonly touched: Set<string>;
  readonly script: (seen: Seen) => Script;
}

export function createScriptedGradebook(habits: Partial<GradebookHabits> = {}): ScriptedGradebook {
  const { keepLineItem, keepResult, answer, deletes, posts, updatesOnly, removesDeleted } = {
    ...plain,
    ...habits,
  };
  const lineItems = new Map<string, Row>([['teachers-own', { sourcedId: 'teachers-own', title: 'Essay' }]]);
  const results = new Map<string, Row>();
  const touched = new Set<string>();
  const store = (kept: Map<string, Row>, sent: Row, keep: GradebookHabits['keepResult']): Script => {
    if (sent['status'] === 'tobedeleted') {
      if (removesDeleted) kept.delete(sent.sourcedId);
      return { status: 201 };
    }
    const row = keep(sent, kept.get(sent.sourcedId));
    if (row !== null) kept.set(row.sourcedId, row);
    return { status: 201 };
  };
  const write = ({ body }: Seen): Script => {
    const { lineItem, result } = JSON.parse(body) as { lineItem?: Row; result?: Row };
    const isKnown = lineItems.has(lineItem?.sourcedId ?? '') || results.has(result?.sourcedId ?? '');
    if (updatesOnly && !isKnown) return { status: 404 };
    if (lineItem !== undefined) {
      touched.add(lineItem.sourcedId);
      return store(lineItems, lineItem, keepLineItem);
    }
    return result === undefined ? { status: 422 } : store(results, result, keepResult);
  };
  const create = ({ path, body }: Seen): Script => {
    if (updatesOnly && /\/classes\/c1\/lineItems$/.test(path)) {
      const [row] = (JSON.parse(body) as { lineItems: readonly Row[] }).lineItems;
      if (row === undefined) return { status: 422 };
      const id = `grade-passback-test-given-${lineItems.size}`;
      store(lineItems, { ...row, sourcedId: id }, keepLineItem);
      const pair = { suppliedSourcedId: row.sourcedId, allocatedSourcedId: id };
      return { status: 201, json: { sourcedIdPairs: [pair] } };
    }
    if (!posts || !/\/lineItems\/[^/]+\/results$/.test(path)) return { status: 405 };
    const sent = (JSON.parse(body) as { results: readonly Row[] }).results;
    const sourcedIdPairs = sent.map((row) => {
      const id = `given-${results.size + 1}`;
      store(results, { ...row, sourcedId: id }, keepResult);
      return { suppliedSourcedId: row.sourcedId, allocatedSourcedId: id };
    });
    return { status: 201, json: { sourcedIdPairs } };
  };
  const remove = (path: string): Script => {
    if (!deletes) return { status: 405 };
    const [, kind, id = ''] = /\/(lineItems|results)\/([^/]+)$/.exec(path) ?? [];
    if (kind === 'lineItems') touched.add(id);
    return { status: (kind === 'lineItems' ? lineItems : results).delete(id) ? 204 : 404 };
  };
  const read = (path: string): Script => {
    const [, item] = /\/lineItems\/([^/]+)\/results/.exec(path) ?? [];
    if (item !== undefined) {
      const ofItem = [...results.values()].filter((row) =>
        JSON.stringify(row['lineItem'] ?? '').includes(item),
      );
      return { json: { results: ofItem } };
    }
    if (/\/classes\/c1\/lineItems/.test(path)) return { json: { lineItems: [...lineItems.values()] } };
    if (/\/classes\/c1\/categories/.test(path))
      return { json: { categories: [{ sourcedId: 'cat1', status: 'active', title: 'Tests' }] } };
    if (/\/classes\/c1\/students/.test(path))
      return { json: { users: [{ sourcedId: 's1', status: 'active' }] } };
    if (/\/classes\/c1$/.test(path)) return { json: { class: sisClass } };
    return /\/classes(\?|$)/.test(path) ? { json: { classes: [sisClass] } } : { status: 404 };
  };
  return {
    lineItems,
    results,
    touched,
    script(seen) {
      const own = answer(seen);
      if (own !== null) return own;
      if (seen.method === 'PUT') return write(seen);
      if (seen.method === 'POST') return create(seen);
      return seen.method === 'DELETE' ? remove(seen.path) : read(seen.path);
    },
  };
}

const sisClass = {
  sourcedId: 'c1',
  status: 'active',
  title: 'Test class',
  school: { sourcedId: 's' },
  terms: [],
};
