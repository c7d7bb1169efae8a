import type { z } from 'zod';
import { badFile, type CsvRow, readCsv, readRequiredCsv, requireKnown, requireUnique } from './csv-file.ts';
import {
  academicSessionRow,
  categoryRow,
  classRow,
  courseRow,
  enrollmentRow,
  manifestRow,
  orgRow,
  userRow,
} from './oneroster-rows.ts';
import type { SampleSis } from './types.ts';

interface StandardRow {
  readonly sourcedId: string;
  readonly status: string;
}

/** Active rows, without duplicates. */
function keepActive<T extends StandardRow>(rows: readonly CsvRow<T>[]): readonly CsvRow<T>[] {
  requireUnique(rows, (row) => row.sourcedId);
  return rows.filter((row) => row.value.status !== 'tobedeleted' && row.value.status !== 'inactive');
}

function idsOf(rows: readonly CsvRow<StandardRow>[]): ReadonlySet<string> {
  return new Set(rows.map((row) => row.value.sourcedId));
}

async function checkVersion(dir: string): Promise<void> {
  const manifest = await readCsv(dir, 'manifest.csv', manifestRow);
  const version = manifest?.find((row) => row.value.propertyName === 'oneroster.version');
  if (version && version.value.value !== '1.1') {
    throw badFile(version.file, version.line, `OneRoster ${version.value.value} is not 1.1`);
  }
}

async function loadRows<T extends StandardRow>(dir: string, file: string, schema: z.ZodType<T>) {
  return keepActive(await readRequiredCsv(dir, file, schema));
}

function isKept(row: CsvRow<z.infer<typeof orgRow>>): row is CsvRow<KeptOrg> {
  return row.value.type === 'school' || row.value.type === 'district';
}
type KeptOrg = z.infer<typeof orgRow> & { readonly type: 'school' | 'district' };

function isKeptUser(row: CsvRow<z.infer<typeof userRow>>): row is CsvRow<KeptUser> {
  return (
    ['student', 'teacher', 'administrator'].includes(row.value.role) && row.value.enabledUser !== 'false'
  );
}
type KeptUser = z.infer<typeof userRow> & { readonly role: 'student' | 'teacher' | 'administrator' };

function isKeptEnrollment(row: CsvRow<z.infer<typeof enrollmentRow>>): row is CsvRow<KeptEnrollment> {
  return row.value.role === 'student' || row.value.role === 'teacher';
}
type KeptEnrollment = z.infer<typeof enrollmentRow> & { readonly role: 'student' | 'teacher' };

type Rows<T> = readonly CsvRow<T>[];

function toSessions(rows: Rows<z.infer<typeof academicSessionRow>>): SampleSis['academicSessions'] {
  const ids = idsOf(rows);
  return rows.map((row) => {
    const { sourcedId, title, type, startDate, endDate, parentSourcedId, schoolYear } = row.value;
    if (parentSourcedId !== '') requireKnown(row, 'parentSourcedId', parentSourcedId, ids);
    if (endDate < startDate) throw badFile(row.file, row.line, `endDate ${endDate} is before ${startDate}`);
    return { id: sourcedId, title, type, startDate, endDate, parentId: parentSourcedId || null, schoolYear };
  });
}

function toClasses(
  rows: Rows<z.infer<typeof classRow>>,
  known: { courses: ReadonlySet<string>; orgs: ReadonlySet<string>; sessions: ReadonlySet<string> },
): SampleSis['classes'] {
  return rows.map((row) => {
    const { value } = row;
    requireKnown(row, 'courseSourcedId', value.courseSourcedId, known.courses);
    requireKnown(row, 'schoolSourcedId', value.schoolSourcedId, known.orgs);
    if (value.termSourcedIds.length === 0) throw badFile(row.file, row.line, 'termSourcedIds is empty');
    for (const term of value.termSourcedIds) requireKnown(row, 'termSourcedIds', term, known.sessions);
    return {
      id: value.sourcedId,
      title: value.title,
      code: value.classCode,
      courseId: value.courseSourcedId,
      schoolId: value.schoolSourcedId,
      termIds: value.termSourcedIds,
      periods: value.periods,
    };
  });
}

function toUsers(rows: Rows<KeptUser>): SampleSis['users'] {
  return rows.map(({ value }) => ({
    id: value.sourcedId,
    role: value.role,
    username: value.username,
    identifier: value.identifier,
    givenName: value.givenName,
    familyName: value.familyName,
    email: value.email,
    orgIds: value.orgSourcedIds,
  }));
}

/**
 * A district's own OneRoster 1.1 CSV export, unpacked into `dir`: orgs, academicSessions, courses, classes,
 * users, enrollments and, if present, categories. Left out: rows marked `tobedeleted` or `inactive`, disabled
 * users, orgs other than schools and districts, and people who are neither student, teacher nor
 * administrator, with their enrollments.
 * @throws ProductError `settings_invalid` naming file and line.
 */
export async function loadOneRosterCsv(dir: string): Promise<SampleSis> {
  await checkVersion(dir);
  const orgs = (await loadRows(dir, 'orgs.csv', orgRow)).filter(isKept);
  const sessions = await loadRows(dir, 'academicSessions.csv', academicSessionRow);
  const courses = await loadRows(dir, 'courses.csv', courseRow);
  const classes = await loadRows(dir, 'classes.csv', classRow);
  const allUsers = await readRequiredCsv(dir, 'users.csv', userRow);
  const users = keepActive(allUsers).filter(isKeptUser);
  const enrollments = (await loadRows(dir, 'enrollments.csv', enrollmentRow)).filter(isKeptEnrollment);
  const categories = keepActive((await readCsv(dir, 'categories.csv', categoryRow)) ?? []);

  const orgIds = idsOf(orgs);
  const classIds = idsOf(classes);
  const userIds = idsOf(users);
  const everyUserId = idsOf(allUsers);
  for (const row of enrollments) {
    requireKnown(row, 'classSourcedId', row.value.classSourcedId, classIds);
    requireKnown(row, 'userSourcedId', row.value.userSourcedId, everyUserId);
  }
  return {
    orgs: orgs.map(({ value }) => ({
      id: value.sourcedId,
      name: value.name,
      type: value.type,
      parentId: orgIds.has(value.parentSourcedId) ? value.parentSourcedId : null,
    })),
    academicSessions: toSessions(sessions),
    courses: courses.map(({ value }) => ({
      id: value.sourcedId,
      title: value.title,
      code: value.courseCode,
      orgId: value.orgSourcedId,
    })),
    classes: toClasses(classes, { courses: idsOf(courses), orgs: orgIds, sessions: idsOf(sessions) }),
    users: toUsers(users),
    enrollments: enrollments
      .filter(({ value }) => userIds.has(value.userSourcedId))
      .map(({ value }) => ({
        id: value.sourcedId,
        classId: value.classSourcedId,
        userId: value.userSourcedId,
        schoolId: value.schoolSourcedId,
        role: value.role,
      })),
    categories: categories.map((row) => {
      const classId = row.value['metadata.classId'] || null;
      if (classId !== null) requireKnown(row, 'metadata.classId', classId, classIds);
      return { id: row.value.sourcedId, title: row.value.title, classId };
    }),
  };
}
