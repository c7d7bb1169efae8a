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

  describe('CF23 current and final scores of students', () => {
    interface Grades {
      readonly current_score: number | null;
      readonly final_score: number | null;
      readonly unposted_current_score: number | null;
      readonly unposted_final_score: number | null;
      readonly override_score?: number;
    }
    const gradesOf = async (login: string, period = ''): Promise<Grades> => {
      const path = `/api/v1/courses/1/enrollments?type[]=StudentEnrollment${period}`;
      const { id } = await current().person(login);
      const { body } = await api('tess', path);
      return body.find((row: { user_id: number }) => row.user_id === id).grades;
    };
    const half = async () => {
      const at = (day: string) => new Date(`2026-${day}T05:00:00Z`);
      const [first, second] = await current().canvas.store.account.setGradingPeriods([
        { title: 'Term 1', startAt: at('09-01'), endAt: at('10-07') },
        { title: 'Term 2', startAt: at('10-07'), endAt: at('12-18') },
      ]);
      return { first: `&grading_period_id=${first?.id}`, second: `&grading_period_id=${second?.id}` };
    };

    it('ungraded work is left out of the current score and 0 in the final one, hidden work is in the unposted ones alone', async () => {
      // Amy: Essay 8 of 10, Quiz 9 of 10 and hidden, Practice ungraded.
      const amy = await gradesOf('amy');
      expect(amy).to.include({ current_score: 80, final_score: 40 });
      expect(amy).to.include({ unposted_current_score: 85, unposted_final_score: 56.67 });
      expect(amy).not.to.have.property('override_score');
      // Bob's 0 is a score.
      expect(await gradesOf('bob')).to.include({ current_score: 0, final_score: 0 });
    });

    it('excused work counts in neither, and without any grade the current score is null', async () => {
      const { gradebook } = current().canvas.store;
      const cell = {
        assignmentId: 1,
        studentId: (await current().person('cyd')).id,
        graderId: (await current().person('tess')).id,
      };
      await gradebook.setStatus(cell, 'excused');
      expect(await gradesOf('cyd')).to.include({ current_score: null, final_score: 0 });
      await gradebook.setScore(cell, 7);
      expect(await gradesOf('cyd')).to.include({ current_score: 70, final_score: 35 });
    });

    it('with weights each group counts its share of what has points', async () => {
      const { models, groups, gradebook } = current().canvas.store;
      const [homework, tests] = await groups.list(1);
      await groups.update(homework?.id ?? 0, { groupWeight: 20 });
      await groups.update(tests?.id ?? 0, { groupWeight: 60 });
      await models.courses.updateOne({ id: 1 }, { $set: { applyGroupWeights: true } });
      await gradebook.postGrades(2);
      // Homework 8 of 10 and tests 9 of 10: (20 × 0.8 + 60 × 0.9) of 80. Practice is ungraded homework.
      expect(await gradesOf('amy')).to.include({ current_score: 87.5, final_score: 77.5 });
      await gradebook.hideGrades(2);
      await models.courses.updateOne({ id: 1 }, { $set: { applyGroupWeights: false } });
    });

    it('a grading period takes the work due in it, and has an override of its own', async () => {
      const { first, second } = await half();
      // The essay is due on 5 October, Amy's hidden quiz too, Bob's quiz on the 7th.
      expect(await gradesOf('amy', first)).to.include({ current_score: 80, unposted_current_score: 85 });
      expect(await gradesOf('amy', second)).to.include({ current_score: null, unposted_final_score: null });
      const { people, account, models } = current().canvas.store;
      const [own] = await people.enrollmentsOfUser((await current().person('amy')).id);
      const [period] = (await account.get()).term.gradingPeriods ?? [];
      await models.enrollments.updateOne(
        { id: own?.id ?? 0 },
        { $set: { overrideScore: 91, periodOverrides: { [String(period?.id)]: 0 } } },
      );
      expect(await gradesOf('amy')).to.include({ current_score: 80, override_score: 91 });
      expect(await gradesOf('amy', first)).to.include({ override_score: 0 });
      expect(await gradesOf('amy', second)).not.to.have.property('override_score');
      const unknown = await api('tess', '/api/v1/courses/1/enrollments?grading_period_id=999');
      expect([unknown.status, unknown.body]).to.deep.equal([400, { error: 'invalid grading_period_id' }]);
    });

    it('a course shows the grading periods of its term on request', async () => {
      await half();
      const { body } = await api('tess', '/api/v1/courses/1?include[]=term&include[]=grading_periods');
      expect(body.grading_periods.map(({ title }: { title: string }) => title)).to.deep.equal([
        'Term 1',
        'Term 2',
      ]);
      expect(body.grading_periods[0]).to.include({
        end_date: '2026-10-07T05:00:00Z',
        workflow_state: 'active',
      });
    });
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
