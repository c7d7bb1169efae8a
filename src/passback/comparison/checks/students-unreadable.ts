import type { SectionCheck } from './subject.ts';

/**
 * The SIS does not say who is in the class. Where its ids of students are not those of Canvas, nobody can tell who a grade
 * belongs to.
 */
export const checkStudentsUnreadable: SectionCheck = ({ profile, refused, sectionName }) =>
  profile.matchStudentBy !== 'sourcedId' && refused.includes('students')
    ? { check: 'students_unreadable', sectionName, values: {} }
    : null;
