import {
  accountAdministrator,
  enroll,
  enrollmentsByClass,
  groupsOfClass,
  toCanvasUser,
} from './canvas-from-sis.ts';
import type { GradebookCsv } from './gradebook-csv.ts';
import type { AssignmentRow, AssociationRow, SectionRow, SubmissionRow, UserRow } from './gradebook-rows.ts';
import type { SampleAssignment, SampleCanvas, SampleCourse, SampleSis } from './types.ts';

/** The toolkit's own category is always "Assignment", which no SIS has. */
const assignmentGroup = 'Homework';

const enrollmentStates = {
  Active: 'active',
  Inactive: 'inactive',
  Completed: 'completed',
} as const satisfies Record<AssociationRow['EnrollmentStatus'], SampleCourse['enrollments'][number]['state']>;

function toSubmission(row: SubmissionRow): SampleAssignment['submissions'][number] {
  const { SubmissionStatus: status, SubmissionDateTime: submittedAt, LastModifiedDate: modifiedAt } = row;
  const gradedAt = submittedAt !== null && submittedAt > modifiedAt ? submittedAt : modifiedAt;
  return {
    userKey: row.LMSUserSourceSystemIdentifier,
    score: row.EarnedPoints,
    excused: false,
    late: status === 'Late',
    missing: status === 'Missing',
    gradedAt: row.EarnedPoints === null ? null : gradedAt,
    submittedAt,
  };
}

function toAssignment(row: AssignmentRow, submissions: readonly SubmissionRow[]): SampleAssignment {
  return {
    name: row.Title,
    description: row.AssignmentDescription === '' ? null : row.AssignmentDescription,
    group: assignmentGroup,
    points: row.MaxPoints,
    gradingType: 'points',
    dueAt: row.DueDateTime,
    unlockAt: row.StartDateTime,
    published: true,
    postToSis: true,
    gradesPosted: true,
    sectionDueDates: [],
    studentOverrides: [],
    onlyOverrides: false,
    submissions: submissions.map(toSubmission),
  };
}

function groupBy<T>(rows: readonly T[], key: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** The name of a course: its section's description; a second one with that name gets its period or id. */
function nameCourses(sections: readonly SectionRow[], sis: SampleSis): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const section of sections) {
    const plain = section.SectionDescription || section.Title;
    const period = sis.classes.find((row) => row.id === section.SISSectionIdentifier)?.periods ?? '';
    const suffix = period === '' ? section.SourceSystemIdentifier : `period ${period}`;
    const name = taken.has(plain) ? `${plain} (${suffix})` : plain;
    taken.add(plain);
    names.set(section.SourceSystemIdentifier, name);
  }
  return names;
}

function toCourse(section: SectionRow, name: string, sis: SampleSis, rows: RowsBySection): SampleCourse {
  const key = section.SourceSystemIdentifier;
  const sisId = section.SISSectionIdentifier === '' ? null : section.SISSectionIdentifier;
  const assignments = rows.assignments.get(key) ?? [];
  return {
    key,
    name,
    code: section.Title,
    sisId: null,
    sections: [{ key, name, sisId }],
    enrollments: [
      ...enroll(key, 'teacher', sisId === null ? [] : (rows.teachers.get(sisId) ?? [])),
      ...(rows.associations.get(key) ?? []).map((row) => ({
        userKey: row.LMSUserSourceSystemIdentifier,
        sectionKey: key,
        role: 'student' as const,
        state: enrollmentStates[row.EnrollmentStatus],
      })),
    ],
    groups: [...new Set([assignmentGroup, ...(sisId === null ? [] : groupsOfClass(sis, sisId))])],
    assignments: assignments.map((row) =>
      toAssignment(row, rows.submissions.get(row.SourceSystemIdentifier) ?? []),
    ),
  };
}

interface RowsBySection {
  readonly teachers: ReadonlyMap<string, readonly string[]>;
  readonly associations: ReadonlyMap<string, readonly AssociationRow[]>;
  readonly assignments: ReadonlyMap<string, readonly AssignmentRow[]>;
  readonly submissions: ReadonlyMap<string, readonly SubmissionRow[]>;
}

function isStudent(row: UserRow): boolean {
  return row.UserRole === 'student';
}

function studentAssociations(gradebook: GradebookCsv): readonly AssociationRow[] {
  const students = new Set(gradebook.users.filter(isStudent).map((row) => row.SourceSystemIdentifier));
  return gradebook.associations.filter((row) => students.has(row.LMSUserSourceSystemIdentifier));
}

/** Turns each section of the gradebook into a Canvas course with one section and the SIS's teachers. */
export function buildCanvasFromGradebook(sis: SampleSis, gradebook: GradebookCsv): SampleCanvas {
  const names = nameCourses(gradebook.sections, sis);
  const bySection: RowsBySection = {
    teachers: enrollmentsByClass(sis, 'teacher'),
    associations: groupBy(studentAssociations(gradebook), (row) => row.LMSSectionSourceSystemIdentifier),
    assignments: groupBy(gradebook.assignments, (row) => row.LMSSectionSourceSystemIdentifier),
    submissions: groupBy(gradebook.submissions, (row) => row.AssignmentSourceSystemIdentifier),
  };
  const students = gradebook.users.filter(isStudent).map((row) => ({
    key: row.SourceSystemIdentifier,
    name: row.Name,
    login: row.LocalUserIdentifier,
    email: row.EmailAddress,
    sisId: row.SISUserIdentifier === '' ? null : row.SISUserIdentifier,
    accountAdmin: false,
  }));
  const teachers = sis.users.filter((user) => user.role === 'teacher').map(toCanvasUser);
  return {
    users: [...students, ...teachers, accountAdministrator],
    courses: gradebook.sections.map((section) =>
      toCourse(section, names.get(section.SourceSystemIdentifier) ?? section.Title, sis, bySection),
    ),
  };
}
