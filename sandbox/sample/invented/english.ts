import type { SampleCourse } from '../types.ts';
import { assignment, gradeWork } from './grade-work.ts';

const regular = ['s05', 's06', 's07', 's08', 's16', 's24'];
const honors = ['s10', 's13', 's15', 's18', 's22'];
const everyone = [...regular, ...honors];

function enrollStudents(sectionKey: string, userKeys: readonly string[]): SampleCourse['enrollments'] {
  return userKeys.map((userKey) => ({ userKey, sectionKey, role: 'student', state: 'active' }));
}

/** Cross-listed: sections of two SIS courses, taught together in one Canvas course. */
export const english: SampleCourse = {
  key: 'english-10',
  name: 'English 10 and English 10 Honors',
  code: 'ENG10',
  sisId: null,
  sections: [
    { key: 'eng-4', name: 'English 10 – Period 4', sisId: 'cls-eng10-4' },
    { key: 'eng-4h', name: 'English 10 Honors – Period 4', sisId: 'cls-eng10h-4' },
  ],
  enrollments: [
    { userKey: 't-vossler', sectionKey: 'eng-4', role: 'teacher', state: 'active' },
    { userKey: 't-vossler', sectionKey: 'eng-4h', role: 'teacher', state: 'active' },
    ...enrollStudents('eng-4', regular),
    ...enrollStudents('eng-4h', honors),
  ],
  groups: ['Homework', 'Quizzes', 'Tests'],
  assignments: [
    assignment({
      name: 'Essay 1: A place I know',
      group: 'Tests',
      points: 100,
      dueAt: '2026-10-05T23:59:00',
      sectionDueDates: [{ sectionKey: 'eng-4h', dueAt: '2026-10-01T23:59:00' }],
      submissions: gradeWork(everyone, 100, '2026-10-12T19:00:00', { s24: { score: 71, late: true } }),
    }),
    assignment({
      name: 'Vocabulary list 4',
      group: 'Quizzes',
      points: 12,
      dueAt: '2026-10-21T12:30:00',
      submissions: gradeWork(everyone, 12, '2026-10-22T08:00:00', { s15: { score: 11.5 } }),
    }),
    assignment({
      name: 'Reading journal, October',
      group: 'Homework',
      points: 20,
      gradingType: 'letter_grade',
      dueAt: '2026-10-31T23:59:00',
      submissions: gradeWork(everyone, 20, '2026-11-04T08:00:00', { s06: { excused: true } }),
    }),
  ],
};
