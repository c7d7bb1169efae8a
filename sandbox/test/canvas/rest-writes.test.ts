import { expect } from 'chai';
import { issueAdministratorToken } from '../../canvas/install-tool.ts';
import { callApi } from './api-reader.ts';
import { useCanvas } from './running-canvas.ts';

/** Works as a script does: with one administrator's token, and forms as curl sends them. */
describe('sandbox Canvas: what a script may do', () => {
  const current = useCanvas();
  let token = '';

  before(async () => {
    token = await issueAdministratorToken(current().canvas.store);
  });

  async function send(
    method: string,
    path: string,
    form: Readonly<Record<string, string>> | string = {},
  ): Promise<{ status: number; body: ReturnType<typeof Object> }> {
    const isJson = typeof form === 'string';
    const response = await fetch(`${current().canvas.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(isJson ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'GET' ? {} : { body: isJson ? form : new URLSearchParams(form) }),
    });
    return { status: response.status, body: Object(await response.json()) };
  }
  const submission = async (login: string, assignmentId = 1) => {
    const { id } = await current().person(login);
    const list = `/api/v1/courses/1/students/submissions?student_ids[]=${id}&assignment_ids[]=${assignmentId}`;
    return (await send('GET', list)).body[0];
  };
  const cellPath = async (login: string, assignmentId = 1) =>
    `/api/v1/courses/1/assignments/${assignmentId}/submissions/${(await current().person(login)).id}`;

  it('the token lasts for more than a day, and a restart replaces it', async () => {
    current().advance(26 * 3_600_000);
    expect((await send('GET', '/api/v1/courses/1')).status).to.equal(200);
    const old = token;
    token = await issueAdministratorToken(current().canvas.store);
    expect((await send('GET', '/api/v1/courses/1')).status).to.equal(200);
    const headers = { authorization: `Bearer ${old}` };
    expect((await fetch(`${current().canvas.url}/api/v1/courses/1`, { headers })).status).to.equal(401);
  });

  it('grades in points and percent, excuses, sets a status and clears the grade', async () => {
    const path = await cellPath('amy');
    expect((await send('PUT', path, { 'submission[posted_grade]': '7.5' })).body).to.include({ score: 7.5 });
    expect((await send('PUT', path, { 'submission[posted_grade]': '80%' })).body).to.include({ score: 8 });
    await send('PUT', path, { 'submission[late_policy_status]': 'late' });
    expect(await submission('amy')).to.include({ late: true, score: 8 });
    await send('PUT', path, { 'submission[excuse]': 'true' });
    expect(await submission('amy')).to.include({ excused: true, score: null });
    await send('PUT', path, JSON.stringify({ submission: { posted_grade: 3 } }));
    expect(await submission('amy')).to.include({ excused: false, score: 3 });
    await send('PUT', path, { 'submission[posted_grade]': '' });
    expect(await submission('amy')).to.include({ score: null });
    expect((await send('PUT', path, { 'submission[posted_grade]': 'a lot' })).status).to.equal(400);
  });

  it('hides and posts grades', async () => {
    await send('PUT', await cellPath('amy'), { 'submission[posted_grade]': '5' });
    const mutate = (verb: string) =>
      send('POST', '/api/graphql', {
        query: `mutation { ${verb}AssignmentGrades(input: {assignmentId: "1"}) { assignment { _id } } }`,
      });
    await mutate('hide');
    expect((await submission('amy')).posted_at).to.equal(null);
    await mutate('post');
    expect((await submission('amy')).posted_at).to.be.a('string');
  });

  it('creates, edits and deletes assignments and groups, under the school’s SIS rules', async () => {
    const { store } = current().canvas;
    const group = await send('POST', '/api/v1/courses/1/assignment_groups', { name: 'Projects' });
    const made = await send('POST', '/api/v1/courses/1/assignments', {
      'assignment[name]': 'Model of a cell',
      'assignment[assignment_group_id]': String(group.body.id),
      'assignment[points_possible]': '20',
      'assignment[post_to_sis]': 'true',
      'assignment[assignment_overrides][0][course_section_id]': '2',
      'assignment[assignment_overrides][0][due_at]': '2026-10-20T04:59:59Z',
    });
    expect(made.status).to.equal(201);
    expect(made.body).to.include({ name: 'Model of a cell', points_possible: 20, post_to_sis: true });
    const one = `/api/v1/courses/1/assignments/${made.body.id}`;
    const read = (await send('GET', `${one}?include[]=overrides`)).body;
    expect(read.overrides[0]).to.include({ course_section_id: 2, due_at: '2026-10-20T04:59:59Z' });

    await store.account.setSisSettings({ requireDueDate: true, limitNameLength: true, nameLengthLimit: 12 });
    const refused = await send('PUT', one, { 'assignment[name]': 'A name that the SIS cannot hold' });
    await store.account.setSisSettings({ requireDueDate: false, limitNameLength: false });
    expect(refused.status).to.equal(400);
    expect(refused.body.errors.due_at[0].message).to.equal('cannot be blank when Post to Sis is checked');
    expect(refused.body.errors.name[0].message).to.match(/must be under 13 characters/u);

    await send('PUT', one, { 'assignment[published]': 'false' });
    expect((await send('GET', one)).body.published).to.equal(false);
    await send('DELETE', one);
    await send('DELETE', `/api/v1/courses/1/assignment_groups/${group.body.id}`);
    expect((await send('GET', one)).status).to.equal(404);
  });

  it('CF15 a discussion with parts has the sum so far, hidden and pending review until the last part is graded', async () => {
    const checkpoints = [
      { tag: 'reply_to_topic', points_possible: 4, due_at: '2026-10-12T04:59:59Z' },
      { tag: 'reply_to_entry', points_possible: 6, due_at: '2026-10-19T04:59:59Z' },
    ];
    const assignment = { name: 'Debate', points_possible: 10, published: true, checkpoints };
    const { body } = await send('POST', '/api/v1/courses/1/assignments', JSON.stringify({ assignment }));
    const path = await cellPath('amy', body.id);
    expect((await send('PUT', path, { 'submission[posted_grade]': '4' })).status).to.equal(400);
    const part = (tag: string, grade: string) =>
      send('PUT', path, { 'submission[posted_grade]': grade, sub_assignment_tag: tag });
    await part('reply_to_topic', '4');
    expect(await submission('amy', body.id)).to.include({
      score: 4,
      workflow_state: 'pending_review',
      posted_at: null,
    });
    await part('reply_to_entry', '5.5');
    const whole = await submission('amy', body.id);
    expect(whole).to.include({ score: 9.5, workflow_state: 'graded' });
    expect(whole.posted_at).to.be.a('string');
    const list = '/api/v1/courses/1/assignments?include[]=checkpoints&per_page=100';
    const rows: { id: number; due_at: string | null; checkpoints: { due_at: string }[] }[] = (
      await send('GET', list)
    ).body;
    const shown = rows.find(({ id }) => id === body.id);
    expect(shown?.due_at).to.equal(null);
    expect(shown?.checkpoints.map(({ due_at }) => due_at)).to.deep.equal(
      checkpoints.map(({ due_at }) => due_at),
    );
    await send('DELETE', `/api/v1/courses/1/assignments/${body.id}`);
  });

  it('enrolls a person, moves, concludes and reactivates the enrollment', async () => {
    const user = await send('POST', '/api/v1/accounts/1/users', {
      'user[name]': 'Nora New',
      'pseudonym[unique_id]': 'nora',
      'pseudonym[sis_user_id]': 'sis-nora',
    });
    const enroll = (sectionId: number) =>
      send('POST', `/api/v1/sections/${sectionId}/enrollments`, {
        'enrollment[user_id]': String(user.body.id),
      });
    const first = await enroll(1);
    expect(first.body).to.include({
      course_section_id: 1,
      type: 'StudentEnrollment',
      enrollment_state: 'active',
    });
    const second = await enroll(2);
    await send('DELETE', `/api/v1/courses/1/enrollments/${first.body.id}?task=delete`);
    const path = `/api/v1/courses/1/enrollments/${second.body.id}`;
    expect((await send('DELETE', `${path}?task=conclude`)).body.enrollment_state).to.equal('completed');
    expect((await send('PUT', `${path}/reactivate`)).body.enrollment_state).to.equal('active');
    const own = await current().canvas.store.people.enrollmentsOfUser(user.body.id);
    expect(own.map(({ sectionId }) => sectionId)).to.deep.equal([2]);
  });

  it('changes SIS ids, languages and nicknames, ends courses and terms', async () => {
    const { store } = current().canvas;
    const { id } = await current().person('amy');
    const [login] = (await send('GET', `/api/v1/users/${id}/logins`)).body;
    await send('PUT', `/api/v1/accounts/1/logins/${login.id}`, { 'login[sis_user_id]': 'renumbered' });
    await send('PUT', `/api/v1/users/${id}`, { 'user[locale]': 'es' });
    expect(await store.people.find(id)).to.include({ sisUserId: 'renumbered', locale: 'es' });

    const end = '2026-10-01T00:00:00Z';
    await send('PUT', '/api/v1/courses/1', {
      'course[end_at]': end,
      'course[restrict_enrollments_to_course_dates]': 'true',
    });
    expect(await store.courses.find(1)).to.deep.include({ endAt: new Date(end), restrictEnrollments: true });
    await send('PUT', '/api/v1/courses/1', { 'course[event]': 'conclude' });
    expect((await store.courses.find(1))?.workflowState).to.equal('completed');
    const { term } = await store.account.get();
    await send('PUT', `/api/v1/accounts/1/terms/${term.id}`, { 'enrollment_term[end_at]': end });
    expect((await store.account.get()).term.endAt).to.deep.equal(new Date(end));
    await store.account.setTermEnd(term.endAt);
    await store.courses.setWorkflowState(1, 'available');
    await store.courses.setEndAt(1, null);
  });

  it('a teacher may grade and a student may not, and neither may run the school', async () => {
    const path = await cellPath('amy');
    const json = { submission: { posted_grade: '1' } };
    expect((await callApi(current(), 'tess', path, { method: 'PUT', json })).status).to.equal(200);
    expect((await callApi(current(), 'amy', path, { method: 'PUT', json })).status).to.equal(401);
    for (const [method, address] of [
      ['PUT', '/api/v1/courses/1'],
      ['PUT', '/api/v1/accounts/1/logins/4'],
      ['POST', '/api/v1/sections/1/enrollments'],
      ['GET', '/api/v1/accounts/1/courses'],
    ] as const) {
      const answer = await callApi(current(), 'tess', address, method === 'GET' ? {} : { method, json: {} });
      expect(answer.status, `${method} ${address}`).to.equal(401);
    }
  });
});
