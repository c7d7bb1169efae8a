import { expect } from 'chai';
import mongoose from 'mongoose';
import { chooseWriting } from '../../../src/store/connect.ts';
import { useMongo } from '../../support/mongodb.ts';
import { createHarness, type Harness } from '../../support/passback/harness.ts';

/** A query as the driver sent it. */
interface Query {
  readonly collection: string;
  readonly filter: mongoose.mongo.Document;
}

/** Collections whose every query names institution and course; the id of a book is its course. */
const sharded = [
  'cells',
  'cell_books',
  'items',
  'line_item_receipts',
  'result_receipts',
  'run_line_items',
  'runs',
];
/** What a worker asks of all courses when it looks for work, by the names in the filter. */
const searches = ['$or,slot,v', '$expr,institutionId,nextAt,slot,v', 'slot,v'];

describe('the shard key: institution and course', () => {
  const mongo = useMongo();
  let connection: mongoose.Connection;
  let harness: Harness;
  const queries: Query[] = [];

  before(async function () {
    this.timeout(60_000);
    const writing = chooseWriting({ uri: mongo.uri(), kind: 'embedded' });
    const options = { ...writing, monitorCommands: true, autoIndex: false, autoCreate: false };
    connection = await mongoose.createConnection(mongo.uri(), options).asPromise();
    harness = createHarness(connection, { assignments: 1 });
    await harness.stores.ensureIndexes();
    connection.getClient().on('commandStarted', ({ command }) => queries.push(...listQueries(command)));
    await useEverything();
  });
  after(() => connection?.close());

  /** Post, post again after changes, compare, decide, and every page that reads cells. */
  async function useEverything(): Promise<void> {
    const { passback, launch, sis, canvas } = harness;
    await harness.post();
    const [changed, lost] = [...sis.results.values()];
    if (!changed || !lost) throw new Error('nothing was sent');
    sis.results.set(changed.sourcedId, { ...changed, score: 99 });
    sis.results.delete(lost.sourcedId);
    canvas.grade('a1', '2001', { score: 9 });
    harness.advance(180_000);
    await harness.settle((await passback.compareWithSis(launch)).runId);
    for (const group of ['changed_in_sis', 'waiting', 'in_order'] as const) {
      await passback.readComparison(launch, { group, page: 1 });
    }
    await passback.decideCells(launch, { how: 'accept', cellId: null, group: 'changed_in_sis' });
    harness.advance(6 * 60_000);
    await passback.readPostGrades(launch, AbortSignal.timeout(20_000));
    const run = await harness.post('remaster');
    await harness.items(run.id);
    await passback.readRunLineItems(launch, run.id);
    await passback.readHistory(launch, { limit: 10, before: null });
    const { runId } = await passback.requestRun(launch, { kind: 'post', selection: { kind: 'all' } });
    await passback.cancelRun(launch, runId);
  }

  it('stands in every query of cells, books, items, rows, receipts and runs, except a worker’s search for work', () => {
    expect(new Set(queries.map(({ collection }) => collection))).to.deep.equal(new Set(sharded));
    for (const { collection, filter } of queries) {
      const names = namesIn(filter);
      if (collection === 'runs' && searches.includes(names.join())) continue;
      const course = collection === 'cell_books' ? '_id' : 'courseKey';
      expect(names, `${collection}: ${names.join(', ')}`).to.include.members(['institutionId', course]);
    }
  });

  it('begins every index, so that none of these queries reads a whole collection', async () => {
    const db = connection.getClient().db(connection.name);
    const seen = new Set<string>();
    for (const { collection, filter } of queries) {
      const shape = `${collection}: ${namesIn(filter).join(', ')}`;
      if (seen.has(shape)) continue;
      seen.add(shape);
      const plan = await db.collection(collection).find(filter).explain('queryPlanner');
      const text = JSON.stringify(plan);
      expect(text, shape).to.match(/"(IXSCAN|IDHACK|EXPRESS_IXSCAN|EXPRESS_IDHACK)/);
      expect(text, shape).to.not.contain('"COLLSCAN"');
    }
    for (const collection of sharded.filter((name) => name !== 'cell_books' && name !== 'runs')) {
      const indexes = await db.collection(collection).indexes();
      const keys = indexes.map(({ key }) => Object.keys(key)).filter(([first]) => first !== '_id');
      for (const names of keys)
        expect(names.slice(0, 2), collection).to.deep.equal(['institutionId', 'courseKey']);
    }
    const unique = (await db.collection('runs').indexes()).filter((index) => index.unique);
    expect(unique.map(({ key }) => Object.keys(key))).to.deep.equal([['institutionId', 'courseKey', 'slot']]);
  });
});

/** The filters of one command of the driver. */
function listQueries(command: mongoose.mongo.Document): Query[] {
  const parts: readonly [name: unknown, filters: readonly unknown[]][] = [
    [command['find'], [command['filter']]],
    [command['findAndModify'], [command['query']]],
    [command['aggregate'], [matchOf(command['pipeline'])]],
    [command['update'], entriesOf(command['updates'])],
    [command['delete'], entriesOf(command['deletes'])],
  ];
  return parts.flatMap(([collection, filters]) =>
    typeof collection === 'string' && sharded.includes(collection)
      ? filters.flatMap((filter) => (isDocument(filter) ? [{ collection, filter }] : []))
      : [],
  );
}

/** All leading `$match` stages as one filter. */
function matchOf(pipeline: unknown): unknown {
  if (!Array.isArray(pipeline)) return undefined;
  const end = pipeline.findIndex((stage: unknown) => !isDocument(stage) || stage['$match'] === undefined);
  const leading = end === -1 ? pipeline : pipeline.slice(0, end);
  const matches = leading.flatMap((stage: unknown) => (isDocument(stage) ? stage['$match'] : []));
  return { $and: matches };
}

function entriesOf(list: unknown): unknown[] {
  return Array.isArray(list) ? list.map((one: unknown) => (isDocument(one) ? one['q'] : undefined)) : [];
}

function namesIn(filter: mongoose.mongo.Document): string[] {
  const parts = filter['$and'];
  const inner = Array.isArray(parts) ? parts.filter(isDocument).flatMap(namesIn) : [];
  return [...Object.keys(filter).filter((name) => name !== '$and'), ...inner].sort();
}

function isDocument(value: unknown): value is mongoose.mongo.Document {
  return typeof value === 'object' && value !== null;
}
