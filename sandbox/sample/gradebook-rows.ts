import { z } from 'zod';

/** Rows of the Ed-Fi LMS Toolkit's CSV files, with the columns that the sandbox needs. */

const id = z.string().min(1, 'is empty');

/** Turns `2021-09-01 00:00:00`, local to the course, into `2021-09-01T00:00:00`. */
const localTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/, 'is not a time YYYY-MM-DD HH:MM:SS')
  .transform((text) => text.replace(' ', 'T'));

const optionalTime = z.union([z.literal('').transform(() => null), localTime]);

const optionalNumber = z
  .string()
  .regex(/^(-?\d+(\.\d+)?)?$/, 'is not a number')
  .transform((text) => (text === '' ? null : Number(text)));

export const userRow = z.object({
  SourceSystemIdentifier: id,
  UserRole: z.enum(['student', 'teacher']),
  LocalUserIdentifier: id,
  SISUserIdentifier: z.string(),
  Name: id,
  EmailAddress: z.string(),
});

export const sectionRow = z.object({
  SourceSystemIdentifier: id,
  SISSectionIdentifier: z.string(),
  Title: id,
  SectionDescription: z.string(),
});

export const associationRow = z.object({
  EnrollmentStatus: z.enum(['Active', 'Inactive', 'Completed']),
  LMSUserSourceSystemIdentifier: id,
  LMSSectionSourceSystemIdentifier: id,
});

export const assignmentRow = z.object({
  SourceSystemIdentifier: id,
  Title: id,
  AssignmentDescription: z.string(),
  StartDateTime: optionalTime,
  DueDateTime: optionalTime,
  MaxPoints: optionalNumber,
  LMSSectionSourceSystemIdentifier: id,
});

export const submissionRow = z.object({
  SourceSystemIdentifier: id,
  SubmissionStatus: z.enum(['Graded', 'Late', 'Missing']),
  SubmissionDateTime: optionalTime,
  EarnedPoints: optionalNumber,
  AssignmentSourceSystemIdentifier: id,
  LMSUserSourceSystemIdentifier: id,
  LastModifiedDate: localTime,
});

export type UserRow = z.infer<typeof userRow>;
export type SectionRow = z.infer<typeof sectionRow>;
export type AssociationRow = z.infer<typeof associationRow>;
export type AssignmentRow = z.infer<typeof assignmentRow>;
export type SubmissionRow = z.infer<typeof submissionRow>;
