import type { CheckText } from '../checks.ts';

/** Final grades of Canvas, sent like assignments. */
export const finalGradeMessages = {
  /** Their name in the SIS, in the institution's language, unless the institution chose another. */
  title: 'Final grade',
  /** Beside the name on Post Grades. */
  current: 'Final grade in Canvas: the current score, or the override if there is one',
  final: 'Final grade in Canvas: the final score, or the override if there is one',
  noCategory: 'No category',
  /** Where a failed check has another reason or remedy than for an assignment. */
  checks: {
    due_date_missing: {
      title: 'No end date',
      why: '{sis} needs a due date. Neither this course nor its term has an end date in Canvas.',
      mend: 'Enter the end of the course in Canvas, in the course settings, or ask your Canvas administrator to.',
    },
    due_date_outside_grading_periods: {
      title: 'Outside every grading period',
      why: '{day}, the last day in Canvas, isn’t in any of this class’s grading periods in {sis}.',
      mend: 'Ask your SIS administrator to check the grading periods.',
    },
    name_too_long: {
      title: 'Name too long',
      why: '{sis} takes names of up to {limit} characters. This one has {length}.',
      mend: 'Ask your Canvas administrator to choose a shorter name for final grades (Grade Passback › Settings).',
    },
    category_gone: {
      title: 'SIS category is missing',
      why: 'Your institution sends final grades in “{category}”. {sis} doesn’t have that category in this class.',
      mend: 'Ask your Canvas administrator to check the category of final grades (Grade Passback › Settings).',
    },
    category_unchosen: {
      title: 'No SIS category',
      why: '{sis} needs a category, and your institution hasn’t chosen one for final grades.',
      mend: 'Ask your Canvas administrator to choose the category of final grades (Grade Passback › Settings).',
    },
  } satisfies Readonly<Record<string, CheckText>>,
} as const;
