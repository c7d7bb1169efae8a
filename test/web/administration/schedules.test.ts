import { expect } from 'chai';
import { inventedSchool } from '../../../sandbox/sample/invented-school.ts';
import type { LaunchContext } from '../../../src/domain/launch-context.ts';
import { planAccount } from '../../bench/measure-schedule.ts';
import { describeAdministrator } from '../../support/administrator.ts';
import { en, say } from '../../support/english.ts';
import { useMongo } from '../../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts';
import { authorize, giveConsent } from '../../support/teacher.ts';
import { visitTool } from '../../support/visit-tool.ts';

const texts = en.administration.schedules;
const schedulesPath = '/administration/schedules';
const subAccount = { id: 71, name: 'High schools' };

describe('Administration › Schedules', function () {
  this.timeout(120_000);
  const mongo = useMongo();
  let sandbox: TestSandbox;
  let adminId: number;
  let administrator: LaunchContext;
  let visitor: Awaited<ReturnType<typeof visitTool>>;

  before(async () => {
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool() });
    const { store } = sandbox.canvas;
    await store.models.accounts.updateOne({}, { $set: { subAccounts: [subAccount] } });
    await store.models.courses.updateOne({ name: 'Biology 9' }, { $set: { accountId: subAccount.id } });
    administrator = await describeAdministrator(sandbox);
    adminId = Number(administrator.person.canvasUserId);
    visitor = await visitTool(sandbox, administrator);
  });
  after(() => sandbox?.stop());

  const entries = (over: Readonly<Record<string, string>> = {}): [string, string][] =>
    Object.entries({
      name: 'High schools by night',
      hour: '1',
      everyHours: '',
      timeZone: 'America/Chicago',
      spreadMinutes: '0',
      days: '1',
      ...over,
    });
  const addressOf = (html: string): string =>
    /\/s\/[^"]+\/administration\/schedules\/[0-9a-f]{24}(?=")/.exec(html)?.[0] ?? '';

  it('asks an administrator to connect Canvas, creates a schedule in their name, and syncs its courses', async () => {
    const { scheduleRunner } = sandbox.product.services;
    const before = await visitor.get(schedulesPath);
    expect(before.text).to.contain(say(texts.none)).and.to.contain(say(texts.connect));
    const link = /href="([^"]+)"[^>]*data-connect/.exec(before.html)?.[1] ?? '';
    await authorize(sandbox, adminId, link.replaceAll('&amp;', '&'));

    const form = await visitor.get(`${schedulesPath}/new`);
    expect(form.text).to.contain('High schools');
    const created = await visitor.post(`${schedulesPath}/new`, entries({ accounts: String(subAccount.id) }));
    expect(created.text)
      .to.contain(say(texts.done.created))
      .and.to.contain('High schools by night')
      .and.to.contain(say(texts.inNameOf, { name: administrator.person.name }))
      .and.to.contain('Monday at 1:00 AM')
      .and.to.contain('In High schools');

    const address = addressOf(created.html);
    const started = await visitor.post(`${address}/run-now`);
    expect(started.text).to.contain(say(texts.done.started));
    expect(await scheduleRunner.planOnce()).to.equal(true);
    expect(await scheduleRunner.startDue()).to.equal(1);
    await sandbox.workOff();
    const { stores } = sandbox.product.services;
    const [run] = await stores.passback.runs.findOfInstitution(sandbox.institutionId, {
      states: null,
      limit: 1,
    });
    expect(run?.course.title).to.equal('Biology 9');
    expect(run?.counts?.confirmed).to.be.greaterThan(0);
    const { text } = await visitor.get(schedulesPath);
    expect(text).to.contain(say(texts.found, { count: 1 }));
    // Teachers read in their history which schedule it was.
    const runPage = await visitor.get(`/administration/runs/${run?._id}`);
    expect(runPage.text).to.contain('High schools by night');
  });

  it('changes, suspends, pauses and deletes it, each recorded', async () => {
    const { html } = await visitor.get(schedulesPath);
    const address = addressOf(html);
    const faulty = await visitor.post(address, [
      ['name', ''],
      ['days', '9'],
      ['accounts', '999'],
    ]);
    expect(faulty.status).to.equal(422);
    expect(faulty.text)
      .to.contain(say(en.administration.form.faults.required))
      .and.to.contain(say(en.administration.form.faults.choice));
    const tooLong = await visitor.post(address, entries({ everyHours: '1', spreadMinutes: '240' }));
    expect(tooLong.text).to.contain(say(en.administration.form.faults.spread));
    const saved = await visitor.post(address, entries({ everyHours: '6', name: 'By day' }));
    expect(saved.text).to.contain('Monday from 1:00 AM, every 6 hours').and.to.contain(say(texts.whole));

    const suspended = await visitor.post(`${address}/switch`, [['enabled', 'no']]);
    expect(suspended.text).to.contain(say(texts.status.suspended));
    expect((await visitor.post(`${address}/run-now`)).status).to.equal(404);
    await visitor.post(`${address}/switch`, [['enabled', 'yes']]);
    const paused = await visitor.post(`${schedulesPath}/pause`, [['paused', 'yes']]);
    expect(paused.text).to.contain(say(texts.paused));
    expect((await visitor.post(`${address}/run-now`)).status).to.equal(409);
    await visitor.post(`${schedulesPath}/pause`, [['paused', 'no']]);
    const removed = await visitor.post(`${address}/remove`);
    expect(removed.text).to.contain(say(texts.none));

    const { audit } = sandbox.product.services;
    const { lines } = await audit.read(sandbox.institutionId, {
      actions: ['setting_changed'],
      page: null,
      limit: 50,
    });
    const done = lines.filter(({ facts }) => String(facts['setting']).startsWith('schedule '));
    expect(done.map(({ facts }) => facts['to']).toReversed()).to.deep.equal([
      'created',
      'saved',
      'suspended',
      'enabled',
      'removed',
    ]);
  });

  it('asks Canvas once for each of many courses, and once more for the context of one that is new to us', async () => {
    const size = { courses: 230, markedEvery: 23, slowMs: 0 };
    const { scheduleRunner } = sandbox.product.services;
    const { found, requests } = await planAccount(sandbox, visitor, size, () => scheduleRunner.planOnce());
    expect(found).to.include({ courses: 230, chosen: 10, withoutAssignments: 220, problem: null });
    expect(requests).to.deep.equal({ lists: 3, assignments: 230, contexts: 10, refused: 0 });
  });

  it('S70 reads in nobody’s name but the administrator’s own', async () => {
    // Another administrator's session with the first one's Canvas id, as a forged launch would have it.
    const { person } = administrator;
    const forged = await visitTool(sandbox, {
      ...administrator,
      person: { ...person, ltiUserId: 'somebody-else' },
    });
    expect((await forged.get(`${schedulesPath}/new`)).text).to.contain(say(texts.connect));
    expect((await forged.post(`${schedulesPath}/new`, entries())).text).to.contain(say(texts.connect));
    // A consent that a course asked for covers no account.
    await giveConsent(sandbox, adminId);
    expect((await visitor.get(`${schedulesPath}/new`)).text).to.contain(say(texts.connect));
  });
});
