import type { SampleSis } from '../types.ts';
import { classPlans, sisCourses } from './classes.ts';
import { sisIdOf, sisUsers } from './people.ts';

const districtId = 'org-juniper-district';
const schoolId = 'org-juniper-hills';
const schoolYear = '2027';

function session(
  id: string,
  title: string,
  type: SampleSis['academicSessions'][number]['type'],
  [startDate, endDate]: readonly [string, string],
  parentId: string | null,
): SampleSis['academicSessions'][number] {
  return { id, title, type, startDate, endDate, parentId, schoolYear };
}

/** Days between two grading periods, such as 17 October, belong to none. */
const academicSessions = [
  session('yr-2026', '2026-2027', 'schoolYear', ['2026-08-17', '2027-05-28'], null),
  session('sem-fall', 'Fall semester', 'semester', ['2026-08-17', '2026-12-18'], 'yr-2026'),
  session('sem-spring', 'Spring semester', 'semester', ['2027-01-04', '2027-05-28'], 'yr-2026'),
  session('gp-q1', 'Quarter 1', 'gradingPeriod', ['2026-08-17', '2026-10-16'], 'sem-fall'),
  session('gp-q2', 'Quarter 2', 'gradingPeriod', ['2026-10-19', '2026-12-18'], 'sem-fall'),
  session('gp-q3', 'Quarter 3', 'gradingPeriod', ['2027-01-04', '2027-03-12'], 'sem-spring'),
  session('gp-q4', 'Quarter 4', 'gradingPeriod', ['2027-03-22', '2027-05-28'], 'sem-spring'),
];

function enrollmentsOfClass(plan: (typeof classPlans)[number]): SampleSis['enrollments'] {
  const members = [
    { key: plan.teacherKey, role: 'teacher' as const },
    ...plan.studentKeys.map((key) => ({ key, role: 'student' as const })),
  ];
  return members.flatMap(({ key, role }) => {
    const userId = sisIdOf(key);
    if (userId === null) return [];
    return { id: `enr-${plan.id}-${userId}`, classId: plan.id, userId, schoolId, role };
  });
}

/** The OneRoster side of the invented school. Canvas's group "Extra" has no category here. */
export const inventedSis: SampleSis = {
  orgs: [
    { id: districtId, name: 'Juniper Hills Unified', type: 'district', parentId: null },
    { id: schoolId, name: 'Juniper Hills High School', type: 'school', parentId: districtId },
  ],
  academicSessions,
  courses: sisCourses.map((course) => ({ ...course, orgId: districtId })),
  classes: classPlans.map(({ id, title, code, courseId, period }) => ({
    id,
    title,
    code,
    courseId,
    schoolId,
    termIds: ['sem-fall', 'sem-spring'],
    periods: period,
  })),
  users: sisUsers,
  enrollments: classPlans.flatMap(enrollmentsOfClass),
  categories: [
    { id: 'cat-homework', title: 'Homework', classId: null },
    { id: 'cat-quizzes', title: 'Quizzes', classId: null },
    { id: 'cat-tests', title: 'Tests', classId: null },
    { id: 'cat-participation', title: 'Participation', classId: null },
    { id: 'cat-labs-bio9-1', title: 'Labs', classId: 'cls-bio9-1' },
    { id: 'cat-labs-bio9-2', title: 'Labs', classId: 'cls-bio9-2' },
  ],
};
