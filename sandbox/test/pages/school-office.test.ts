import { expect } from 'chai';
import { usePages } from './running-pages.ts';
import { findUserId } from './school-parts.ts';

describe('sandbox Canvas pages: people, account, faults', () => {
  const current = usePages();
  const people = () => `/courses/${current().biology.id}/users`;

  async function enrollmentOf(login: string) {
    const userId = await findUserId(current(), login);
    const all = await current().canvas.store.people.enrollments(current().biology.id);
    return all.filter((enrollment) => enrollment.userId === userId);
  }

  it('shows SIS ids only to those who may read them', async () => {
    const teacher = await current().browse('aokafor');
    expect((await teacher.get(people()).expect(200)).text).to.contain('stu-100401');
    await current().canvas.store.account.setTeachersReadSis(false);
    expect((await teacher.get(people()).expect(200)).text).to.not.contain('stu-100401');
    await current().canvas.store.account.setTeachersReadSis(true);
    const admin = await current().browse('praman');
    expect((await admin.get(people()).expect(200)).text).to.contain('stu-100401');
  });

  it('moves a student to another section', async () => {
    const agent = await current().browse('aokafor');
    const [before] = await enrollmentOf('abrooks');
    const sections = await current().canvas.store.courses.sections(current().biology.id);
    const target = sections.find((section) => section.id !== before?.sectionId);
    const path = `/courses/${current().biology.id}/enrollments/${before?.id}/move`;
    await agent.post(path).type('form').send({ section: 999 }).expect(404);
    await agent.post(path).type('form').send({ section: target?.id }).expect(303);
    const after = await enrollmentOf('abrooks');
    expect(after.map((enrollment) => enrollment.sectionId)).to.deep.equal([target?.id]);
  });

  it('concludes and reactivates an enrollment, for teachers only', async () => {
    const [before] = await enrollmentOf('cdumont');
    const path = `/courses/${current().biology.id}/enrollments/${before?.id}/state`;
    await (await current().browse('cdumont'))
      .post(path)
      .type('form')
      .send({ state: 'completed' })
      .expect(403);
    const agent = await current().browse('aokafor');
    await agent.post(path).type('form').send({ state: 'deleted' }).expect(404);
    await agent.post(path).type('form').send({ state: 'completed' }).expect(303);
    expect((await enrollmentOf('cdumont'))[0]?.state).to.equal('completed');
    expect((await agent.get(people())).text).to.contain('concluded');
    await agent.post(path).type('form').send({ state: 'active' }).expect(303);
    expect((await enrollmentOf('cdumont'))[0]?.state).to.equal('active');
  });

  it('shows the account only to administrators', async () => {
    for (const path of ['/accounts/1', '/accounts/1/settings', '/accounts/1/developer_keys']) {
      await (await current().browse('aokafor')).get(path).expect(403);
      await (await current().browse('praman')).get(path).expect(200);
    }
    await (await current().browse('praman')).get('/accounts/2').expect(404);
  });

  it('lists developer keys without their secrets', async () => {
    const { text } = await (await current().browse('praman')).get('/accounts/1/developer_keys').expect(200);
    expect(text).to.contain('10000000000001').and.contain('http://tool.test/login');
  });

  it('changes the SIS settings', async () => {
    const agent = await current().browse('praman');
    const path = '/accounts/1/settings';
    const fields = { sisName: 'Aspen', syncing: '1', limitNameLength: '1', nameLengthLimit: '40' };
    await agent
      .post(path)
      .type('form')
      .send({ ...fields, nameLengthLimit: '999' })
      .expect(422);
    await agent.post(path).type('form').send(fields).expect(303);
    const { sisName, sisSettings } = await current().canvas.store.account.get();
    expect(sisName).to.equal('Aspen');
    expect(sisSettings).to.include({ limitNameLength: true, nameLengthLimit: 40, requireDueDate: false });
    const { text } = await (await current().browse('aokafor')).get(
      `/courses/${current().biology.id}/assignments`,
    );
    expect(text).to.contain('Disable Sync to Aspen');
  });

  it('withdraws a person’s consent', async () => {
    const { oauth, models } = current().canvas.store;
    const userId = await findUserId(current(), 'aokafor');
    await oauth.issue({ clientId: 1, userId, scopes: [] }, false);
    await (await current().browse('aokafor')).post('/profile/withdraw-consent').expect(303);
    expect(await models.oauthTokens.countDocuments({ userId })).to.equal(0);
  });

  it('adds and removes faults by plain forms, which affect the services', async () => {
    const agent = await current().browse();
    const add = (fields: Record<string, string>) =>
      agent.post('/faults').type('form').send(fields).expect(303);
    await add({ kind: 'status', status: '503', times: '1', path: '^/api/lti/security/jwks$' });
    expect((await agent.get('/faults').expect(200)).text).to.contain(
      'Answers 503 on ^/api/lti/security/jwks$',
    );
    await agent.get('/api/lti/security/jwks').expect(503);
    await agent.get('/api/lti/security/jwks').expect(200);
    await add({ kind: 'slow', ms: '5', times: '', path: '' });
    const [fault] = current().canvas.faults.list();
    expect(fault).to.deep.include({ left: null, fault: { kind: 'slow', ms: 5, times: null } });
    await agent.post(`/faults/${fault?.id}/remove`).expect(303);
    expect(current().canvas.faults.list()).to.deep.equal([]);
  });

  it('refuses faults that are invalid or would lock the panel out', async () => {
    const agent = await current().browse();
    for (const fields of [
      { kind: 'slow', ms: 'long' },
      { kind: 'status', status: '200' },
      { kind: 'drop', path: '(' },
      { kind: 'drop', path: '.*' },
      { kind: 'drop', times: '0' },
      { kind: 'nonsense' },
    ]) {
      const answer = await agent.post('/faults').type('form').send(fields).expect(303);
      expect(answer.headers['location'], JSON.stringify(fields)).to.contain('fault-unreadable');
    }
    expect(current().canvas.faults.list()).to.deep.equal([]);
  });

  it('changes how Canvas behaves, and counts requests', async () => {
    const agent = await current().browse();
    await agent.get('/api/v1/courses/1/assignments').expect(401);
    const statuses = { throttleStatus: '429', deniedStatus: '403', concludedStatus: '422' };
    const fields = { ...statuses, extraCost: '7', shortPages: '1' };
    await agent.post('/faults/quirks').type('form').send(fields).expect(303);
    expect(current().canvas.faults.quirks).to.deep.equal({
      throttleStatus: 429,
      deniedStatus: 403,
      concludedStatus: 422,
      extraCost: 7,
      shortPages: true,
    });
    expect((await agent.get('/faults')).text).to.contain('GET /api/v1/courses/:id/assignments');
    await agent.post('/faults/access-log/clear').expect(303);
    expect((await agent.get('/faults')).text).to.contain('None yet.');
  });

  it('never prints text from an address on a page', async () => {
    const { text } = await (await current().browse()).get('/faults?notice=%3Cb%3E&return_to=x').expect(200);
    expect(text).to.not.contain('<b>').and.not.contain('class="flash');
    await (await current().browse()).get('/faults?notice=constructor').expect(200);
  });
});
