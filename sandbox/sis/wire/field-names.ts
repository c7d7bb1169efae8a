import type { WritableKind } from '../records.ts';

export type RosterKind = 'orgs' | 'academicSessions' | 'courses' | 'classes' | 'users' | 'enrollments';

const base = ['sourcedId', 'status', 'dateLastModified', 'metadata'];

function fields(...names: string[]): ReadonlySet<string> {
  return new Set([...base, ...names]);
}

/** The field names allowed in `filter`, `sort` and `fields`, for both versions. */
export const fieldNames = {
  orgs: fields('name', 'type', 'identifier', 'parent', 'children'),
  academicSessions: fields('title', 'startDate', 'endDate', 'type', 'parent', 'children', 'schoolYear'),
  courses: fields('title', 'schoolYear', 'courseCode', 'grades', 'subjects', 'org', 'subjectCodes'),
  classes: fields(
    'title',
    'classCode',
    'classType',
    'location',
    'grades',
    'subjects',
    'course',
    'school',
    'terms',
    'subjectCodes',
    'periods',
  ),
  users: fields(
    'userMasterIdentifier',
    'username',
    'userIds',
    'enabledUser',
    'givenName',
    'familyName',
    'middleName',
    'role',
    'roles',
    'primaryOrg',
    'orgs',
    'identifier',
    'email',
    'sms',
    'phone',
    'agents',
    'grades',
  ),
  enrollments: fields('user', 'class', 'school', 'role', 'primary', 'beginDate', 'endDate'),
  categories: fields('title', 'weight'),
  lineItems: fields(
    'title',
    'description',
    'assignDate',
    'dueDate',
    'class',
    'school',
    'category',
    'gradingPeriod',
    'academicSession',
    'scoreScale',
    'resultValueMin',
    'resultValueMax',
    'learningObjectiveSet',
  ),
  results: fields(
    'lineItem',
    'student',
    'class',
    'scoreScale',
    'scoreStatus',
    'score',
    'textScore',
    'scoreDate',
    'comment',
    'learningObjectiveSet',
    'inProgress',
    'incomplete',
    'late',
    'missing',
  ),
} as const satisfies Record<RosterKind | WritableKind, ReadonlySet<string>>;
