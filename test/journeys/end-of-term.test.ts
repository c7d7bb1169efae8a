import { expect } from 'chai';
import type { AssignmentChange } from '../../sandbox/canvas/school/assignment-store.ts';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import type { RunItem, RunSummary } from '../../src/domain/run.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { readSisGradebook } from '../support/sis-reader.ts';
import { connectTeacher, type Teacher } from '../support/teacher.ts';

const classes = { first: 'cls-bio9-1', second: 'cls-bio9-2' };

/** From the last lesson to the day after: what a teacher of Biology 9 sees when Canvas closes her course. */
describe('The last week of a term', function () {
  this.timeout(120_000);
  const mongo = useMongo();
  let sandbox: TestSandbox;
  let teacher: Teacher;
  let run: RunSummary;
  let items: readonly RunItem[];
  const names: Record<string, number> = {};

  /** Adds an assignment of that week to a group that the SIS knows. */
  async function assign(name: string, change: AssignmentChange): Promise<number> {
    const { store } = sandbox.canvas;
    const groups = await store.groups.list(teacher.course.id);
    const group = groups.find((one) => one.name === 'Homework');
    const fields = { pointsPossible: 10, postToSis: true, published: true, groupId: group?.id ?? 0 };
    const made = await store.assignments.create(teacher.course.id, { name, ...fields, ...change });
    if (!made.ok) throw new Error(`Canvas refused ${name}`);
    names[name] = made.value.id;
    return made.value.id;
  }

  before('the week', async () => {
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool() });
    teacher = await connectTeacher(sandbox, 'Biology 9');
    const { store } = sandbox.canvas;
    const { id: courseId } = teacher.course;
    await teacher.post();

    const sections = await store.courses.sections(courseId);
    const [first, second] = sections;
    if (!first || !second) throw new Error('the sample has too few sections');
    const enrolled = (await store.people.enrollments(courseId)).filter(
      ({ type, state }) => type === 'StudentEnrollment' && state === 'active',
    );
    const inFirst = enrolled.filter(({ sectionId }) => sectionId === first.id).map(({ userId }) => userId);
    const [whole = 0, half = 0] = inFirst;
    const grade = (assignmentId: number, studentId: number) => ({
      ...{ assignmentId, studentId, graderId: teacher.canvasUserId },
    });

    const debate = await assign('Gene editing debate', {
      dueAt: null,
      checkpoints: [
        {
          tag: 'reply_to_topic',
          pointsPossible: 4,
          dueAt: new Date('2026-11-23T05:59:59Z'),
          sectionDues: [],
        },
        {
          tag: 'reply_to_entry',
          pointsPossible: 6,
          dueAt: new Date('2026-11-25T05:59:59Z'),
          sectionDues: [],
        },
      ],
    });
    await store.gradebook.setPartScore(grade(debate, whole), 'reply_to_topic', 4);
    await store.gradebook.setPartScore(grade(debate, whole), 'reply_to_entry', 5.5);
    await store.gradebook.setPartScore(grade(debate, half), 'reply_to_topic', 3);

    const review = await assign('Exam review', {
      dueAt: new Date('2026-11-26T05:59:59Z'),
      moduleSectionIds: [first.id],
    });
    for (const studentId of inFirst) await store.gradebook.setScore(grade(review, studentId), 8);

    // One section has its own date: `overrides` shows it only to people who may manage assignments.
    const poster = await assign('Ecosystem poster', {
      dueAt: new Date('2026-11-24T05:59:59Z'),
      overrides: [
        {
          ...{ title: second.name, sectionId: second.id, studentIds: null },
          ...{ dueAt: new Date('2026-11-27T05:59:59Z'), unlockAt: null, lockAt: null },
        },
      ],
    });
    for (const { userId } of enrolled) await store.gradebook.setScore(grade(poster, userId), 9);

    await store.courses.setEndAt(courseId, new Date(Date.now() - 60_000), true);
    await store.account.setTermEnd(new Date(Date.now() - 60_000));
    run = await teacher.post();
    items = await teacher.readItems(run);
  });
  after(() => sandbox?.stop());

  const itemsOf = (name: string) => items.filter(({ assignmentId }) => assignmentId === String(names[name]));
  const lineItemsOf = async (name: string) =>
    (await readSisGradebook(sandbox, '1.2')).lineItems.filter(({ title }) => title === name);

  it('CF11 CF18 posts after the course has ended, for a teacher who may no longer manage it', () => {
    expect(run.problem).to.equal(null);
    expect(run.state).to.match(/^completed/);
    const { eligible, sent, confirmed, unchanged, heldBack, skipped, failed } = run.counts;
    expect(sent + confirmed + unchanged + heldBack + skipped + failed).to.equal(eligible);
    expect(confirmed).to.be.above(20);
  });

  it('CF15 sends a discussion with the sum of its parts and the last part’s date; one without its last grade waits', async () => {
    const [lineItem] = await lineItemsOf('Gene editing debate');
    expect(lineItem?.dueDate).to.match(/^2026-11-24/);
    const sent = itemsOf('Gene editing debate').filter(({ outcome }) => outcome === 'confirmed');
    expect(sent.map(({ score }) => score)).to.deep.equal([9.5]);
    const waiting = itemsOf('Gene editing debate').filter(({ outcome }) => outcome === 'skipped');
    expect(waiting.map(({ reason }) => reason)).to.deep.equal(['grade_hidden']);
  });

  it('CF14 creates a module’s assignment only in the class that has it', async () => {
    const lineItems = await lineItemsOf('Exam review');
    expect(lineItems.map((one) => one.class.sourcedId)).to.deep.equal([classes.first]);
  });

  it('CF13 sends each class its own due date although Canvas now withholds overrides', async () => {
    const days = (await lineItemsOf('Ecosystem poster')).map((one) => [
      one.class.sourcedId,
      one.dueDate.slice(0, 10),
    ]);
    expect(Object.fromEntries(days)).to.deep.equal({
      [classes.first]: '2026-11-23',
      [classes.second]: '2026-11-26',
    });
  });

  it('a second post finds nothing to send, and says so', async () => {
    const again = await teacher.post();
    expect(again.counts).to.include({ confirmed: 0, sent: 0 });
    expect(again.counts.unchanged).to.be.above(20);
  });
});
