import { expect } from 'chai';
import { callApi } from './api-reader.ts';
import { useCanvas } from './running-canvas.ts';

describe('sandbox Canvas: courses, sections, enrollments (CF7, CF8)', () => {
  const current = useCanvas();
  const api = (login: string | null, path: string) => callApi(current(), login, path);
  const denied = {
    status: 'unauthorized',
    errors: [{ message: 'user not authorized to perform that action' }],
  };

  it('without a token, user authorization is required', async () => {
    const { status, body } = await api(null, '/api/v1/courses');
    expect([status, body]).to.deep.equal([
      401,
      { status: 'unauthenticated', errors: [{ message: 'user authorization required' }] },
    ]);
  });

  it('without permission, 401 has no challenge header, and newer Canvas answers 403 (CT12)', async () => {
    const old = await api('amy', '/api/v1/courses/2/sections');
    expect([old.status, old.body, old.headers.get('www-authenticate')]).to.deep.equal([401, denied, null]);
    current().canvas.faults.quirks.deniedStatus = 403;
    const newer = await api('amy', '/api/v1/courses/2/sections');
    current().canvas.faults.quirks.deniedStatus = 401;
    expect([newer.status, newer.body]).to.deep.equal([403, denied]);
  });

  it('an unknown course gets 404', async () => {
    expect((await api('tess', '/api/v1/courses/99')).status).to.equal(404);
  });

  it('a course shows its time zone and the caller’s enrollments', async () => {
    const { body } = await api('tess', '/api/v1/courses/1?include[]=term');
    expect(body).to.include({ name: 'Mathematics', time_zone: 'America/Chicago' });
    expect(body.enrollments[0]).to.include({ type: 'teacher', enrollment_state: 'active' });
    expect(body).to.have.property('term');
  });

  it('CT17 CF18 teachers see SIS ids by default; they are MISSING for assistants and where the school removed read_sis', async () => {
    const { setTeachersReadSis } = current().canvas.store.account;
    const teacher = (await api('tess', '/api/v1/courses/1/sections')).body;
    expect(teacher[0]).to.have.property('sis_section_id', 'zeta-1');
    const assistant = (await api('tom', '/api/v1/courses/1/sections')).body;
    expect(assistant[0]).to.include({ name: 'Period 1' });
    expect(assistant[0]).not.to.have.property('sis_section_id');
    await setTeachersReadSis(false);
    const lacking = (await api('tess', '/api/v1/courses/1/sections')).body;
    await setTeachersReadSis(true);
    expect(lacking[0]).not.to.have.property('sis_section_id');
    const admin = (await api('ada', '/api/v1/courses/1/sections')).body;
    expect(admin.map((section: { sis_section_id: string }) => section.sis_section_id)).to.deep.equal([
      'zeta-1',
      'alpha-2',
    ]);
  });

  it('CF18 after an enrollment has ended with its course, the person can still read grades and nothing more', async () => {
    const { courses } = current().canvas.store;
    const ended = new Date(current().now().getTime() - 1);
    const read = async () => {
      const list = '/api/v1/courses/1/assignments?include[]=overrides&include[]=all_dates&per_page=100';
      const [assignments, sections, submissions] = await Promise.all([
        api('tess', list),
        api('tess', '/api/v1/courses/1/sections'),
        api('tess', '/api/v1/courses/1/students/submissions?student_ids[]=all'),
      ]);
      const marks = ['overrides', 'all_dates', 'has_overrides', 'needs_grading_count'];
      return {
        told: marks.filter((name) => name in assignments.body[1]),
        sis: sections.body[0].sis_section_id,
        submissions: submissions.status,
      };
    };
    await courses.setEndAt(1, ended);
    const byCourse = await read();
    await courses.setEndAt(1, ended, true);
    const reduced = await read();
    await courses.setEndAt(1, null);
    expect(byCourse.told).to.have.length(4);
    expect(reduced).to.deep.equal({ told: ['all_dates'], sis: 'zeta-1', submissions: 200 });
  });

  it('a course’s nickname replaces its name for the person who chose it', async () => {
    const { courses } = current().canvas.store;
    await courses.setNickname(1, (await current().person('tess')).id, 'Maths with the loud ones');
    const own = (await api('tess', '/api/v1/courses/1')).body;
    const other = (await api('tom', '/api/v1/courses/1')).body;
    expect(own).to.include({ name: 'Maths with the loud ones', original_name: 'Mathematics' });
    expect(other.name).to.equal('Mathematics');
    expect(other).not.to.have.property('original_name');
  });

  it('a person limited to one section sees all sections, but only that section’s people', async () => {
    const { people } = current().canvas.store;
    const [own] = await people.enrollmentsOfUser((await current().person('tom')).id);
    await people.limitToSection(own?.id ?? 0, true);
    const sections = (await api('tom', '/api/v1/courses/1/sections')).body;
    const students = (await api('tom', '/api/v1/courses/1/enrollments?type[]=StudentEnrollment')).body;
    await people.limitToSection(own?.id ?? 0, false);
    expect(sections.map(({ name }: { name: string }) => name)).to.deep.equal(['Period 1', 'Period 2']);
    expect(
      students.map(({ course_section_id }: { course_section_id: number }) => course_section_id),
    ).to.deep.equal([1, 1]);
  });

  it('pages hold 10 rows by default, and their links are absolute and never repeat the access token', async () => {
    const { store } = current().canvas;
    for (let number = 0; number < 8; number += 1) {
      const login = `late${number}`;
      const user = await store.people.create({ name: login, loginId: login, email: login, sisUserId: null });
      await store.people.enroll(user.id, 1, 'StudentEnrollment');
    }
    const { authorization } = await current().bearer('tess');
    const token = authorization.replace('Bearer ', '');
    const first = await api(null, `/api/v1/courses/1/enrollments?access_token=${token}`);
    expect(first.body).to.have.length(10);
    expect(first.link('next')).to.match(/^http:\/\/localhost:\d+\/api\/v1\//u);
    expect(first.headers.get('link')).not.to.include('access_token');
    const second = await api('tess', first.link('next') ?? '');
    expect(second.body).to.have.length(5);
    expect(second.link('next')).to.equal(null);
    expect(second.link('prev')).to.be.a('string');
    expect((await api('tess', '/api/v1/courses/1/enrollments?per_page=1000')).link('current')).to.match(
      /per_page=100$/u,
    );
  });
});
