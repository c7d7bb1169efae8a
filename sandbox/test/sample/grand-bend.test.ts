import { expect } from 'chai';
import { loadSampleSchool } from '../../sample/load-sample-school.ts';
import type { SampleSchool } from '../../sample/types.ts';
import { findGrandBend } from './grand-bend.ts';

const folders = findGrandBend();

describe('Grand Bend (skipped where ../shared/data/grand-bend is absent)', () => {
  let school: SampleSchool;

  before(async function loadSchool() {
    if (folders === null) return this.skip();
    school = await loadSampleSchool(folders);
  });

  it('holds 6 classes, 51 people, 202 enrollments, 5 categories, 4 grading periods', () => {
    const { sis } = school;
    expect(school.name).to.equal('Grand Bend High School');
    expect(sis.classes).to.have.length(6);
    expect(sis.users).to.have.length(51);
    expect(sis.enrollments).to.have.length(202);
    expect(sis.categories.map((category) => category.title)).to.deep.equal([
      'Homework',
      'Quizzes',
      'Tests',
      'Participation',
      'Labs',
    ]);
    expect(sis.academicSessions.filter((session) => session.type === 'gradingPeriod')).to.have.length(4);
  });

  it('holds 24 assignments with 901 graded submissions in two courses, all in Homework', () => {
    const busy = school.canvas.courses.filter((course) => course.assignments.length > 0);
    const facts = busy.map((course) => [
      course.name,
      course.assignments.length,
      course.enrollments.filter((enrollment) => enrollment.role === 'student').length,
      course.enrollments.filter((enrollment) => enrollment.role === 'teacher').length,
    ]);
    expect(facts).to.deep.equal([
      ['Algebra I', 13, 49, 1],
      ['English/Language Arts I (9th grade)', 11, 24, 1],
    ]);
    const assignments = busy.flatMap((course) => course.assignments);
    expect(new Set(assignments.map((row) => row.group))).to.deep.equal(new Set(['Homework']));
    expect(assignments.every((row) => row.published && row.postToSis && row.points === 100)).to.equal(true);
    const submissions = assignments.flatMap((row) => row.submissions);
    expect(submissions.filter((row) => row.score !== null && row.gradedAt !== null)).to.have.length(901);
    expect(submissions.filter((row) => row.late)).to.have.length(146);
    expect(submissions.filter((row) => row.missing)).to.have.length(41);
  });

  it('reads exact rows: SIS ids, local times, statuses', () => {
    const [algebra] = school.canvas.courses;
    expect(algebra?.sections).to.deep.equal([
      { key: '123456780', name: 'Algebra I', sisId: '25590100102Trad220ALG112011' },
    ]);
    const first = algebra?.assignments[0];
    expect(first).to.include({
      name: 'Algebra foundations',
      dueAt: '2021-09-01T00:00:00',
      unlockAt: '2021-08-30T00:00:00',
      points: 100,
    });
    expect(first?.submissions.slice(0, 2)).to.deep.equal([
      {
        userKey: '100033951',
        score: 77,
        excused: false,
        late: false,
        missing: false,
        gradedAt: '2021-09-01T00:00:00',
        submittedAt: '2021-09-01T00:00:00',
      },
      {
        userKey: '100033952',
        score: 70,
        excused: false,
        late: true,
        missing: false,
        gradedAt: '2021-09-03T00:00:00',
        submittedAt: '2021-09-03T00:00:00',
      },
    ]);
    expect(first?.submissions[3]).to.include({ score: 0, missing: true, submittedAt: null });
    expect(school.canvas.users[0]).to.include({ name: 'Lisa Woods', login: 'lisa.woods', sisId: '604822' });
  });

  it('takes teachers from the roster and adds an account administrator', () => {
    const teachers = school.canvas.courses.map((course) =>
      course.enrollments.filter((row) => row.role === 'teacher').map((row) => row.userKey),
    );
    expect(teachers).to.deep.equal([['207219'], ['207230'], ['207219'], ['207230'], ['207219'], ['207219']]);
    expect(school.canvas.users.filter((user) => user.accountAdmin)).to.have.length(1);
  });
});
