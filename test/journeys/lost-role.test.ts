import { expect } from 'chai';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { connectTeacher } from '../support/teacher.ts';

describe('A teacher who loses their role in the course', function () {
  this.timeout(60_000);
  const mongo = useMongo();
  let sandbox: TestSandbox;
  before(async () => {
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool() });
  });
  after(() => sandbox?.stop());

  it('S11 can write nothing from a session that is still open: Canvas no longer answers in their name', async () => {
    const teacher = await connectTeacher(sandbox, 'Algebra I');
    const { people } = sandbox.canvas.store;
    const own = (await people.enrollments(teacher.course.id)).filter(
      (one) => one.userId === teacher.canvasUserId,
    );
    for (const { id } of own) await people.setEnrollmentState(id, 'deleted');

    const run = await teacher.post();
    expect(run.state).to.equal('failed');
    expect(run.problem?.code).to.match(/^canvas_/);
    expect(await sandbox.sis.readLedger()).to.deep.equal([]);
  });
});
