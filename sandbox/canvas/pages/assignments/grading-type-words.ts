import type { GradingType } from '../../school/records/assignment.ts';

/** "Display Grade as" on the assignment page. */
export const gradingTypeWords = {
  points: 'Points',
  percent: 'Percentage',
  letter_grade: 'Letter Grade',
  gpa_scale: 'GPA Scale',
  pass_fail: 'Complete/Incomplete',
  not_graded: 'Not Graded',
} as const satisfies Readonly<Record<GradingType, string>>;

/** The grading type that a form value stands for, or null. */
export const readGradingType = (text: string): GradingType | null =>
  gradingTypes.find((type) => type === text) ?? null;

const gradingTypes = ['points', 'percent', 'letter_grade', 'gpa_scale', 'pass_fail', 'not_graded'] as const;
