import { writeFindings } from './connection-test-writes.ts';

/** What a step found, and what to ask the vendor if it failed. */
interface FindingText {
  readonly text: string;
  readonly ask?: string;
}

const findings = {
  reached: { text: '{host} answers.' },
  address_not_allowed: {
    text: 'Grade Passback doesn’t connect to {host} because it’s a private or unusual address.',
    ask: 'an https address on the internet. If the address is private on purpose, the operator must list it in the setting ALLOWED_PRIVATE_HOSTS.',
  },
  name_unknown: {
    text: 'No host is named {host}.',
    ask: 'the exact address. Check for typos first.',
  },
  addresses_swapped: {
    text: 'The rostering and gradebook addresses are swapped. Swap them back.',
  },
  version_other: {
    text: 'These are addresses of OneRoster {other}, but the profile uses {version}. Choose a profile of OneRoster {other}, or the addresses of {version}.',
    ask: 'whether they offer OneRoster {version}, and at which addresses.',
  },
  connection_refused: {
    text: 'Nothing answers at this address. The service may be down, or the port may be wrong.',
    ask: 'the exact address with its port, and whether the service is running.',
  },
  connection_lost: {
    text: '{sis} closed the connection without an answer.',
    ask: 'whether a firewall or proxy closes connections from the Grade Passback server.',
  },
  no_answer: {
    text: '{sis} didn’t answer in time. It may be down, or a firewall may block Grade Passback.',
    ask: 'whether the service is running, and to let the Grade Passback server through the firewall.',
  },
  certificate_good: { text: 'The connection is encrypted, and the certificate is valid.' },
  certificate_bad: {
    text: 'The certificate of {host} isn’t valid, so Grade Passback doesn’t connect to it.',
    ask: 'a valid certificate for this host from a public authority, with its intermediate certificates.',
  },
  not_encrypted: { text: 'The address is http. Use that only to try things out on one machine.' },
  token_received: { text: '{sis} gave an access token.' },
  requests_signed: { text: 'Not needed: OAuth 1.0a signs every request.' },
  credentials_refused: {
    text: '{sis} refused the client ID or the secret.',
    ask: 'the client ID and secret for OneRoster, whether they’ve expired, and whether they go in the header or in the form.',
  },
  token_address_wrong: {
    text: 'The token address gave no token.',
    ask: 'the exact token address (OAuth 2 client credentials).',
  },
  scopes_granted: {
    text: '{sis} granted every scope Grade Passback needs, or didn’t say which.',
  },
  scopes_missing: {
    text: '{sis} didn’t grant: {scopes}',
    ask: 'these scopes for this client: {scopes}',
  },
  class_read: { text: 'Read class “{title}” (sourcedId {id}).' },
  class_unknown: {
    text: '{sis} knows no class {id}.',
    ask: 'which field of a class holds Canvas’s SIS ID of the section, and whether they share this class with Grade Passback.',
  },
  class_ambiguous: {
    text: '{sis} has more than one class {id}, and Grade Passback never guesses.',
    ask: 'how to identify a class uniquely.',
  },
  classes_none: {
    text: '{sis} shows no class.',
    ask: 'to share this school year’s classes with Grade Passback.',
  },
  class_not_permitted: {
    text: 'Grade Passback isn’t allowed to read classes.',
    ask: 'permission to read rosters (scope roster.readonly, or the vendor’s own switch), and whether extra headers are needed. With OAuth 1.0a, try the other signature.',
  },
  class_address_wrong: {
    text: 'The rostering address has no classes.',
    ask: 'the exact base address of OneRoster rostering, and its version.',
  },
  categories_read: { text: 'Categories in the class: {count}.' },
  categories_none: {
    text: 'Class “{title}” has no categories, and {sis} needs one for each assignment.',
    ask: 'nothing yet. Set up categories in {sis} first. If they’re already there, ask the vendor to share them with Grade Passback.',
  },
  categories_not_needed: { text: '{sis} offers no categories here, and this profile needs none.' },
  categories_not_permitted: {
    text: 'Grade Passback isn’t allowed to read categories.',
    ask: 'permission to read the gradebook (scope gradebook.readonly, or the vendor’s own switch), and whether extra headers are needed.',
  },
  categories_address_wrong: {
    text: 'The gradebook address has no categories.',
    ask: 'the exact base address of the OneRoster gradebook, and whether the gradebook service is licensed.',
  },
  periods_read: { text: 'Grading periods of the class: {count}.' },
  periods_none: {
    text: 'The class has no grading periods, and this profile needs one for each assignment.',
    ask: 'to share terms and grading periods, and which terms belong to the class. If assignments need none, choose another profile.',
  },
  periods_not_needed: { text: '{sis} offers no grading periods here, and this profile needs none.' },
  students_read: { text: 'Students in the class: {count}, matched by {field}.' },
  students_none: { text: 'The class has no students yet. Test with a section that has some.' },
  students_unmatchable: {
    text: 'None of the {count} students has a value in {field}, so no grade would find its student.',
    ask: 'which field of a student holds Canvas’s SIS ID of the user, and to share it.',
  },
  line_items_read: { text: 'Assignments in the class: {count}.' },
  line_items_unsaid: {
    text: '{sis} lists no assignments of this class. It may have none, or may not show them.',
  },
  results_read: { text: 'Results of one assignment: {count}. Grades can be read back.' },
  results_unsaid: {
    text: '{sis} shows no results of this assignment. If it never does, grades are sent but not confirmed.',
  },
  results_not_tried: { text: 'Not tried: there is no assignment whose results could be read.' },
  list_not_permitted: {
    text: 'Grade Passback isn’t allowed to read this list, and a grade sync reads it.',
    ask: 'permission to read rosters and the gradebook (scopes roster.readonly and gradebook.readonly, or the vendor’s own switch).',
  },
  list_unreadable: {
    text: '{sis} doesn’t answer with a list that can be read, and a grade sync reads it.',
    ask: 'why this list isn’t answered as OneRoster describes it.',
  },
  list_refused: {
    text: '{sis} doesn’t let Grade Passback read this list. Grades are sent, but we can’t check what {sis} keeps of them.',
    ask: 'permission to read the gradebook (scope gradebook.readonly, or the vendor’s own switch).',
  },
  students_refused: {
    text: '{sis} doesn’t let Grade Passback read who is in a class. Each grade goes to its student’s SIS ID from Canvas, and we can’t tell who isn’t in the class.',
    ask: 'permission to read the students of a class (scope roster-core.readonly, or the vendor’s own switch).',
  },
  write_unproven: {
    text: '{sis} answered that it knows no such class. It may take no new assignments at all, so this doesn’t show that Grade Passback can write. The first grade sync of one assignment will.',
  },
  habits_none: { text: '{sis} answers as OneRoster describes.' },
  empty_list_unsaid: {
    text: 'An empty list is answered as if it didn’t exist. Nothing counts as gone because of it.',
  },
  rows_left_out: { text: 'A list has rows without an ID. They’re left out.' },
  other_capitals: { text: 'Names of properties are in other capitals.' },
  total_miscounted: { text: 'The total of a list isn’t the number of its rows.' },
  smaller_pages: { text: 'Only small pages are accepted, so lists take more requests.' },
  lists_unpaged: { text: 'Lists come whole, not in pages.' },
  filter_useless: { text: 'A filter finds nothing, so all classes are read.' },
  categories_unscoped: { text: 'Categories are listed for the whole school, not by class.' },
  next_link_rewritten: {
    text: 'Links to the next page name an address of its own network. We use the address above.',
  },
  redirected: { text: 'Requests are redirected to another address of {sis}.' },
  write_answered_by_page: {
    text: 'Writes are answered by a web page. Reading back shows whether they were kept.',
  },
  write_refused_as_expected: {
    text: '{sis} refused the made-up assignment for the right reason: Grade Passback may write.',
  },
  write_accepted: {
    text: '{sis} accepted the made-up assignment, marked as deleted: Grade Passback may write.',
  },
  write_not_permitted: {
    text: 'Grade Passback isn’t allowed to write.',
    ask: 'permission to write the gradebook (scope gradebook.createput: PUT of lineItems and results).',
  },
  write_not_offered: {
    text: '{sis} accepts no line items at the gradebook address.',
    ask: 'whether it offers the OneRoster gradebook push: PUT of lineItems and results.',
  },
  write_not_tried: { text: 'Not tried: {sis} creates a new assignment every time.' },
  ...writeFindings,
  refused: {
    text: '{sis} refused the request.',
    ask: 'what this answer means.',
  },
  busy: {
    text: '{sis} says it’s busy. Wait a few minutes and test again.',
    ask: 'how many requests it allows, if this keeps happening.',
  },
  failing: {
    text: '{sis} failed to answer. Wait a few minutes and test again.',
    ask: 'to check its log for this time, if this keeps happening.',
  },
  takes_files: { text: 'Not needed: grades go into files.' },
  not_reached: { text: 'Not tried, because an earlier step failed.' },
} as const satisfies Readonly<Record<string, FindingText>>;

