import type { SampleAssignment, SampleCourse } from '../types.ts';
import { assignment, gradeWork } from './grade-work.ts';

const periodOne = ['s01', 's02', 's03', 's04', 's05', 's06', 's07', 's08', 's09', 's23'];
const periodTwo = ['s09', 's10', 's11', 's12', 's13', 's14', 's15'];
/** `s16` was graded before leaving; `s17` is only in the section without a SIS id. */
const everyone = [...new Set([...periodOne, ...periodTwo]), 's16', 's17'];
const withTestStudent = [...everyone, 'test-student'];

/** Ordinary assignments: zero, late, missing, excused, decimals, above the maximum, hidden grades. */
const graded: readonly SampleAssignment[] = [
  assignment({
    name: 'Cell structure worksheet',
    description: '<p>Label the organelles of a plant cell and an animal cell.</p>',
    group: 'Homework',
    points: 20,
    dueAt: '2026-09-04T23:59:00',
    unlockAt: '2026-08-31T08:00:00',
    submissions: gradeWork(withTestStudent, 20, '2026-09-07T16:10:00', {
      s02: { score: 0 },
      s03: { score: 0, missing: true },
      s04: { score: 15, late: true },
      s06: { excused: true },
    }),
  }),
  assignment({
    name: 'Photosynthesis quiz',
    group: 'Quizzes',
    points: 25,
    dueAt: null,
    sectionDueDates: [
      { sectionKey: 'bio-1', dueAt: '2026-09-17T08:50:00' },
      { sectionKey: 'bio-2', dueAt: '2026-09-18T10:10:00' },
      { sectionKey: 'bio-tutors', dueAt: '2026-09-18T10:10:00' },
    ],
    submissions: gradeWork(everyone, 25, '2026-09-21T15:00:00', {
      s01: { score: 18.5 },
      s05: { score: 22.25 },
      s12: { score: 24.75 },
    }),
  }),
  assignment({
    name: 'Unit 1 test: Cells',
    group: 'Tests',
    points: 100,
    dueAt: '2026-10-09T09:40:00',
    submissions: gradeWork(everyone, 100, '2026-10-12T17:30:00', {
      s08: { score: 104 },
      s10: { score: 0 },
      s14: { excused: true },
    }),
  }),
  assignment({
    name: 'Microscope lab',
    group: 'Labs',
    points: 30,
    dueAt: '2026-10-15T15:30:00',
    submissions: gradeWork(everyone, 30, '2026-10-16T12:00:00', {
      s07: { score: 27.5, late: true },
      s13: { score: null, missing: true },
    }),
  }),
  assignment({
    name: 'Osmosis in potato slices: written lab report with data table, graph, error estimate and conclusions',
    group: 'Labs',
    points: 40,
    dueAt: '2026-10-30T23:59:00',
    submissions: gradeWork(everyone, 40, '2026-11-03T18:20:00'),
  }),
  assignment({
    name: 'Ökologie: el río, la montaña y 生态系统',
    group: 'Homework',
    points: 10,
    dueAt: '2026-11-05T23:59:00',
    submissions: gradeWork(everyone, 10, '2026-11-09T08:05:00', { s11: { score: 9.333 } }),
  }),
  assignment({
    name: 'Enzyme lab',
    group: 'Labs',
    points: 30,
    dueAt: '2026-11-12T15:30:00',
    gradesPosted: false,
    submissions: gradeWork(everyone, 30, '2026-11-16T16:45:00'),
  }),
];

/** Assignments that must not, or cannot, be sent to the SIS unchanged. */
const trapped: readonly SampleAssignment[] = [
  assignment({
    name: 'Field trip reflection',
    group: 'Homework',
    points: 10,
    dueAt: '2026-10-17T20:00:00',
    submissions: gradeWork(everyone, 10, '2026-10-20T08:00:00'),
  }),
  assignment({
    name: 'Genetics reading log',
    group: 'Homework',
    points: 15,
    dueAt: null,
    submissions: gradeWork(everyone, 15, '2026-11-10T08:00:00'),
  }),
  assignment({
    name: 'Lab safety contract',
    group: 'Labs',
    points: null,
    gradingType: 'not_graded',
    dueAt: '2026-08-21T23:59:00',
  }),
  assignment({
    name: 'Unit 2 test: Genetics',
    group: 'Tests',
    points: 100,
    dueAt: '2026-12-04T09:40:00',
    published: false,
  }),
  assignment({
    name: 'Science fair idea',
    group: 'Homework',
    points: 5,
    dueAt: '2026-10-02T23:59:00',
    postToSis: false,
    submissions: gradeWork(everyone, 5, '2026-10-05T08:00:00'),
  }),
  assignment({
    name: 'Photosynthesis quiz (make-up)',
    group: 'Quizzes',
    points: 25,
    dueAt: null,
    onlyOverrides: true,
    studentOverrides: [{ userKeys: ['s02', 's11'], dueAt: '2026-09-25T15:30:00' }],
    submissions: gradeWork(['s02', 's11'], 25, '2026-09-28T08:00:00'),
  }),
  assignment({
    name: 'Nature journal',
    group: 'Extra',
    points: 10,
    dueAt: '2026-11-13T23:59:00',
    submissions: gradeWork(['s01', 's05', 's08', 's12'], 10, '2026-11-17T08:00:00'),
  }),
  assignment({
    name: 'Heredity worksheet',
    group: 'Homework',
    points: 20,
    dueAt: '2026-12-01T23:59:00',
  }),
];

type Enrollment = SampleCourse['enrollments'][number];

function enroll(sectionKey: string, role: Enrollment['role'], userKeys: readonly string[]): Enrollment[] {
  return userKeys.map((userKey) => ({ userKey, sectionKey, role, state: 'active' }));
}

/** Two SIS sections, one section without a SIS id, and every kind of person in a course. */
export const biology: SampleCourse = {
  key: 'biology-9',
  name: 'Biology 9',
  code: 'BIO9',
  sisId: 'crs-bio9-2026',
  sections: [
    { key: 'bio-1', name: 'Biology 9 – Period 1', sisId: 'cls-bio9-1' },
    { key: 'bio-2', name: 'Biology 9 – Period 2', sisId: 'cls-bio9-2' },
    { key: 'bio-tutors', name: 'Peer tutors', sisId: null },
  ],
  enrollments: [
    ...enroll('bio-1', 'teacher', ['t-okafor']),
    ...enroll('bio-2', 'teacher', ['t-okafor']),
    ...enroll('bio-1', 'ta', ['ta-whitfield']),
    ...enroll('bio-1', 'designer', ['designer-zhao']),
    ...enroll('bio-1', 'observer', ['observer-brooks']),
    ...enroll('bio-1', 'test_student', ['test-student']),
    ...enroll('bio-1', 'student', periodOne),
    ...enroll('bio-2', 'student', periodTwo),
    { userKey: 's16', sectionKey: 'bio-2', role: 'student', state: 'inactive' },
    ...enroll('bio-tutors', 'student', ['s17']),
  ],
  groups: ['Homework', 'Quizzes', 'Tests', 'Labs', 'Extra'],
  assignments: [...graded, ...trapped],
};
