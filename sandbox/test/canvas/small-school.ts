import type { SampleAssignment, SampleSchool } from '../../sample/types.ts';

const assignment = (
  name: string,
  fields: Partial<SampleAssignment> & Pick<SampleAssignment, 'submissions'>,
): SampleAssignment => ({
  name,
  description: null,
  group: 'Homework',
  points: 10,
  gradingType: 'points',
  dueAt: '2026-10-05T23:59:00',
  unlockAt: null,
  published: true,
  postToSis: true,
  gradesPosted: true,
  sectionDueDates: [],
  studentOverrides: [],
  onlyOverrides: false,
  ...fields,
});

const graded = (userKey: string, score: number) => ({
  userKey,
  score,
  excused: false,
  late: false,
  missing: false,
  gradedAt: '2026-10-06T09:00:00',
  submittedAt: null,
});

const person = (key: string, name: string, sisId: string | null, accountAdmin = false) => ({
  key,
  name,
  login: key,
  email: `${key}@school.test`,
  sisId,
  accountAdmin,
});

const enrollment = <R extends string>(userKey: string, sectionKey: string, role: R) => ({
  userKey,
  sectionKey,
  role,
  state: 'active' as const,
});

/** A school of one course with two sections, small enough to know by heart. */
export const smallSchool: SampleSchool = {
  name: 'Small School',
  sisLabel: 'Small SIS',
  timeZone: 'America/Chicago',
  sis: {
    orgs: [],
    academicSessions: [],
    courses: [],
    classes: [],
    users: [],
    enrollments: [],
    categories: [],
  },
  canvas: {
    users: [
      person('ada', 'Ada Admin', 'sis-ada', true),
      person('tess', 'Tess Teacher', 'sis-tess'),
      person('tom', 'Tom Assistant', 'sis-tom'),
      person('amy', 'Amy Adams', 'sis-amy'),
      person('bob', 'Bob Brown', 'sis-bob'),
      person('cyd', 'Cyd Clark', null),
      person('test', 'Test Student', null),
    ],
    courses: [
      {
        key: 'math',
        name: 'Mathematics',
        code: 'MATH-1',
        sisId: 'sis-math',
        sections: [
          { key: 'p1', name: 'Period 1', sisId: 'zeta-1' },
          { key: 'p2', name: 'Period 2', sisId: 'alpha-2' },
        ],
        enrollments: [
          enrollment('tess', 'p1', 'teacher'),
          enrollment('tess', 'p2', 'teacher'),
          enrollment('tom', 'p1', 'ta'),
          enrollment('amy', 'p1', 'student'),
          enrollment('bob', 'p2', 'student'),
          enrollment('cyd', 'p1', 'student'),
          enrollment('test', 'p1', 'test_student'),
        ],
        groups: ['Homework', 'Tests'],
        assignments: [
          assignment('Essay', { submissions: [graded('amy', 8), graded('bob', 0), graded('cyd', 7)] }),
          assignment('Quiz', {
            group: 'Tests',
            submissions: [graded('amy', 9)],
            sectionDueDates: [{ sectionKey: 'p2', dueAt: '2026-10-07T23:59:00' }],
            gradesPosted: false,
          }),
          assignment('Practice', { postToSis: false, submissions: [] }),
          assignment('Draft', { published: false, submissions: [] }),
        ],
      },
      {
        key: 'art',
        name: 'Art',
        code: 'ART-1',
        sisId: null,
        sections: [{ key: 'a1', name: 'Art', sisId: null }],
        enrollments: [],
        groups: ['Assignments'],
        assignments: [],
      },
    ],
  },
};
