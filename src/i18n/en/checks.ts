import type { CheckCode } from '../../domain/outcomes.ts';

/** What a teacher reads about a failed check; `{placeholders}` come from the problem's values. */
export interface CheckText {
  /** What is wrong, as a heading. */
  readonly title: string;
  /** Why it cannot be sent. */
  readonly why: string;
  /** How to fix it. */
  readonly mend: string;
}

export const checkMessages = {
  due_date_missing: {
    title: 'No due date',
    why: 'The SIS needs a due date for every assignment.',
    mend: 'Open the assignment in Canvas and give it a due date, for Everyone or for each section.',
  },
  due_date_outside_grading_periods: {
    title: 'Due date outside every grading period',
    why: 'The due date {day} is in no grading period of this class in the SIS.',
    mend: 'Change the due date in Canvas, or ask your SIS administrator to check the grading periods.',
  },
  not_counted: {
    title: 'Does not count toward the final grade',
    why: 'Canvas leaves this assignment out of the final grade, and your institution does not send such assignments.',
    mend: 'Open the assignment in Canvas and let it count, or switch Sync off for it.',
  },
  hidden_in_gradebook: {
    title: 'Hidden in the gradebook of Canvas',
    why: 'Canvas shows this assignment in nobody’s gradebook, and your institution does not send such assignments.',
    mend: 'Open the assignment in Canvas and show it in the gradebook, or switch Sync off for it.',
  },
  dates_unknown: {
    title: 'Due dates cannot be read',
    why: 'Canvas did not tell which sections have this assignment and when it is due for them. Either you may no longer manage assignments in this course, for example because it has ended, or the API key of Grade Passback does not allow include parameters.',
    mend: 'Ask your Canvas administrator to tick “Allow Include Parameters” in the API key, or ask somebody who may manage assignments in this course to post the grades.',
  },
  assigned_to_students: {
    title: 'Dates for individual students',
    why: 'The SIS knows one due date for a whole class, not dates for individual students.',
    mend: 'Open the assignment in Canvas and assign it to Everyone or to sections only.',
  },
  paced_course: {
    title: 'Course pacing',
    why: 'Course pacing gives every student due dates of their own, and the SIS knows one due date for a whole class.',
    mend: 'Switch course pacing off in the course settings, or assign this assignment to Everyone or to sections only.',
  },
  name_empty: {
    title: 'No name',
    why: 'The SIS needs a name for every assignment.',
    mend: 'Open the assignment in Canvas and give it a name.',
  },
  name_too_long: {
    title: 'Name too long',
    why: 'The SIS takes names of at most {limit} characters; this one has {length}.',
    mend: 'Open the assignment in Canvas and shorten its name.',
  },
  name_twice_in_class: {
    title: 'Name used twice',
    why: 'This class already has an assignment named “{title}”, and the SIS cannot tell the two apart.',
    mend: 'Open one of the assignments in Canvas and change its name.',
  },
  points_missing: {
    title: 'No points possible',
    why: 'A score needs the points that can be reached.',
    mend: 'Open the assignment in Canvas and enter the points possible.',
  },
  points_not_whole: {
    title: 'Points are not a whole number',
    why: 'The SIS takes whole points only; this assignment has {points}.',
    mend: 'Open the assignment in Canvas and change the points possible to a whole number.',
  },
  category_unassociated: {
    title: 'No SIS category',
    why: 'The assignment group “{group}” is not associated with a category of the SIS.',
    mend: 'Give the assignment group the name of a SIS category, or move the assignment to a group that has one.',
  },
  category_gone: {
    title: 'SIS category is gone',
    why: 'The category “{category}” of the assignment group “{group}” is no longer in the SIS.',
    mend: 'Choose another SIS category for this group.',
  },
  class_not_in_sis: {
    title: 'Class not found in the SIS',
    why: 'The SIS has no class, or more than one, for the SIS ID {sisId} of this section.',
    mend: 'Ask your SIS administrator to check the SIS ID of the section.',
  },
  class_unreadable: {
    title: 'Class cannot be read from the SIS',
    why: 'The SIS refused to show this class. It said: {words}',
    mend: 'Ask your Canvas administrator to check the SIS connection.',
  },
} as const satisfies Readonly<Record<CheckCode, CheckText>>;
