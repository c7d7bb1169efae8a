import type { SampleAssignment } from '../types.ts';

type Submission = SampleAssignment['submissions'][number];

/**
 * How a piece of work differs from an ordinary graded one. `score: null` without `excused`: not graded yet.
 */
export type Exception = Partial<Pick<Submission, 'score' | 'excused' | 'late' | 'missing'>>;

/** The percentage of the n-th student: plausible and always the same. */
const spread = [92, 85, 78, 96, 71, 88, 64, 99, 83, 75, 90, 58, 94, 80, 69, 87];

/**
 * Submissions of `userKeys` for work of `points`, submitted early on the day of `gradedAt` (local time).
 * `exceptions`, by user key, say who was late, missing, excused or scored differently.
 */
export function gradeWork(
  userKeys: readonly string[],
  points: number,
  gradedAt: string,
  exceptions: Readonly<Record<string, Exception>> = {},
): readonly Submission[] {
  return userKeys.map((userKey, index) => {
    const percent = spread[(index * 5 + points) % spread.length] ?? 80;
    const exception = exceptions[userKey] ?? {};
    const score = exception.score === undefined ? Math.round((points * percent) / 100) : exception.score;
    const missing = exception.missing ?? false;
    const excused = exception.excused ?? false;
    return {
      userKey,
      score: excused ? null : score,
      excused,
      late: exception.late ?? false,
      missing,
      gradedAt: score === null && !excused ? null : gradedAt,
      submittedAt: missing || excused ? null : `${gradedAt.slice(0, 10)}T07:55:00`,
    };
  });
}

type Details = Pick<SampleAssignment, 'name' | 'group' | 'points' | 'dueAt'> & Partial<SampleAssignment>;

/** The same submissions, with the work that was not late submitted on the morning of the due day. */
function handInOnTime(details: Details): readonly Submission[] {
  const dueDates = [
    details.dueAt,
    ...(details.sectionDueDates ?? []).map((override) => override.dueAt),
    ...(details.studentOverrides ?? []).map((override) => override.dueAt),
  ].filter((dueAt) => dueAt !== null);
  const [firstDue] = dueDates.sort();
  return (details.submissions ?? []).map((submission) =>
    firstDue === undefined || submission.late || submission.submittedAt === null
      ? submission
      : { ...submission, submittedAt: `${firstDue.slice(0, 10)}T07:30:00` },
  );
}

/** A published assignment for Everyone, marked Sync to SIS unless `details` says otherwise. */
export function assignment(details: Details): SampleAssignment {
  return {
    description: null,
    gradingType: 'points',
    unlockAt: null,
    published: true,
    postToSis: true,
    gradesPosted: true,
    sectionDueDates: [],
    studentOverrides: [],
    onlyOverrides: false,
    ...details,
    submissions: handInOnTime(details),
  };
}
