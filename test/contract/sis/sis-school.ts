import type { SampleSis } from '../../../sandbox/sample/types.ts';
import type { SisLineItem, SisResult } from '../../../src/domain/sis.ts';
import type { SisReply } from '../../../src/oneroster/sis-client.ts';

export const studentIds = Array.from({ length: 7 }, (_, index) => `stu ${index}`);
/** Ids with blanks, slashes and umlauts, as schools have them. */
export const school: SampleSis = {
  orgs: [{ id: 'school-1', name: 'School', type: 'school', parentId: null }],
  academicSessions: [
    session('year', 'schoolYear', '2025-08-18', '2026-06-05', null),
    session('spring', 'term', '2026-01-05', '2026-06-05', 'year'),
    session('q3', 'gradingPeriod', '2026-01-05', '2026-03-13', 'spring'),
    session('q4', 'gradingPeriod', '2026-03-16', '2026-06-05', 'spring'),
  ],
  courses: [{ id: 'course-1', title: 'Algebra', code: 'ALG', orgId: 'school-1' }],
  classes: [sisClass('class/1 ä', 'ALG-1'), sisClass('class-2', 'ALG-2'), sisClass('class-3', 'ALG-2')],
  users: studentIds.map((id, index) => ({
    id,
    role: 'student' as const,
    username: `user${index}`,
    identifier: `00${index}`,
    givenName: 'Given',
    familyName: 'Family',
    email: `user${index}@school.example`,
    orgIds: ['school-1'],
  })),
  enrollments: studentIds.map((userId) => ({
    id: `enrollment ${userId}`,
    classId: 'class/1 ä',
    userId,
    schoolId: 'school-1',
    role: 'student' as const,
  })),
  categories: [
    { id: 'cat-all', title: 'Homework', classId: null },
    { id: 'cat-1', title: 'Quizzes', classId: 'class/1 ä' },
    { id: 'cat-2', title: 'Labs', classId: 'class-2' },
  ],
};

type SessionType = SampleSis['academicSessions'][number]['type'];
function session(id: string, type: SessionType, startDate: string, endDate: string, parentId: string | null) {
  return { id, title: id.toUpperCase(), type, startDate, endDate, parentId, schoolYear: '2026' };
}

function sisClass(id: string, code: string) {
  const termIds = ['spring'];
  return {
    id,
    title: `Class ${code}`,
    code,
    courseId: 'course-1',
    schoolId: 'school-1',
    termIds,
    periods: '1',
  };
}

export const lineItem: SisLineItem = {
  sourcedId: 'li 1/ß',
  title: 'Größen – 數學',
  description: null,
  classSourcedId: 'class/1 ä',
  schoolSourcedId: 'school-1',
  categorySourcedId: 'cat-1',
  gradingPeriodSourcedId: 'q3',
  assignDate: '2026-02-20',
  dueDate: '2026-03-13',
  resultValueMin: 0,
  resultValueMax: 20,
};

export const result = (index: number, changes: Partial<SisResult> = {}): SisResult => ({
  sourcedId: `res ${index}`,
  lineItemSourcedId: lineItem.sourcedId,
  studentSourcedId: `stu ${index}`,
  classSourcedId: 'class/1 ä',
  scoreStatus: 'fully graded',
  score: index * 2.25,
  scoreDate: '2026-03-02',
  late: false,
  missing: false,
  ...changes,
});

export function unwrap<T>(reply: SisReply<T>): T {
  if (!reply.ok) throw new Error(JSON.stringify(reply.failure));
  return reply.value;
}
