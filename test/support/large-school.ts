import type { SampleSchool } from '../../sandbox/sample/types.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const categoryTitles = ['Homework', 'Quizzes', 'Tests', 'Labs', 'Participation', 'Projects'];

/** One course with many assignment groups and many sections, each section with its own categories. */
export function largeSchool(size: { readonly groups: number; readonly sections: number }): SampleSchool {
  const sections = range(size.sections);
  const classId = (n: number): string => `cls-${n}`;
  return {
    name: 'Large School',
    sisLabel: 'Large SIS',
    timeZone: 'America/Chicago',
    sis: {
      orgs: [{ id: 'school', name: 'Large School', type: 'school', parentId: null }],
      academicSessions: [
        {
          id: 'year',
          title: 'Year',
          type: 'schoolYear',
          startDate: '2026-08-01',
          endDate: '2027-06-30',
          parentId: null,
          schoolYear: '2027',
        },
        {
          id: 'q1',
          title: 'Quarter 1',
          type: 'gradingPeriod',
          startDate: '2026-08-01',
          endDate: '2027-06-30',
          parentId: 'year',
          schoolYear: '2027',
        },
      ],
      courses: [{ id: 'crs', title: 'Biology', code: 'BIO', orgId: 'school' }],
      classes: sections.map((n) => ({
        id: classId(n),
        title: `Biology, period ${n}`,
        code: `BIO-${n}`,
        courseId: 'crs',
        schoolId: 'school',
        termIds: ['year'],
        periods: String(n),
      })),
      users: [],
      enrollments: [],
      categories: sections.flatMap((n) =>
        categoryTitles.map((title, index) => ({
          id: `cat-${n}-${index}`,
          title,
          classId: classId(n),
        })),
      ),
    },
    canvas: {
      users: [
        ...sections.map((n) => ({
          key: `p${n}`,
          name: `Student ${n}`,
          login: `student${n}`,
          email: `student${n}@large.example`,
          sisId: `stu-${n}`,
          accountAdmin: false,
        })),
        {
          key: 't',
          name: 'Terry Large',
          login: 'terry',
          email: 'terry@large.example',
          sisId: 'tch-1',
          accountAdmin: false,
        },
      ],
      courses: [
        {
          key: 'bio',
          name: 'Biology',
          code: 'BIO',
          sisId: 'crs',
          sections: sections.map((n) => ({ key: `s${n}`, name: `Period ${n}`, sisId: classId(n) })),
          enrollments: sections.flatMap((n) => [
            { userKey: 't', sectionKey: `s${n}`, role: 'teacher' as const, state: 'active' as const },
            { userKey: `p${n}`, sectionKey: `s${n}`, role: 'student' as const, state: 'active' as const },
          ]),
          groups: range(size.groups).map((n) => `Unit ${n}`),
          assignments: [],
        },
      ],
    },
  };
}
