import { expect } from 'chai';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { connectTeacher } from '../support/teacher.ts';

describe('a school that sends more than points, to a SIS that creates by POST', function () {
  this.timeout(60_000);
  const mongo = useMongo();
  let sandbox: TestSandbox;
  before(async () => {
    sandbox = await startTestSandbox({
      mongoUri: mongo.uri(),
      sample: inventedSchool(),
      institutionSettings: {
        textScores: 'all',
        comments: 'status',
        zeroPoints: 'send',
        overMaximum: 'cap',
        lineItemMetadata: 'source=canvas; section=[section]',
      },
      sisStyle: { putCreates: false },
    });
  });
  after(() => sandbox?.stop());

  it('P17 P18 P19 OF18 gets letters, comments, extra credit and its own metadata, under ids of its own', async () => {
    const { assignments } = sandbox.canvas.store;
    const english = await sandbox.findCourse('English 10 and English 10 Honors');
    const quiz = (await assignments.list(english.id)).find(({ name }) => name === 'Vocabulary list 4');
    await assignments.edit(quiz?.id ?? 0, { pointsPossible: 0 });
    const teacher = await connectTeacher(sandbox, 'English 10 and English 10 Honors');
    const run = await teacher.post();
    expect(run.counts).to.include({ failed: 0, sent: 0 });
    const lineItems = await sandbox.sis.store.lineItems.find().toArray();
    expect(lineItems.every(({ suppliedId }) => suppliedId !== undefined)).to.equal(true);
    expect(lineItems[0]?.metadata).to.deep.equal({ source: 'canvas', section: lineItems[0]?.classId });
    const named = (name: string) => lineItems.filter(({ title }) => title === name);
    const resultsOf = async (name: string) =>
      sandbox.sis.store.results.find({ lineItemId: { $in: named(name).map(({ _id }) => _id) } }).toArray();
    expect(named('Vocabulary list 4').map(({ resultValueMax }) => resultValueMax)).to.include(0);
    expect((await resultsOf('Vocabulary list 4')).some(({ score }) => score === 11.5)).to.equal(true);
    const journal = await resultsOf('Reading journal, October');
    const graded = journal.filter(({ scoreStatus }) => scoreStatus === 'fully graded');
    expect(graded.length).to.be.above(0);
    expect(graded.every(({ textScore }) => /^[A-F][+-]?$/.test(textScore ?? ''))).to.equal(true);
    const all = await sandbox.sis.store.results.find().toArray();
    expect(all.filter(({ late }) => late).map(({ comment }) => comment)).to.include('Late');
  });
});
