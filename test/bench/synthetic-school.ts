import type { SampleCourse, SampleSchool } from '../../sandbox/sample/types.ts';

/** The size of a made-up course, in which every student has a grade for every assignment. */
export interface CourseSize {
  readonly students: number;
  readonly assignments: number;
}

/** A school of made-up courses, one class each, as large as a measurement needs. */
export function buildSyntheticSchool(sizes: readonly CourseSize[]): SampleSchool {
  const students = Array.from({ length: Math.max(...sizes.map((size) => size.students)) }, (_, index) => ({
    key: `s${index}`,
    familyName: `Student ${String(index).padStart(4, '0')}`,
  }));
  const courses = sizes.map((size, index) => buildCourse(size, index));
  const session = { schoolYear: '2027', parentId: null };
  return {
    name: 'Synthetic School',
    sisLabel: 'SIS',
    timeZone: 'America/Chicago',
    sis: {
      orgs: [{ id: 'school', name: 'Synthetic School', type: 'school', parentId: null }],
      academicSessions: [
        {
          ...session,
          id: 'term',
          title: 'Fall',
          type: 'semester',
          startDate: '2026-08-17',
          endDate: '2026-12-18',
        },
        {
          ...session,
          id: 'quarter',
          title: 'Quarter 1',
          type: 'gradingPeriod',
          startDate: '2026-08-17',
          endDate: '2026-12-18',
          parentId: 'term',
        },
      ],
      courses: courses.map(({ key, name }) => ({
        id: `crs-${key}`,
        title: name,
        code: key,
        orgId: 'school',
      })),
      classes: courses.map(({ key, name }) => ({
        id: `cls-${key}`,
        title: name,
        code: key,
        courseId: `crs-${key}`,
        schoolId: 'school',
        termIds: ['term'],
        periods: '1',
      })),
      users: students.map(({ key, familyName }) => ({
        id: `sis-${key}`,
        role: 'student',
        username: key,
        identifier: key,
        givenName: 'Synthetic',
        familyName,
        email: `${key}@school.example`,
        orgIds: ['school'],
      })),
      enrollments: courses.flatMap((course) =>
        course.enrollments
          .filter(({ role }) => role === 'student')
          .map(({ userKey }) => ({
            id: `enr-${course.key}-${userKey}`,
            classId: `cls-${course.key}`,
            userId: `sis-${userKey}`,
            schoolId: 'school',
            role: 'student' as const,
          })),
      ),
      categories: [{ id: 'cat-homework', title: 'Homework', classId: null }],
    },
    canvas: {
      users: [
        ...students.map(({ key, familyName }) => ({
          key,
          name: `Synthetic ${familyName}`,
          login: key,
          email: `${key}@school.example`,
          sisId: `sis-${key}`,
          accountAdmin: false,
        })),
        {
          key: 't1',
          name: 'Teacher One',
          login: 't1',
          email: 't1@school.example',
          sisId: null,
          accountAdmin: false,
        },
      ],
      courses,
    },
  };
}

/** The names of the courses that `buildSyntheticSchool` makes. */
export function syntheticCourseName(index: number): string {
  return `Course ${index + 1}`;
}

function buildCourse(size: CourseSize, index: number): SampleCourse {
  const key = `c${index + 1}`;
  const userKeys = Array.from({ length: size.students }, (_, student) => `s${student}`);
  return {
    key,
    name: syntheticCourseName(index),
    code: key,
    sisId: null,
    sections: [{ key, name: syntheticCourseName(index), sisId: `cls-${key}` }],
    enrollments: [
      { userKey: 't1', sectionKey: key, role: 'teacher', state: 'active' },
      ...userKeys.map((userKey) => ({
        userKey,
        sectionKey: key,
        role: 'student' as const,
        state: 'active' as const,
      })),
    ],
    groups: ['Homework'],
    assignments: Array.from({ length: size.assignments }, (_, assignment) => ({
      name: `Assignment ${assignment + 1}`,
      description: 'Complete the unit and post a screenshot of your test results as the homework.',
      group: 'Homework',
      points: 100,
      gradingType: 'points' as const,
      dueAt: '2026-09-04T23:59:00',
      unlockAt: null,
      published: true,
      postToSis: true,
      gradesPosted: true,
      sectionDueDates: [],
      studentOverrides: [],
      onlyOverrides: false,
      submissions: userKeys.map((userKey, student) => ({
        userKey,
        score: (student * 7 + assignment * 3) % 101,
        excused: false,
        late: student % 6 === 0,
        missing: false,
        gradedAt: '2026-09-07T16:00:00',
        submittedAt: student % 6 === 0 ? '2026-09-06T07:55:00' : '2026-09-04T07:55:00',
      })),
    })),
  };
}
