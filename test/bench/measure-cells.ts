import mongoose from 'mongoose';
import { connectMongo } from '../../src/store/connect.ts';
import type { TestMongo } from '../support/mongodb.ts';
import { type BenchCourse, maxInFlight, openBenchCourse } from './bench-course.ts';
import type { CourseSize } from './synthetic-school.ts';

/** What a course of one size costs, in milliseconds of wall time unless it says otherwise. */
export interface CellCosts {
  readonly cells: number;
  readonly firstMs: number;
  /** The first post's PUTs sent again with nothing around them. */
  readonly bareMs: number;
  readonly remasterMs: number;
  /** Stages 2 to 5 of a nightly sync in which nothing changed. */
  readonly unchangedMs: number;
  readonly unchangedSisReads: number;
  readonly unchangedSisWrites: number;
  /** Documents that an unchanged run added, and the size of its own, in bytes. */
  readonly unchangedDocuments: number;
  readonly runBytes: number;
  /** Reading what Post Grades, History and Compare show, with nothing changed. */
  readonly postGradesMs: number;
  readonly historyMs: number;
  readonly compareMs: number;
}

/** Measures one course over the fast SIS, which answers at once. */
export async function measureCells(mongo: TestMongo, size: CourseSize): Promise<CellCosts> {
  const connection = await connectMongo({ uri: mongo.newDatabase(), kind: mongo.handle.kind });
  const course = await openBenchCourse(connection, size);
  try {
    const first = await postWhole(course, 'post');
    const bareMs = await course.replay([...course.writes], maxInFlight);
    course.forgetWrites();
    const remaster = await postWhole(course, 'remaster');
    // Sees the line items as they are now; from here on nothing changes.
    await course.post('post');
    const before = await countDocuments(connection);
    course.sis.reset();
    const unchanged = await course.post('nightly');
    const { reads, writes } = course.sis.counts;
    const after = await countDocuments(connection);
    const { passback, launch } = course;
    const never = new AbortController().signal;
    return {
      cells: size.students * size.assignments,
      firstMs: first.ms,
      bareMs,
      remasterMs: remaster.ms,
      unchangedMs: unchanged.stages.slice(1).reduce((sum, ms) => sum + ms, 0),
      unchangedSisReads: reads,
      unchangedSisWrites: writes,
      unchangedDocuments: after - before,
      runBytes: await measureDocument(connection, unchanged.run.id),
      postGradesMs: await measureBest(() => passback.readPostGrades(launch, never)),
      historyMs: await measureBest(() => passback.readHistory(launch, { limit: 25, before: null })),
      compareMs: await measureBest(() =>
        passback.readComparison(launch, { group: 'changed_in_sis', page: 1 }),
      ),
    };
  } finally {
    await course.close();
    await connection.dropDatabase();
    await connection.close();
  }
}

/** How much of the time that a SIS with this latency allows a first post uses, from 0 to 1. */
export async function measureUse(mongo: TestMongo, size: CourseSize, latencyMs: number): Promise<number> {
  const connection = await connectMongo({ uri: mongo.newDatabase(), kind: mongo.handle.kind });
  const course = await openBenchCourse(connection, size);
  try {
    course.sis.latencyMs = latencyMs;
    const { ms } = await postWhole(course, 'post');
    return (course.writes.length * latencyMs) / maxInFlight / ms;
  } finally {
    await course.close();
    await connection.dropDatabase();
    await connection.close();
  }
}

async function postWhole(course: BenchCourse, kind: 'post' | 'remaster') {
  const posted = await course.post(kind);
  const { state, counts } = posted.run;
  if (state !== 'completed' || counts.confirmed !== course.size.students * course.size.assignments) {
    throw new Error(`a run ended as ${state} with ${counts.confirmed} grades confirmed`);
  }
  return posted;
}

async function countDocuments(connection: mongoose.Connection): Promise<number> {
  const collections = await connection.listCollections();
  const counts = collections.map(({ name }) => connection.collection(name).countDocuments());
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function measureDocument(connection: mongoose.Connection, runId: string): Promise<number> {
  const found = await connection.collection<{ _id: string }>('runs').findOne({ _id: runId });
  return found === null ? Number.NaN : mongoose.mongo.BSON.calculateObjectSize(found);
}

/** Of three: what the page costs, not what else the machine was doing. */
async function measureBest(read: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const startedAt = performance.now();
    await read();
    best = Math.min(best, performance.now() - startedAt);
  }
  return best;
}
