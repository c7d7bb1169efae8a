/** Grade Sync › History › Summary: a course's passback on paper. */
export const summaryMessages = {
  title: 'Grade passback summary',
  link: 'Summary to print',
  lead: '{institution} · {when}',
  inOrder: {
    one: '{inOrder} of {count} grade is in order in {sis}.',
    other: '{inOrder} of {count} grades are in order in {sis}.',
  },
  comparedAt: 'We last compared the whole course with {sis} on {when}.',
  neverCompared: 'Nobody has compared the whole course with {sis} yet.',
  noStudents: 'This summary names no students and shows no grades.',
  print: 'Print',
  table: 'Grades by assignment and section',
  section: 'Section',
  total: 'Total',
  empty: 'No grade of this course has been read yet.',
  syncs: 'Latest grade syncs',
} as const;
