import { expect } from 'chai';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { connectTeacher } from '../support/teacher.ts';

describe('a SIS without bulk POSTs and without the results of a class', function () {
  this.timeout(60_000);
  const mongo = useMongo();
  let sandbox: TestSandbox;
  let asked: string[] = [];
  before(async () => {
    sandbox = await startTestSandbox({
      mongoUri: mongo.uri(),
      sample: inventedSchool(),
      institutionSettings: { firstGrades: 'together' },
      sisStyle: { bulkPosts: false, classResults: false },
      wrapHttp: (http) => (request) => {
        asked.push(`${request.method} ${new URL(request.url).pathname.replace(/.*\/v1p2/, '')}`);
        return http(request);
      },
    });
  });
  after(() => sandbox?.stop());

  const columns = () => asked.filter((one) => /^POST \/lineItems\/[^/]+\/results$/.test(one));
  const lists = () => asked.filter((one) => /^GET \/classes\/[^/]+\/results$/.test(one));

  it('OF15 OF17 gets every grade by PUT, read back line item by line item, and is not asked again', async () => {
    const teacher = await connectTeacher(sandbox, 'English 10 and English 10 Honors');
    const run = await teacher.post();
    expect(run.counts).to.include({ failed: 0, sent: 0, pending: 0 });
    expect(run.counts.confirmed).to.be.above(0);
    expect(await sandbox.sis.store.results.countDocuments()).to.equal(run.counts.confirmed);
    // As many columns as are in flight at once may have been tried.
    expect(columns().length).to.be.within(1, 4);
    expect(lists()).to.have.length.within(1, 4);
    asked = [];
    await teacher.remaster();
    expect(asked.some((one) => one.startsWith('PUT /results/'))).to.equal(true);
    expect([...columns(), ...lists()]).to.deep.equal([]);
  });
});
