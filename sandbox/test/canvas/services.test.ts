import { expect } from 'chai';
import type { InstalledTool } from '../../canvas/install-tool.ts';
import { ltiScopes } from '../../canvas/lti/scopes.ts';
import { installTestTool, useCanvas } from './running-canvas.ts';
import { makeToolKeys, type ToolKeys } from './service-token.ts';

describe('sandbox Canvas: LTI services (CF2, CF5, CF6)', () => {
  const current = useCanvas();
  let keys: ToolKeys;
  let tool: InstalledTool;
  let other: InstalledTool;
  let token: string;

  before(async () => {
    keys = await makeToolKeys(current);
    tool = await installTestTool(current(), 'Service tool', keys);
    other = await installTestTool(current(), 'Other tool', keys);
    token = await keys.fetchToken(tool.clientId, Object.values(ltiScopes));
  });

  async function call(path: string, bearer: string | null = token, init: RequestInit = {}) {
    const response = await fetch(new URL(path, current().canvas.url), {
      ...init,
      headers: {
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...(init.body ? { 'content-type': 'application/json' } : {}),
      },
    });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      link: response.headers.get('link') ?? '',
      body: Object(text === '' ? {} : JSON.parse(text)),
    };
  }
  const roster = '/api/lti/courses/1/names_and_roles';
  const contextId = async (): Promise<string> =>
    (await current().canvas.store.courses.find(1))?.ltiContextId ?? '';

  describe('errors', () => {
    const refused = (message: string) => ({ errors: { type: 'unauthorized', message } });

    it('no token, a foreign token and an unknown course are refused', async () => {
      expect(await call(roster, null)).to.deep.include({
        status: 401,
        body: refused('Missing access token'),
      });
      expect(await call(roster, 'abc')).to.deep.include({
        status: 401,
        body: refused('Access token invalid - signature likely incorrect'),
      });
      const unknown = await call('/api/lti/courses/999/names_and_roles');
      expect([unknown.status, unknown.body.errors.message]).to.deep.equal([404, 'Context not found']);
    });

    it('a token without the scope gets Insufficient permissions', async () => {
      const weak = await keys.fetchToken(tool.clientId, [ltiScopes.score]);
      expect(await call(roster, weak)).to.deep.include({
        status: 401,
        body: refused('Insufficient permissions'),
      });
    });

    it('an inactive key and a removed deployment are refused', async () => {
      const { tools } = current().canvas.store;
      const bearer = await keys.fetchToken(other.clientId, [ltiScopes.membershipReadonly]);
      await tools.replaceLtiKey({ ...other.key, active: false });
      expect((await call(roster, bearer)).body).to.deep.equal(refused('Unknown or inactive Developer Key'));
      await tools.replaceLtiKey(other.key);
      await tools.replaceTool({ ...other.tool, courseId: 2 });
      expect((await call(roster, bearer)).body).to.deep.equal(
        refused('Access Token not linked to a Tool associated with this Context'),
      );
      await tools.replaceTool(other.tool);
    });
  });

  describe('names and roles', () => {
    it('lists active people with membership roles; the test student is a plain Learner here', async () => {
      const { status, type, body } = await call(roster);
      expect([status, type]).to.deep.equal([
        200,
        'application/vnd.ims.lis.v2.membershipcontainer+json; charset=utf-8',
      ]);
      expect(body.context).to.include({ label: 'MATH-1', title: 'Mathematics' });
      const names = body.members.map((member: { name: string }) => member.name);
      expect(names).to.deep.equal([
        'Tess Teacher',
        'Tom Assistant',
        'Amy Adams',
        'Bob Brown',
        'Cyd Clark',
        'Test Student',
      ]);
      expect(body.members[5].roles).to.deep.equal([
        'http://purl.imsglobal.org/vocab/lis/v2/membership#Learner',
      ]);
      expect(body.members[0]).to.include({ status: 'Active', lis_person_sourcedid: 'sis-tess' });
      expect(body.members[4]).not.to.have.property('lis_person_sourcedid');
      expect(body.members[0]).not.to.have.property('message');
    });

    it('members have the tool’s custom fields if rlid is the context id, and none without rlid (CT14)', async () => {
      const { body } = await call(`${roster}?rlid=${await contextId()}`);
      const custom = body.members.map(
        (member: { message: Record<string, unknown>[] }) =>
          member.message[0]?.['https://purl.imsglobal.org/spec/lti/claim/custom'],
      );
      expect(custom[2]).to.deep.equal({
        canvas_course_id: 1,
        user_sis: 'sis-amy',
        section_ids: '1',
        section_sis_ids: 'zeta-1',
        // Not one of the per-member variables, so it stays literal.
        rights: '$Canvas.membership.permissions<manage_grades,become_user>',
        unknown: '$Canvas.no.suchThing',
        sentence: 'course 1 of $Canvas.account.name',
      });
      expect(custom[4].user_sis).to.equal('$Canvas.user.sisSourceId');
    });

    it('another rlid is refused', async () => {
      const { status, body } = await call(`${roster}?rlid=abc`);
      expect([status, body.errors.message]).to.deep.equal([
        400,
        'Tool does not have access to rlid or rlid does not exist',
      ]);
    });

    it('role filters the list; an unknown role gets an empty list, not an error', async () => {
      const learners = await call(
        `${roster}?role=http://purl.imsglobal.org/vocab/lis/v2/membership%23Learner`,
      );
      expect(learners.body.members).to.have.length(4);
      const nonsense = await call(`${roster}?role=Wizard`);
      expect([nonsense.status, nonsense.body.members]).to.deep.equal([200, []]);
    });

    it('pages hold at most 50; limit overrides per_page and is missing from the links', async () => {
      const { store } = current().canvas;
      for (let number = 0; number < 55; number += 1) {
        const login = `extra${number}`;
        const user = await store.people.create({
          name: login,
          loginId: login,
          email: login,
          sisUserId: login,
        });
        await store.people.enroll(user.id, 3, 'StudentEnrollment');
      }
      const all = '/api/lti/courses/2/names_and_roles';
      expect((await call(`${all}?per_page=500`)).body.members).to.have.length(50);
      const first = await call(`${all}?limit=20&per_page=7`);
      expect(first.body.members).to.have.length(20);
      expect(first.link).to.match(/rel="next"/u);
      expect(first.link).not.to.contain('limit=');
      const next = /<([^>]*)>; rel="next"/u.exec(first.link)?.[1] ?? '';
      expect(next).to.match(/^http:\/\/localhost/u);
      expect((await call(next)).body.members).to.have.length(20);
    });

    it('an inactive person is not listed', async () => {
      const { store } = current().canvas;
      const enrollment = (await store.people.enrollments(1)).find(({ userId }) => userId === 5);
      await store.people.setEnrollmentState(enrollment?.id ?? 0, 'inactive');
      const names = (await call(roster)).body.members.map((member: { name: string }) => member.name);
      await store.people.setEnrollmentState(enrollment?.id ?? 0, 'active');
      expect(names).not.to.include('Bob Brown');
    });
  });

  describe('assignments and grades', () => {
    const items = '/api/lti/courses/1/line_items';
    const create = (bearer: string, label: string) =>
      call(items, bearer, { method: 'POST', body: JSON.stringify({ label, scoreMaximum: 20, tag: 'exam' }) });

    it('lists only the calling key’s line items: native assignments never appear (CT1)', async () => {
      expect((await call(items)).body).to.deep.equal([]);
      const made = await create(token, 'Own exam');
      expect(made.status).to.equal(201);
      const otherToken = await keys.fetchToken(other.clientId, Object.values(ltiScopes));
      await create(otherToken, 'Foreign exam');
      const { type, body } = await call(items);
      expect(type).to.equal('application/vnd.ims.lis.v2.lineitemcontainer+json; charset=utf-8');
      expect(body.map((item: { label: string }) => item.label)).to.deep.equal(['Own exam']);
      const foreign = await call(new URL(made.body.id).pathname, otherToken);
      expect([foreign.status, foreign.body.errors.message]).to.deep.equal([
        412,
        'Tool does not have permission to view line_item',
      ]);
    });

    it('a score becomes a grade in the gradebook and a result', async () => {
      const { body: item } = await create(token, 'Scored exam');
      const path = new URL(item.id).pathname;
      const amy = await current().person('amy');
      const score = {
        userId: amy.ltiId,
        activityProgress: 'Completed',
        gradingProgress: 'FullyGraded',
        timestamp: '2026-10-10T15:00:00Z',
        scoreGiven: 40,
        scoreMaximum: 50,
      };
      const posted = await call(`${path}/scores`, token, { method: 'POST', body: JSON.stringify(score) });
      expect(posted.status).to.equal(200);
      const results = await call(`${path}/results?user_id=${amy.ltiId}`);
      expect(results.body).to.have.length(1);
      expect(results.body[0]).to.include({ userId: amy.ltiId, resultScore: 16, resultMaximum: 20 });
      const { cells } = await current().canvas.store.gradebook.read(1);
      expect(cells.filter((cell) => cell.score === 16 && cell.graderId === -1)).to.have.length(1);
    });

    it('a concluded course has no line items, but still a roster', async () => {
      const { courses } = current().canvas.store;
      await courses.setWorkflowState(1, 'completed');
      const statuses = [(await call(items)).status, (await call(roster)).status];
      await courses.setWorkflowState(1, 'available');
      expect(statuses).to.deep.equal([404, 200]);
    });

    it('a course past its end has no line items, but still a roster (Course.not_completed)', async () => {
      const { courses } = current().canvas.store;
      const now = current().now().getTime();
      await courses.setEndAt(1, new Date(now - 1));
      const over = await call(items);
      const rosterStatus = (await call(roster)).status;
      await courses.setEndAt(1, new Date(now + 86_400_000));
      const ahead = await call(items);
      await courses.setEndAt(1, null);
      const missing = { errors: [{ message: 'The specified resource does not exist.' }] };
      expect([over.status, over.body]).to.deep.equal([404, missing]);
      expect([rosterStatus, ahead.status]).to.deep.equal([200, 200]);
    });

    it('CF11 a course without its own end date ends with its term, and newer Canvas says so', async () => {
      const { account, courses } = current().canvas.store;
      const { term } = await account.get();
      const now = current().now().getTime();
      await account.setTermEnd(new Date(now - 1));
      current().canvas.faults.quirks.concludedStatus = 422;
      const over = await call(items);
      await courses.setEndAt(1, new Date(now + 86_400_000));
      const ownEnd = await call(items);
      await courses.setEndAt(1, null);
      await account.setTermEnd(term.endAt);
      current().canvas.faults.quirks.concludedStatus = 404;
      expect(over.status).to.equal(422);
      expect(over.body.errors).to.include({ type: 'unprocessable_entity' });
      expect(ownEnd.status).to.equal(200);
    });

    it('for a person who is no student, results are an empty list', async () => {
      const { body: item } = await create(token, 'Empty exam');
      const tess = await current().person('tess');
      const results = await call(`${new URL(item.id).pathname}/results?user_id=${tess.ltiId}`);
      expect([results.status, results.body]).to.deep.equal([200, []]);
    });
  });
});