/** *Test connection*: steps, states and findings are keyed as in `oneroster/connection-test/step-result.ts`. */
export const connectionTestMessages = {
  title: 'Test result',
  good: 'Everything a grade sync reads can be read, and {sis} lets Grade Passback write. The first grade sync shows whether it keeps what’s written.',
  unproven:
    'Everything a grade sync reads can be read. Whether Grade Passback can write isn’t proven: sync one assignment first.',
  written:
    'A grade sync works: {sis} keeps assignments and scores and lets them change. The notes say what it keeps otherwise.',
  writtenUnseen:
    'Grade Passback can write, but {sis} doesn’t show what it keeps. Grades will be sent and not confirmed.',
  bad: 'The connection doesn’t work yet. Look at the step {step}.',
  states: { ok: 'OK', noted: 'Note', failed: 'Failed', skipped: 'Skipped' },
  steps: {
    address: 'Address',
    tls: 'Encryption',
    token: 'Access token',
    scopes: 'Scopes',
    class: 'A class',
    categories: 'Its categories',
    periods: 'Its grading periods',
    students: 'Its students',
    lineItems: 'Its assignments',
    results: 'Results',
    write: 'Writing',
    scores: 'Scores',
    changes: 'Changes',
    excused: 'Excused students',
    titles: 'Long names',
    points: 'Half points',
    columns: 'First grades together',
    removal: 'Removing the test',
    habits: 'How it answers',
  },
  answer: '{sis} answered {status}: “{words}”',
  answerWordless: '{sis} answered {status} without a message.',
  ask: 'Ask your vendor for',
  findings,
} as const;
