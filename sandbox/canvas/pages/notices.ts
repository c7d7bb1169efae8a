/** A message at the top of a page. */
export interface Notice {
  readonly kind: 'success' | 'error' | 'info';
  readonly text: string;
}

/**
 * What a page says after an action, by the code in its address. Only codes, because anyone can write an
 * address.
 */
const notices: Readonly<Record<string, (sisName: string) => Notice>> = {
  saved: () => ({ kind: 'success', text: 'Saved.' }),
  created: () => ({ kind: 'success', text: 'The assignment was created.' }),
  deleted: () => ({ kind: 'success', text: 'The assignment was deleted.' }),
  published: () => ({ kind: 'success', text: 'The assignment is published.' }),
  unpublished: () => ({ kind: 'success', text: 'The assignment is unpublished.' }),
  'sync-on': (sis) => ({ kind: 'success', text: `Sync to ${sis} is enabled for the assignment.` }),
  'sync-off': (sis) => ({ kind: 'success', text: `Sync to ${sis} is disabled for the assignment.` }),
  'sync-off-all': (sis) => ({ kind: 'success', text: `Sync to ${sis} is disabled for every assignment.` }),
  'sync-refused-name': (sis) => ({
    kind: 'error',
    text: `Unable to sync with ${sis}: the assignment name is too long. Edit the assignment to see the limit.`,
  }),
  'sync-refused-due_at': (sis) => ({
    kind: 'error',
    text: `Unable to sync with ${sis}: please add a due date to the assignment, for everyone or for each section.`,
  }),
  'score-unreadable': () => ({
    kind: 'error',
    text: 'That is not a grade. Enter points, a percentage such as 85%, EX for excused, MI for missing, or nothing.',
  }),
  'grades-posted': () => ({ kind: 'success', text: 'The grades are posted: students see them.' }),
  'grades-hidden': () => ({ kind: 'success', text: 'The grades are hidden from students.' }),
  'status-saved': () => ({ kind: 'success', text: 'The status was saved.' }),
  'student-moved': () => ({ kind: 'success', text: 'The student was moved to the other section.' }),
  'enrollment-saved': () => ({ kind: 'success', text: 'The enrollment was changed.' }),
  'language-saved': () => ({ kind: 'success', text: 'Tools are opened in this language from now on.' }),
  'language-unknown': () => ({ kind: 'error', text: 'Canvas has no such language here.' }),
  'consent-withdrawn': () => ({ kind: 'success', text: 'The integrations lost access to your account.' }),
  'key-saved': () => ({ kind: 'success', text: 'The developer key was saved.' }),
  'key-registered': () => ({
    kind: 'success',
    text: 'The tool has registered itself. Decide what it may do; until then its key is off.',
  }),
  'key-unknown': () => ({ kind: 'error', text: 'No developer key that is on has this client ID.' }),
  'app-installed': () => ({ kind: 'success', text: 'The app was installed in the account.' }),
  'app-removed': () => ({ kind: 'success', text: 'The app was removed.' }),
  'fault-added': () => ({ kind: 'success', text: 'The fault is active.' }),
  'fault-removed': () => ({ kind: 'success', text: 'The fault was removed.' }),
  'fault-unreadable': () => ({
    kind: 'error',
    text: 'The fault cannot be read: check its numbers, and that the path is a regular expression.',
  }),
  'quirks-saved': () => ({ kind: 'success', text: 'The behaviour was changed.' }),
  'log-cleared': () => ({ kind: 'success', text: 'The access log is empty.' }),
};

/** The notice for a code. Null: no code, or an unknown one. */
export const readNotice = (code: string | null, sisName: string): Notice | null =>
  code !== null && Object.hasOwn(notices, code) ? (notices[code]?.(sisName) ?? null) : null;
