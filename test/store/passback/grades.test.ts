import { expect } from 'chai';
import { createGradeStore, type Grade, type GradeStore } from '../../../src/store/passback/grades.ts';
import { useMongo } from '../../support/mongodb.ts';

const course = { key: 'inst1:course1', institutionId: 'inst1' };
const readAt = new Date('2026-09-04T12:00:00.900Z');
const secondsLater = (seconds: number): Date => new Date(readAt.getTime() + seconds * 1_000);

function grade(score: number): Grade {
  return {
    assignmentId: 'a1',
    personId: 'p1',
    score,
    excused: false,
    late: false,
    missing: false,
    gradedAt: readAt,
    postedAt: readAt,
    pendingReview: false,
  };
}

describe('the mirror of grades', () => {
  const mongo = useMongo();
  let store: GradeStore;
  beforeEach(async () => {
    store = createGradeStore(mongo.connection());
    await mongo.connection().collection('grades').deleteMany({});
    await store.savePage(course, [grade(1)], readAt);
  });

  async function readScore(): Promise<number | null | undefined> {
    for await (const [first] of store.streamAssignment(course.key, 'a1', 10)) return first?.score;
    return undefined;
  }

  it('keeps what the newer reading says', async () => {
    await store.savePage(course, [grade(2)], secondsLater(5));
    expect(await readScore()).to.equal(2);
  });

  it('never lets an older reading, finished late, overwrite a newer one', async () => {
    await store.savePage(course, [grade(2)], secondsLater(-5));
    expect(await readScore()).to.equal(1);
  });

  it('takes a reading of the same second, whose time in whole seconds cannot say which came first', async () => {
    await store.savePage(course, [grade(2)], secondsLater(-0.9));
    expect(await readScore()).to.equal(2);
  });
});
