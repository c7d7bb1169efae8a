import { z } from 'zod';

/** Rows of a OneRoster 1.1 CSV bundle, with the columns that the sandbox needs under the standard's names. */

const id = z.string().min(1, 'is empty');
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'is not a day YYYY-MM-DD');

/** Bulk files leave it empty; `tobedeleted` and the legacy `inactive` mean deleted. */
const status = z.enum(['', 'active', 'inactive', 'tobedeleted']).default('');

/** A quoted list inside one field, such as `"T1,T2"`. */
const idList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const optionalText = z.string().default('');

export const manifestRow = z.object({ propertyName: id, value: z.string() });

export const orgRow = z.object({
  sourcedId: id,
  status,
  name: id,
  type: z.enum(['department', 'school', 'district', 'local', 'state', 'national']),
  parentSourcedId: optionalText,
});

export const academicSessionRow = z.object({
  sourcedId: id,
  status,
  title: id,
  type: z.enum(['schoolYear', 'semester', 'term', 'gradingPeriod']),
  startDate: day,
  endDate: day,
  parentSourcedId: optionalText,
  schoolYear: z.string().regex(/^\d{4}$/, 'is not a year'),
});

export const courseRow = z.object({
  sourcedId: id,
  status,
  title: id,
  courseCode: optionalText,
  orgSourcedId: id,
});

export const classRow = z.object({
  sourcedId: id,
  status,
  title: id,
  courseSourcedId: id,
  classCode: optionalText,
  schoolSourcedId: id,
  termSourcedIds: idList,
  periods: optionalText,
});

export const userRow = z.object({
  sourcedId: id,
  status,
  enabledUser: z.enum(['true', 'false', '']).default('true'),
  orgSourcedIds: idList,
  role: z.enum(['administrator', 'aide', 'guardian', 'parent', 'proctor', 'relative', 'student', 'teacher']),
  username: optionalText,
  givenName: id,
  familyName: id,
  identifier: optionalText,
  email: optionalText,
});

export const enrollmentRow = z.object({
  sourcedId: id,
  status,
  classSourcedId: id,
  schoolSourcedId: id,
  userSourcedId: id,
  role: z.enum(['administrator', 'proctor', 'student', 'teacher']),
});

export const categoryRow = z.object({
  sourcedId: id,
  status,
  title: id,
  /** Instructure's extension: the one class that a category is for. */
  'metadata.classId': optionalText,
});
