import { expect } from 'chai';
import { inventedSchool } from '../../sample/invented-school.ts';

describe('invented school', () => {
  const school = inventedSchool();
  const courses = school.canvas.courses;
  const assignments = courses.flatMap((course) => course.assignments);
  const submissions = assignments.flatMap((assignment) => assignment.submissions);

  it('refers only to people, sections and groups that exist', () => {
    const userKeys = new Set(school.canvas.users.map((user) => user.key));
    for (const course of courses) {
      const sectionKeys = new Set(course.sections.map((section) => section.key));
      for (const enrollment of course.enrollments) {
        expect(userKeys, enrollment.userKey).to.include(enrollment.userKey);
        expect(sectionKeys, enrollment.sectionKey).to.include(enrollment.sectionKey);
      }
      const enrolled = new Set(course.enrollments.map((enrollment) => enrollment.userKey));
      for (const assignment of course.assignments) {
        expect(course.groups, assignment.name).to.include(assignment.group);
        for (const submission of assignment.submissions) {
          expect(enrolled, `${assignment.name} ${submission.userKey}`).to.include(submission.userKey);
        }
      }
    }
  });

  it('gives the SIS every SIS section with its students, except for the known traps', () => {
    const classIds = new Set(school.sis.classes.map((row) => row.id));
    const sisEnrollments = new Set(school.sis.enrollments.map((row) => `${row.classId} ${row.userId}`));
    const missing = courses.flatMap((course) =>
      course.enrollments.flatMap((enrollment) => {
        const sisId = course.sections.find((section) => section.key === enrollment.sectionKey)?.sisId;
        const userId = school.canvas.users.find((user) => user.key === enrollment.userKey)?.sisId;
        if (enrollment.role !== 'student' || !sisId) return [];
        expect(classIds).to.include(sisId);
        return sisEnrollments.has(`${sisId} ${userId}`) ? [] : [`${enrollment.userKey} ${enrollment.state}`];
      }),
    );
    expect(missing).to.deep.equal(['s23 active', 's16 inactive']);
  });

  it('holds unique ids and user names on both sides', () => {
    const lists = [
      school.canvas.users.map((user) => user.login),
      school.canvas.users.flatMap((user) => user.sisId ?? []),
      school.sis.users.map((user) => user.id),
      school.sis.enrollments.map((enrollment) => enrollment.id),
    ];
    for (const list of lists) expect(new Set(list).size).to.equal(list.length);
  });

  it('holds every trap a run can meet', () => {
    const roles = courses.flatMap((course) => course.enrollments.map((enrollment) => enrollment.role));
    expect(roles).to.include.members(['teacher', 'ta', 'designer', 'student', 'observer', 'test_student']);
    expect(assignments.some((row) => !row.published)).to.equal(true);
    expect(assignments.some((row) => row.gradingType === 'not_graded')).to.equal(true);
    expect(assignments.some((row) => !row.postToSis)).to.equal(true);
    expect(assignments.some((row) => row.onlyOverrides)).to.equal(true);
    expect(assignments.some((row) => !row.gradesPosted && row.submissions.length > 0)).to.equal(true);
    expect(assignments.some((row) => row.name.length > 50)).to.equal(true);
    expect(submissions.some((row) => row.score === 0)).to.equal(true);
    expect(submissions.some((row) => row.excused && row.score === null)).to.equal(true);
    expect(submissions.some((row) => row.late)).to.equal(true);
    expect(submissions.some((row) => row.missing)).to.equal(true);
    expect(submissions.some((row) => row.score !== null && row.score % 1 !== 0)).to.equal(true);
    const above = assignments.some((row) =>
      row.submissions.some((work) => (work.score ?? 0) > (row.points ?? 0)),
    );
    expect(above).to.equal(true);
  });
});
