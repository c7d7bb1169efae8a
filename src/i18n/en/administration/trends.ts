/** Administration › Overview › The last 30 days. */
export const trendsMessages = {
  title: 'The last 30 days',
  link: 'See the last 30 days',
  lead: 'Grade syncs that ended on each day, without comparisons and without those that somebody cancelled.',
  syncs: 'Grade syncs',
  grades: 'Grades',
  chart: '{title}, day by day. The table below has the same numbers.',
  empty: 'No grade sync ended in the last 30 days.',
  table: 'Day by day',
  tableNote: 'We leave out days without grade syncs.',
  day: 'Day',
  well: 'Without problems',
  withProblems: 'With problems',
  failed: 'Failed',
  sent: 'Grades sent',
  notSent: 'Grades that didn’t go',
} as const;
