import type { WireObject } from '../query/filter.ts';
import { answerList } from '../query/list-answer.ts';
import { filterAndSort, readFields, readListQuery, selectFields } from '../query/list-query.ts';
import type { ClassRow, EnrollmentRow, Roster, SessionRow, UserRow } from '../roster.ts';
import { answerJson, refuseUnknown } from '../sis-answer.ts';
import { fieldNames, type RosterKind } from '../wire/field-names.ts';
import { buildLinks } from '../wire/links.ts';
import { createRosterWire, type RosterWire } from '../wire/roster-wire.ts';
import type { Route, RouteContext } from './route.ts';

type Param = (name: string) => string;

/** Selects the rows of a list request as objects. Null: something in the path does not exist. */
type Select = (roster: Roster, wire: RosterWire, param: Param) => readonly WireObject[] | null;

const both = ['v1p1', 'v1p2'] as const;

const singular: Record<RosterKind, string> = {
  orgs: 'org',
  academicSessions: 'academicSession',
  courses: 'course',
  classes: 'class',
  users: 'user',
  enrollments: 'enrollment',
};

const isTerm = (row: SessionRow): boolean => row.type === 'term' || row.type === 'semester';
const isGradingPeriod = (row: SessionRow): boolean => row.type === 'gradingPeriod';

function pickSessions(keep: (row: SessionRow) => boolean): Select {
  return (roster, wire) => [...roster.sessions.values()].filter(keep).map(wire.session);
}

function pickUsers(keep: (row: UserRow) => boolean): Select {
  return (roster, wire) => [...roster.users.values()].filter(keep).map(wire.user);
}

function pickClasses(keep: (row: ClassRow, roster: Roster, param: Param) => boolean): Select {
  return (roster, wire, param) =>
    [...roster.classes.values()].filter((row) => keep(row, roster, param)).map(wire.class);
}

function pickEnrollments(keep: (row: EnrollmentRow, param: Param) => boolean): Select {
  return (roster, wire, param) =>
    [...roster.enrollments.values()].filter((row) => keep(row, param)).map(wire.enrollment);
}

/** The members of class `:class`, by id. */
function pickMembers(role: 'student' | 'teacher'): Select {
  return (roster, wire, param) => {
    const members =
      role === 'student' ? roster.studentsOf(param('class')) : roster.teachersOf(param('class'));
    return [...roster.users.values()].filter((row) => members.has(row.id)).map(wire.user);
  };
}

function pickSchoolUsers(role: UserRow['role']): Select {
  return (roster, wire, param) =>
    [...roster.users.values()]
      .filter((row) => row.role === role && row.orgIds.includes(param('school')))
      .map(wire.user);
}

/** Only if `:name` is a row of `kind`. */
function within(
  name: string,
  kind: 'orgs' | 'sessions' | 'courses' | 'classes' | 'users',
  select: Select,
): Select {
  return (roster, wire, param) => (roster[kind].has(param(name)) ? select(roster, wire, param) : null);
}

function isInClass(roster: Roster, classId: string, userId: string): boolean {
  return roster.studentsOf(classId).has(userId) || roster.teachersOf(classId).has(userId);
}

const classesOfUser = (name: string): Select =>
  within(
    name,
    'users',
    pickClasses((row, roster, param) => isInClass(roster, row.id, param(name))),
  );

/** Path, kind of object, selection. These are the paths of 1.2, all of which 1.1 has too. */
const lists: readonly [string, RosterKind, Select][] = [
  ['/orgs', 'orgs', (roster, wire) => [...roster.orgs.values()].map(wire.org)],
  [
    '/schools',
    'orgs',
    (roster, wire) => [...roster.orgs.values()].filter((row) => row.type === 'school').map(wire.org),
  ],
  ['/academicSessions', 'academicSessions', pickSessions(() => true)],
  ['/terms', 'academicSessions', pickSessions(isTerm)],
  ['/gradingPeriods', 'academicSessions', pickSessions(isGradingPeriod)],
  ['/courses', 'courses', (roster, wire) => [...roster.courses.values()].map(wire.course)],
  ['/classes', 'classes', pickClasses(() => true)],
  ['/users', 'users', pickUsers(() => true)],
  ['/students', 'users', pickUsers((row) => row.role === 'student')],
  ['/teachers', 'users', pickUsers((row) => row.role === 'teacher')],
  ['/enrollments', 'enrollments', pickEnrollments(() => true)],
];

