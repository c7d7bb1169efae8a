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
    why: '{sis} needs a due date for every assignment.',
    mend: 'Give it a due date in Canvas, for Everyone or for each section.',
  },
  due_date_outside_grading_periods: {
    title: 'Due date outside every grading period',
    why: '{day} isn’t in any of this class’s grading periods in {sis}.',
    mend: 'Change the due date in Canvas, or ask your SIS administrator to check the grading periods.',
  },
  not_counted: {
    title: 'Doesn’t count toward the final grade',
    why: 'Your institution doesn’t send assignments that Canvas leaves out of the final grade.',
    mend: 'Let it count in Canvas, or switch off Sync to {sisLabel} for it.',
  },
  hidden_in_gradebook: {
    title: 'Hidden in the Canvas gradebook',
    why: 'Your institution doesn’t send assignments that the Canvas gradebook hides.',
    mend: 'Show it in the gradebook, or switch off Sync to {sisLabel} for it.',
  },
  dates_unknown: {
    title: 'Due dates can’t be read',
    why: 'Canvas doesn’t say when this assignment is due in each section. Either you can’t manage assignments in this course any more, for example because it’s over, or the Grade Passback API key is set up wrong.',
    mend: 'Ask somebody who can manage assignments in this course to post the grades, or ask your Canvas administrator to switch on “Allow Include Parameters” in the API key.',
  },
  assigned_to_students: {
    title: 'Dates for individual students',
    why: '{sis} takes one due date for a whole class, not for individual students.',
    mend: 'In Canvas, assign it to Everyone or to sections only.',
  },
  paced_course: {
    title: 'Course pacing',
    why: 'Course pacing gives each student their own due dates. {sis} takes one due date for a whole class.',
    mend: 'Switch off course pacing in the course settings, or assign this assignment to Everyone or to sections only.',
  },
  name_empty: {
    title: 'No name',
    why: '{sis} needs a name for every assignment.',
    mend: 'Give it a name in Canvas.',
  },
  name_too_long: {
    title: 'Name too long',
    why: '{sis} takes names of up to {limit} characters. This one has {length}.',
    mend: 'Shorten its name in Canvas.',
  },
  name_twice_in_class: {
    title: 'Name used twice',
    why: 'This class already has an assignment named “{title}”. {sis} can’t tell the two apart.',
    mend: 'Rename one of them in Canvas.',
  },
  line_item_exists: {
    title: 'Already in {sis}',
    why: 'This class already has an assignment “{title}” with this due date that wasn’t sent from this course. A second one would count every grade twice.',
    mend: 'Choose “Use it” on Post Grades. Or delete it in {sis}, or change the name or due date in Canvas.',
  },
  line_items_exist: {
    title: 'Already in {sis}, and not clear which',
    why: 'This class already has “{title}” with this due date in {sis}, and more than one assignment fits. A second one would count every grade twice.',
    mend: 'Delete the ones you don’t need in {sis}, or give each assignment a name of its own in Canvas.',
  },
  points_missing: {
    title: 'No points possible',
    why: '{sis} needs to know how many points are possible.',
    mend: 'Enter the points possible in Canvas. If it’s extra credit worth 0 points, ask your Canvas administrator to let it be sent (Grade Passback › Settings).',
  },
  points_not_whole: {
    title: 'Points aren’t a whole number',
    why: '{sis} takes whole points only. This assignment has {points}.',
    mend: 'Change the points possible to a whole number in Canvas.',
  },
  category_unassociated: {
    title: 'No SIS category',
    why: 'The assignment group “{group}” has no {sisLabel} category.',
    mend: 'Give the group the name of a {sisLabel} category, or move the assignment to a group that has one.',
  },
  category_gone: {
    title: 'SIS category is gone',
    why: 'The assignment group “{group}” uses “{category}”, which is no longer in {sis}.',
    mend: 'Choose another category for this group.',
  },
  no_group: {
    title: 'No assignment group',
    why: '{sis} needs a category for every assignment, and Canvas doesn’t tell Grade Passback this one’s group.',
    mend: 'Ask your Canvas administrator to choose a category for such assignments (Grade Passback › Settings).',
  },
  categories_none: {
    title: 'No categories in {sis}',
    why: '{sis} needs a category for every assignment and has none for this class.',
    mend: 'Ask your SIS administrator to add categories to this class.',
  },
  categories_unreadable: {
    title: 'Categories can’t be read from {sis}',
    why: '{sis} needs a category for every assignment, but doesn’t let us read those of this class.',
    mend: 'Ask your Canvas administrator to check Administration › SIS connection.',
  },
  grading_periods_unreadable: {
    title: 'Grading periods can’t be read from {sis}',
    why: '{sis} needs a grading period for every assignment, but doesn’t let us read those of this class.',
    mend: 'Ask your Canvas administrator to check Administration › SIS connection.',
  },
  students_unreadable: {
    title: 'Students can’t be read from {sis}',
    why: '{sis} doesn’t let us read who is in this class, so we can’t tell whose grade is whose.',
    mend: 'Ask your Canvas administrator to check Administration › SIS connection.',
  },
  class_not_in_sis: {
    title: 'Class not found in {sis}',
    why: '{sis} has no class, or more than one, with this section’s SIS ID {sisId}.',
    mend: 'Ask your SIS administrator to check the section’s SIS ID.',
  },
  class_unreadable: {
    title: 'Class can’t be read from {sis}',
    why: '{sis} refused to show this class. It said: {words}',
    mend: 'Ask your Canvas administrator to check Administration › SIS connection.',
  },
} as const satisfies Readonly<Record<CheckCode, CheckText>>;
