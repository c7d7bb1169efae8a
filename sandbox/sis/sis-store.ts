import type mongoose from 'mongoose';
import type { Log } from '../../src/log.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { CategoryRecord, LedgerEntry, LineItemRecord, ResultRecord } from './records.ts';
import { buildRoster, type Roster, type RosterRows } from './roster.ts';

/** Majority and journal: grades survive a crash of the database. */
export const journaled = { writeConcern: { w: 'majority', journal: true } } as const;

/** A slice of the roster. Slices keep a large district below MongoDB's limit of 16 MB per document. */
interface RosterSlice {
  readonly rows: Partial<RosterRows>;
  readonly seededAt: Date;
}

const rowsPerSlice = 2_000;

const rosterKinds = ['orgs', 'academicSessions', 'courses', 'classes', 'users', 'enrollments'] as const;

type Collection<T extends object> = mongoose.mongo.Collection<T>;

/** What the sandbox SIS keeps in MongoDB, in a database of its own. */
export interface SisStore {
  readonly categories: Collection<CategoryRecord>;
  readonly lineItems: Collection<LineItemRecord>;
  readonly results: Collection<ResultRecord>;
  readonly roster: () => Roster;
  readonly replaceRoster: (rows: RosterRows, seededAt: Date) => Promise<void>;
  readonly ledger: Ledger;
}

function slice(rows: RosterRows, seededAt: Date): RosterSlice[] {
  return rosterKinds.flatMap((kind) =>
    Array.from({ length: Math.ceil(rows[kind].length / rowsPerSlice) }, (_, index) => ({
      rows: { [kind]: rows[kind].slice(index * rowsPerSlice, (index + 1) * rowsPerSlice) },
      seededAt,
    })),
  );
}

function join(slices: readonly RosterSlice[]): Roster {
  const rows: RosterRows = {
    orgs: slices.flatMap((part) => part.rows.orgs ?? []),
    academicSessions: slices.flatMap((part) => part.rows.academicSessions ?? []),
    courses: slices.flatMap((part) => part.rows.courses ?? []),
    classes: slices.flatMap((part) => part.rows.classes ?? []),
    users: slices.flatMap((part) => part.rows.users ?? []),
    enrollments: slices.flatMap((part) => part.rows.enrollments ?? []),
  };
  return buildRoster(rows, slices[0]?.seededAt ?? new Date(0));
}

async function createIndexes(store: Pick<SisStore, 'categories' | 'lineItems' | 'results'>): Promise<void> {
  await store.categories.createIndex({ classId: 1 });
  await store.lineItems.createIndex({ classId: 1, _id: 1 });
  await store.results.createIndex({ classId: 1, _id: 1 });
  await store.results.createIndex({ lineItemId: 1, _id: 1 });
  for (const collection of [store.categories, store.lineItems, store.results]) {
    await collection.createIndex({ suppliedId: 1 }, { sparse: true });
  }
}

/** Opens the collections in `connection`'s database, builds the indexes and reads the roster into memory. */
export async function openSisStore(connection: mongoose.Connection, log: Log): Promise<SisStore> {
  const db = connection.getClient().db(connection.name);
  const rosters = db.collection<RosterSlice>('roster');
  const ledger = createLedger(db.collection<LedgerEntry>('ledger'), log);
  const gradebook = {
    categories: db.collection<CategoryRecord>('categories'),
    lineItems: db.collection<LineItemRecord>('lineItems'),
    results: db.collection<ResultRecord>('results'),
  };
  await createIndexes(gradebook);
  let roster = join(await rosters.find().toArray());
  return {
    ...gradebook,
    roster: () => roster,
    replaceRoster: async (rows, seededAt) => {
      await rosters.deleteMany({}, journaled);
      const slices = slice(rows, seededAt);
      if (slices.length > 0) await rosters.insertMany(slices, journaled);
      roster = buildRoster(rows, seededAt);
    },
    ledger,
  };
}
