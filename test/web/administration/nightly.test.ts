import { expect } from 'chai';
import type { Institution } from '../../../src/domain/institution.ts';
import { type AdminApp, administratorOf, createAdminApp, type Visitor } from '../../support/admin-app.ts';
import { en, say } from '../../support/english.ts';
import { useMongo } from '../../support/mongodb.ts';
import { buildInstitution, buildLaunch } from '../../support/passback-fixtures.ts';
import { readText } from '../../support/read-page.ts';

const runNow = '/administration/nightly/run-now';

describe('Administration › Overview › Nightly syncs', () => {
  const mongo = useMongo();
  let tool: AdminApp;
  let clients = 0;

  before(async () => {
    tool = await createAdminApp(mongo.connection());
  });
  after(() => tool?.close());

  /** A school that offers nightly syncs, with `courses` in which one is on. */
  async function addSchool(courses: number): Promise<{ institution: Institution; visitor: Visitor }> {
    clients += 1;
    const plain = await tool.addInstitution({
      platform: { ...buildInstitution().platform, clientId: String(clients) },
    });
    const institution = await change(plain, { nightlySyncOffered: true });
    for (let n = 1; n <= courses; n += 1) {
      const { course, ...launch } = buildLaunch({ institutionId: institution.id });
      if (course === null) throw new Error('a launch without course');
      const entered = { ...course, contextId: `context-${n}`, title: `Algebra <${n}>` };
      await tool.services.nightly.switchOn({ ...launch, course: entered }, institution);
    }
    return { institution, visitor: await tool.visit(administratorOf(institution)) };
  }
  async function change(
    institution: Institution,
    over: Partial<Institution['settings']>,
  ): Promise<Institution> {
    const changed = { ...institution, settings: { ...institution.settings, ...over } };
    await tool.services.stores.institutions.update(changed);
    return changed;
  }
  const readOverview = async (visitor: Visitor, query = ''): Promise<string> =>
    readText((await visitor.get(`/administration${query}`)).text);
  async function readLastRequest(institution: Institution) {
    await tool.services.audit.settled();
    const query = { actions: ['run_requested'] as const, page: null, limit: 1 };
    return (await tool.services.audit.read(institution.id, query)).lines[0];
  }

  it('lists the courses with who switched it on and when it starts next', async () => {
    const { visitor } = await addSchool(2);
    const text = await readOverview(visitor);
    expect(text).to.contain('Nightly syncs In these courses a teacher switched on the nightly sync.');
    expect(text).to.match(/Algebra <1> Dana Whitfield [A-Z][a-z]{2} \d+, \d{4}, \d+:\d\d [AP]M/);
    expect(text).to.contain('Algebra <2> Dana Whitfield');
    expect(text).to.contain('Starts the nightly sync of all these courses now, and tonight again. Run now');
  });

  it('lists fifty courses and says how many more there are', async () => {
    const { visitor } = await addSchool(52);
    const { text } = await visitor.get('/administration');
    expect(text.match(/Dana Whitfield/g)).to.have.length(50);
    expect(readText(text)).to.contain('And 2 more courses.');
  });

  it('S31 makes every course of the institution due on Run now, says how many, and records it', async () => {
    const { institution, visitor } = await addSchool(2);
    const other = await addSchool(1);
    const answer = await visitor.post(runNow);
    expect(answer.status).to.equal(303);
    expect(answer.headers['location']).to.equal(`${visitor.base}/administration?scheduled=2`);
    const text = await readOverview(visitor, '?scheduled=2');
    expect(text).to.contain('Scheduled 2 grade syncs. They start within a minute.');
    expect(text).to.contain('Algebra <1> Dana Whitfield In a moment');
    const now = tool.services.clock();
    for (const { nextAt } of await tool.services.nightly.list(institution.id)) {
      expect(nextAt.getTime()).to.be.at.most(now.getTime());
    }
    // S13 the neighbour keeps its night.
    const [theirs] = await tool.services.nightly.list(other.institution.id);
    expect(theirs?.nextAt.getTime()).to.be.greaterThan(now.getTime());
    const line = await readLastRequest(institution);
    expect(line).to.deep.include({ outcome: 'done', facts: { kind: 'nightly', courses: 2 } });
    expect(line?.actor).to.deep.equal({ kind: 'person', id: 'admin-1', role: 'administrator' });
    expect(await readLastRequest(other.institution)).to.equal(undefined);
    // Pressed twice: what is about to start is not scheduled again.
    const again = await visitor.post(runNow);
    expect(
      await readOverview(visitor, new URL(again.headers['location'] ?? '', 'https://x').search),
    ).to.contain(say(en.administration.nightly.noneScheduled));
  });

  it('refuses Run now while the institution is paused, and records the refusal', async () => {
    const { institution, visitor } = await addSchool(1);
    await change(institution, { paused: true });
    const page = (await visitor.get('/administration')).text;
    expect(page).to.match(/<button[^>]* disabled>Run now/);
    expect(readText(page))
      .to.contain('When the pause ends')
      .and.to.contain(say(en.administration.nightly.paused));
    const before = await tool.services.nightly.list(institution.id);
    const answer = await visitor.post(runNow);
    expect(answer.status).to.equal(409);
    expect(readText(answer.text)).to.contain('Your institution has paused grade syncs.');
    expect(await tool.services.nightly.list(institution.id)).to.deep.equal(before);
    expect(await readLastRequest(institution)).to.include({ outcome: 'refused', code: 'posting_paused' });
  });

  it('is hidden if the institution does not offer it, and has no button without courses', async () => {
    const { institution, visitor } = await addSchool(0);
    const none = await readOverview(visitor);
    expect(none).to.contain('No teacher has switched on the nightly sync yet.');
    expect(none).to.not.contain('Run now');
    await change(institution, { nightlySyncOffered: false });
    expect(await readOverview(visitor)).to.not.contain('Nightly syncs');
    expect((await visitor.post(runNow)).status).to.equal(404);
  });
});
