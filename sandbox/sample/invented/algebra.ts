import type { SampleCourse } from '../types.ts';
import { assignment, gradeWork } from './grade-work.ts';

const students = ['s01', 's02', 's03', 's04', 's17', 's18', 's19', 's20', 's21', 's22'];

/** The plain case: one section, one class, with one test half graded and one assignment without points. */
export const algebra: SampleCourse = {
  key: 'algebra-1',
  name: 'Algebra I',
  code: 'ALG1',
  sisId: 'crs-alg1-2026',
  sections: [{ key: 'alg-3', name: 'Algebra I – Period 3', sisId: 'cls-alg1-3' }],
  enrollments: [
    { userKey: 't-beltran', sectionKey: 'alg-3', role: 'teacher', state: 'active' },
    ...students.map((userKey) => ({
      userKey,
      sectionKey: 'alg-3',
      role: 'student' as const,
      state: 'active' as const,
    })),
  ],
  groups: ['Homework', 'Quizzes', 'Tests'],
  assignments: [
    assignment({
      name: 'Linear equations practice',
      group: 'Homework',
      points: 10,
      dueAt: '2026-09-11T23:59:00',
      submissions: gradeWork(students, 10, '2026-09-14T16:00:00', { s19: { score: 0, missing: true } }),
    }),
    assignment({
      name: 'Linear equations quiz',
      group: 'Quizzes',
      points: 20,
      dueAt: '2026-09-24T11:15:00',
      submissions: gradeWork(students, 20, '2026-09-25T15:20:00', { s20: { score: 17.5 } }),
    }),
    assignment({
      name: 'Chapter 3 test',
      group: 'Tests',
      points: 50,
      dueAt: '2026-11-20T11:15:00',
      submissions: gradeWork(students, 50, '2026-11-21T14:00:00', {
        s18: { score: null },
        s21: { score: null },
        s22: { score: 50 },
      }),
    }),
    assignment({
      name: 'Calculator check-out',
      group: 'Homework',
      points: 0,
      dueAt: '2026-08-28T23:59:00',
      submissions: gradeWork(students, 0, '2026-08-31T08:00:00'),
    }),
  ],
};
