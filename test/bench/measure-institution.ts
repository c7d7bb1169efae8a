import type mongoose from 'mongoose';
import { courseOfLaunch } from '../../src/passback/runs/launched-course.ts';
import { connectMongo } from '../../src/store/connect.ts';
import type { TestMongo } from '../support/mongodb.ts';
import { makeLaunch } from '../support/passback/harness.ts';
import { openBenchCourse } from './bench-course.ts';
import { watchMemory } from './measure-memory.ts';
import type { CourseSize } from './synthetic-school.ts';

/** What an unchanged night of a whole institution costs. */
export interface InstitutionCosts {
  readonly cells: number;
  /** The most memory that the worker took, above what it held before, in bytes. */
  readonly liveBytes: number;
  readonly rssBytes: number;
  /** What the night added to the database for each course, in documents and bytes. */
  readonly documents: number;
  readonly bytes: number;
  /** Of one course, in milliseconds. */
  readonly ms: number;
}

/**
 * Posts one course, copies what is stored of it until the institution has `courses` of them, and syncs `nights` courses
 * at night, round and round.
 */
export async function measureInstitution(
  mongo: TestMongo,
  { size, courses, nights }: { readonly size: CourseSize; readonly courses: number; readonly nights: number },
): Promise<InstitutionCosts> {
  const connection = await connectMongo({ uri: mongo.newDatabase(), kind: mongo.handle.kind });
  const course = await openBenchCourse(connection, size);
  try {
    await course.post('post');
    await course.post('post');
    const { institutionId } = course.launch;
    const launches = Array.from({ length: courses }, (_, n) => makeLaunch(institutionId, `context-${n + 1}`));
    const [first, ...others] = launches.map((launch) => courseOfLaunch(launch).key);
    if (first === undefined) throw new Error('no course');
    for (const to of others) await copyCourse(connection, first, to);
    const before = await measureRuns(connection);
    const startedAt = performance.now();
    const use = await watchMemory(async () => {
      for (let night = 0; night < nights; night += 1) {
        const { run } = await course.post('nightly', launches[night % courses]);
        if (run.state !== 'nothing_to_send') throw new Error(`an unchanged night ended as ${run.state}`);
      }
    });
    const ms = (performance.now() - startedAt) / nights;
    const after = await measureRuns(connection);
    return {
      cells: await connection.collection('cells').countDocuments(),
      ...use,
      documents: (after.documents - before.documents) / nights,
      bytes: (after.bytes - before.bytes) / nights,
      ms,
    };
  } finally {
    await course.close();
    await connection.dropDatabase();
    await connection.close();
  }
}

/** Collections with documents of a course, except its runs. */
const copied = [
  'courses',
  'members',
  'grades',
  'student_totals',
  'cells',
  'cell_books',
  'line_item_receipts',
  'category_mappings',
] as const;

/** Stores everything known of a course once more, under another course's key and rosters. */
async function copyCourse(connection: mongoose.Connection, from: string, to: string): Promise<void> {
  const mirror = await connection
    .collection<{ _id: string; rosterId: string }>('courses')
    .findOne({ _id: from });
  const rosterId = mirror?.rosterId ?? '';
  const rename = (text: string): string => text.replace(from, to).replace(rosterId, `${rosterId}-${to}`);
  for (const name of copied) {
    const collection = connection.collection<{ _id: string }>(name);
    const documents = await collection.find({ $or: [{ courseKey: from }, { _id: from }] }).toArray();
    if (documents.length === 0) continue;
    await collection.insertMany(documents.map((document) => renameIn(document, rename)));
  }
}

/** The same value with every text in it renamed. */
function renameIn<T>(value: T, rename: (text: string) => string): T;
function renameIn(value: unknown, rename: (text: string) => string): unknown {
  if (typeof value === 'string') return rename(value);
  if (Array.isArray(value)) return value.map((one) => renameIn(one, rename));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, renameIn(one, rename)]));
}

/** Of everything that grows with each night. */
async function measureRuns(connection: mongoose.Connection): Promise<{ documents: number; bytes: number }> {
  let [documents, bytes] = [0, 0];
  for (const { name } of await connection.listCollections()) {
    const [found] = await connection
      .collection(name)
      .aggregate<{ count: number; bytes: number }>([
        { $group: { _id: null, count: { $sum: 1 }, bytes: { $sum: { $bsonSize: '$$ROOT' } } } },
      ])
      .toArray();
    documents += found?.count ?? 0;
    bytes += found?.bytes ?? 0;
  }
  return { documents, bytes };
}