const scopedLists: readonly [string, RosterKind, Select][] = [
  [
    '/terms/:term/gradingPeriods',
    'academicSessions',
    within('term', 'sessions', (roster, wire, param) =>
      [...roster.sessions.values()]
        .filter((row) => isGradingPeriod(row) && row.parentId === param('term'))
        .map(wire.session),
    ),
  ],
  [
    '/terms/:term/classes',
    'classes',
    within(
      'term',
      'sessions',
      pickClasses((row, _roster, param) => row.termIds.includes(param('term'))),
    ),
  ],
  [
    '/courses/:course/classes',
    'classes',
    within(
      'course',
      'courses',
      pickClasses((row, _roster, param) => row.courseId === param('course')),
    ),
  ],
  ['/classes/:class/students', 'users', within('class', 'classes', pickMembers('student'))],
  ['/classes/:class/teachers', 'users', within('class', 'classes', pickMembers('teacher'))],
  ['/users/:user/classes', 'classes', classesOfUser('user')],
  ['/students/:student/classes', 'classes', classesOfUser('student')],
  ['/teachers/:teacher/classes', 'classes', classesOfUser('teacher')],
  [
    '/schools/:school/classes',
    'classes',
    within(
      'school',
      'orgs',
      pickClasses((row, _roster, param) => row.schoolId === param('school')),
    ),
  ],
  [
    '/schools/:school/enrollments',
    'enrollments',
    within(
      'school',
      'orgs',
      pickEnrollments((row, param) => row.schoolId === param('school')),
    ),
  ],
  [
    '/schools/:school/courses',
    'courses',
    within('school', 'orgs', (roster, wire, param) => {
      const taught = [...roster.classes.values()].filter((row) => row.schoolId === param('school'));
      const courseIds = new Set(taught.map((row) => row.courseId));
      return [...roster.courses.values()].filter((row) => courseIds.has(row.id)).map(wire.course);
    }),
  ],
  ['/schools/:school/students', 'users', within('school', 'orgs', pickSchoolUsers('student'))],
  ['/schools/:school/teachers', 'users', within('school', 'orgs', pickSchoolUsers('teacher'))],
  ['/schools/:school/terms', 'academicSessions', within('school', 'orgs', pickSessions(isTerm))],
  [
    '/schools/:school/classes/:class/students',
    'users',
    within('school', 'orgs', within('class', 'classes', pickMembers('student'))),
  ],
  [
    '/schools/:school/classes/:class/teachers',
    'users',
    within('school', 'orgs', within('class', 'classes', pickMembers('teacher'))),
  ],
  [
    '/schools/:school/classes/:class/enrollments',
    'enrollments',
    within(
      'class',
      'classes',
      pickEnrollments((row, param) => row.classId === param('class')),
    ),
  ],
];

/** The roster reads of both versions. */
export function buildRosterRoutes(context: RouteContext): readonly Route[] {
  const wireOf = (version: Route['versions'][number]): RosterWire =>
    createRosterWire(context.store.roster(), buildLinks(context.publicUrl, version));

  const toListRoute =
    (permission: Route['permission']) =>
    ([path, kind, select]: (typeof lists)[number]): Route => ({
      method: 'GET',
      service: 'roster',
      path,
      permission,
      versions: both,
      handle: ({ version, url, param }) => {
        const query = readListQuery(url.searchParams, fieldNames[kind], context.style);
        const rows = select(context.store.roster(), wireOf(version), param);
        if (rows === null) throw refuseUnknown('Unknown object in the path');
        const objects = filterAndSort(rows, query);
        const page = objects.slice(query.offset, query.offset + query.limit);
        return answerList(url, kind, query, { objects: page, total: objects.length });
      },
    });

  const toSingleRoute = ([path, kind, select]: (typeof lists)[number]): Route => ({
    method: 'GET',
    service: 'roster',
    path: `${path}/:id`,
    permission: 'roster-core',
    versions: both,
    handle: ({ version, url, param }) => {
      const fields = readFields(url.searchParams, fieldNames[kind]);
      const rows = select(context.store.roster(), wireOf(version), param) ?? [];
      const object = rows.find((row) => row['sourcedId'] === param('id'));
      if (!object) throw refuseUnknown(`Unknown Object ${param('id')}`);
      return answerJson(200, { [singular[kind]]: selectFields(object, fields) });
    },
  });

  return [
    ...lists.map(toListRoute('roster-core')),
    ...lists.map(toSingleRoute),
    ...scopedLists.map(toListRoute('roster')),
  ];
}
