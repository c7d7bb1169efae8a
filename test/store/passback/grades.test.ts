import { expect } from 'chai';
import { createGradeStore, type Grade, type GradeRecord } from '../../../src/store/passback/grades.ts';
import { useMongo } from '../../support/mongodb.ts';

const course = { key: 'i:c', institutionId: 'i' };
const grade = (personId: string, score: number | null, excused = false): Grade => ({
  assignmentId: 'a',
  personId,
  score,
  textGrade: null,
  excused,
  late: false,
  missing: false,
  gradedAt: null,
  postedAt: null,
  pendingReview: false,
  customStatus: false,
});

describe('the mirror of grades', () => {
  const mongo = useMongo();
  const at = (second: number) => new Date(Date.UTC(2026, 9, 5, 12, 0, second));
  const readAll = async (): Promise<GradeRecord[]> => {
    const all = await createGradeStore(mongo.connection()).find('i:c', 'a', null);
    return all.sort((one, other) => (one.personId < other.personId ? -1 : 1));
  };
  before(() => createGradeStore(mongo.connection()).ensureIndexes());
  beforeEach(() => mongo.connection().collection('grades').deleteMany({}));

  it('R9 never lets an older reading overwrite a newer one, and still saves the rest of its page', async () => {
    const grades = createGradeStore(mongo.connection());
    await grades.savePage(course, [grade('p1', 9)], at(10));
    await grades.savePage(course, [grade('p1', 3), grade('p2', 4)], at(5));
    expect((await readAll()).map((one) => one.score)).to.deep.equal([9, 4]);
    await grades.savePage(course, [grade('p1', 5)], at(11));
    expect((await readAll()).map((one) => one.score)).to.deep.equal([5, 4]);
  });

  it('stores nothing for work without a grade, but clears a removed grade', async () => {
    const grades = createGradeStore(mongo.connection());
    await grades.savePage(course, [grade('p1', null), grade('p2', 7), grade('p3', null, true)], at(1));
    expect((await readAll()).map((one) => one.personId)).to.deep.equal(['p2', 'p3']);
    await grades.savePage(course, [grade('p2', null)], at(2));
    expect((await readAll())[0]?.score).to.equal(null);
  });

  it('counts hidden grades', async () => {
    const grades = createGradeStore(mongo.connection());
    await grades.savePage(course, [grade('p1', 1), { ...grade('p2', 2), postedAt: at(0) }], at(1));
    expect(await grades.findAssignmentsWithHidden('i:c')).to.deep.equal(['a']);
    expect(await grades.countHidden('i:c', ['a'], null)).to.equal(1);
    expect(await grades.countHidden('i:c', ['b'], null)).to.equal(0);
  });
});
