import type { ErrorCode } from '../../errors.ts';

/** What a person reads when something goes wrong. `{placeholders}` come from the error's values. */
export interface ErrorText {
  readonly title: string;
  /** What happened. */
  readonly happened: string;
  /** What it means for the grades. */
  readonly grades: string;
  /** What to do. */
  readonly todo: string;
  /** What to do instead if the error has ended a grade sync. */
  readonly todoEnded?: string;
  /** What to do instead if no grade sync met the error, but a page or a test. */
  readonly todoHere?: string;
}

/** About this request alone: a grade sync that was started a moment ago may be sending. */
const nothingSent = 'This didn’t send or change any grades.';
/** Nothing more: what was being requested when the error came may not have been stored. */
const keepsGoing = 'Grade syncs that History shows as scheduled will still run.';
const startedKeepRunning = 'Grade syncs you already started keep running.';
const launchAgain = 'Go back to your course in Canvas and open Grade Passback again.';
const askOperator = 'Ask the operator of Grade Passback for a new link.';
const askAdministrator = 'If it happens again, give your Canvas administrator the reference on this page.';

/** One table, however long: a code without its text does not compile, and neighbours are worded alike. */
export const errorMessages = {
  platform_unknown: {
    title: 'This Canvas isn’t connected yet',
    happened: 'Grade Passback doesn’t know the Canvas that opened it.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to finish installing Grade Passback.',
  },
  platform_ambiguous: {
    title: 'We can’t tell which Canvas this is',
    happened:
      'Two Canvases gave Grade Passback the same client ID, and nobody has approved deployment {deploymentId} for either.',
    grades: nothingSent,
    todo: 'Ask the operator of Grade Passback to approve this deployment for your school. Then open Grade Passback again.',
  },
  canvas_copy: {
    title: 'This is a copy of your Canvas',
    happened:
      'You opened Grade Passback from Canvas’s {copy} environment, where grades are for trying things out. We take grades from your real Canvas only.',
    grades: nothingSent,
    todo: 'Open Grade Passback in your real Canvas. To try it in this copy, ask the operator to add the copy as an institution with a test SIS.',
  },
  deployment_unknown: {
    title: 'This installation is waiting for approval',
    happened: 'Grade Passback was added to Canvas as deployment {deploymentId}. Nobody has approved it yet.',
    grades: nothingSent,
    todo: 'Ask the operator of Grade Passback to approve this deployment. Then open Grade Passback again.',
  },
  institution_disabled: {
    title: 'Grade Passback is switched off',
    happened: 'Grade Passback is switched off for your institution right now.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator when it will be back.',
  },
  launch_invalid: {
    title: 'We couldn’t verify that you came from Canvas',
    happened: 'What Canvas sent didn’t pass the security checks.',
    grades: nothingSent,
    todo: `${launchAgain} ${askAdministrator}`,
  },
  launch_expired: {
    title: 'This page took too long to open',
    happened: 'Too much time passed between your click in Canvas and this page.',
    grades: nothingSent,
    todo: launchAgain,
  },
  launch_replayed: {
    title: 'This page was already opened',
    happened: 'Each click in Canvas opens Grade Passback once. Reloading or going back doesn’t work.',
    grades: nothingSent,
    todo: launchAgain,
  },
  browser_unproven: {
    title: 'Please open this in a new window',
    happened: 'Your browser couldn’t prove that you opened this page. It may block cookies inside Canvas.',
    grades: nothingSent,
    todo: 'Open Grade Passback in a new window, or allow cookies for this site and try again.',
  },
  login_refused: {
    title: 'Canvas didn’t let you in',
    happened: 'Canvas said: {reason}.',
    grades: nothingSent,
    todo: launchAgain,
  },
  message_unsupported: {
    title: 'This can’t be opened here',
    happened: 'Canvas opened Grade Passback in a way it doesn’t support.',
    grades: nothingSent,
    todo: 'Open Grade Sync in Course Navigation.',
  },
  context_missing: {
    title: 'Please open this from a course',
    happened: 'You opened Grade Passback outside a course.',
    grades: nothingSent,
    todo: 'Open a course in Canvas and choose Grade Sync in Course Navigation.',
  },
  placement_unknown: {
    title: 'Please open this from the course menu',
    happened: 'You opened a link, for example in a module. A link like that can’t show who you are.',
    grades: nothingSent,
    todo: 'In your course, choose Grade Sync in Course Navigation.',
  },
  role_refused: {
    title: 'This page is for teachers',
    happened: 'Your role in this course can’t send grades to {sis}.',
    grades: nothingSent,
    todo: 'If you teach this course, ask your Canvas administrator to check your role.',
  },
  reach_unknown: {
    title: 'Canvas didn’t say which sections you teach',
    happened: 'Grade Passback can’t tell whether you see the whole course or only your own sections.',
    grades: nothingSent,
    todo: 'Open Grade Sync in Course Navigation. If it happens again, ask your Canvas administrator to add the custom field canvas_section_restricted to the Grade Passback developer key.',
  },
  sections_only: {
    title: 'This is about the whole course',
    happened: 'In Canvas you see only your own sections. This is about other sections too.',
    grades: nothingSent,
    todo: 'Ask a teacher who sees the whole course.',
  },
  administration_refused: {
    title: 'This page is for Canvas administrators',
    happened:
      'Only administrators of your school’s root account in Canvas can manage Grade Passback. Your account isn’t one of them.',
    grades: nothingSent,
    todo: 'If you administer Canvas for your school, open Grade Passback from the school’s root account. If you teach, open Grade Sync in your course.',
  },
  session_missing: {
    title: 'Please open this from Canvas',
    happened:
      'This page wasn’t opened from Canvas, or your browser blocked the cookie that keeps you signed in.',
    grades: nothingSent,
    todo: launchAgain,
  },
  session_expired: {
    title: 'Your session has ended',
    happened: 'Sessions end after a while to keep grades safe.',
    grades: startedKeepRunning,
    todo: launchAgain,
  },
  session_idle: {
    title: 'Your session has ended',
    happened: 'You didn’t use this page for {minutes} minutes. Your school ends sessions after that.',
    grades: startedKeepRunning,
    todo: launchAgain,
  },
  session_form_late: {
    title: 'Your session ended before you sent this form',
    happened: 'What you entered wasn’t saved or sent.',
    grades: `${nothingSent} ${startedKeepRunning}`,
    todo: 'Go back to your course in Canvas, open Grade Passback again, and repeat what you did.',
  },
  session_signed_out: {
    title: 'You have signed out',
    happened: 'You ended this session, here or in another window.',
    grades: startedKeepRunning,
    todo: launchAgain,
  },
  form_forged: {
    title: 'This form wasn’t accepted',
    happened: 'The form didn’t come from the page you opened.',
    grades: nothingSent,
    todo: launchAgain,
  },
  too_many_requests: {
    title: 'Too many requests',
    happened: 'Your network sent too many requests in a short time.',
    grades: nothingSent,
    todo: 'Wait a minute and try again.',
  },
  install_link_unknown: {
    title: 'This install link doesn’t exist',
    happened: 'The link is incomplete, or it belongs to somebody else.',
    grades: nothingSent,
    todo: `Copy the whole link again. ${askOperator}`,
  },
  install_link_used: {
    title: 'This install link was already used',
    happened: 'Each link installs Grade Passback once.',
    grades: nothingSent,
    todo: `Check whether Grade Passback is already in Canvas. If it isn’t: ${askOperator}`,
  },
  install_link_expired: {
    title: 'This install link has expired',
    happened: 'Install links work for a few days only.',
    grades: nothingSent,
    todo: askOperator,
  },
  install_link_misplaced: {
    title: 'Please open this link in Canvas',
    happened: 'You opened the link directly. It works only where Canvas registers tools.',
    grades: nothingSent,
    todo: 'In Canvas open Admin › Developer Keys › + Developer Key › + LTI Registration, and paste the link there.',
  },
  registration_foreign: {
    title: 'This link is for another Canvas',
    happened: 'This link was made for a different Canvas than the one that opened it ({reason}).',
    grades: nothingSent,
    todo: `Use the link in the Canvas it was made for. ${askOperator}`,
  },
  registration_issuer: {
    title: 'This Canvas has another issuer',
    happened: 'Canvas signs as {issuer}. This link was made for a Canvas that signs as {expected}.',
    grades: nothingSent,
    todo: 'Ask the operator of Grade Passback for a new link. For a Canvas that Instructure doesn’t host, install-link takes --preset self-hosted or --issuer {issuer}.',
  },
  registration_failed: {
    title: 'Canvas didn’t register Grade Passback',
    happened: 'Canvas said: {reason}.',
    grades: nothingSent,
    todo: 'Close this window and start again in Canvas. The same link still works.',
  },
  registration_known: {
    title: 'Canvas gave a key that’s already in use',
    happened: 'Canvas answered with client ID {clientId}, which another installation here already has.',
    grades: nothingSent,
    todo: 'Delete the unused key in Canvas under Developer Keys and start again. The same link still works. To install Grade Passback a second time, ask the operator to remove the old installation first. If that one belongs to a different Canvas, yours needs an issuer of its own: lti_iss in its config/security.yml. Then ask the operator for a new link.',
  },
  registration_other: {
    title: 'Canvas made a new key instead of updating',
    happened:
      'Canvas answered with client ID {clientId}. This link installed the one with client ID {expected}, which is unchanged.',
    grades: nothingSent,
    todo: 'Delete the key {clientId} in Canvas under Developer Keys. Then open the registration of key {expected} and choose Update Registration.',
  },
  not_found: {
    title: 'Page not found',
    happened: 'This page doesn’t exist.',
    grades: nothingSent,
    todo: launchAgain,
  },
  form_invalid: {
    title: 'We couldn’t read this form',
    happened: 'Something in the form or the address isn’t valid.',
    grades: nothingSent,
    todo: 'Go back, reload the page and try again.',
  },
  run_not_found: {
    title: 'Grade sync not found',
    happened: 'This course has no such grade sync.',
    grades: nothingSent,
    todo: 'Open History to see every grade sync of this course.',
  },
  nothing_selected: {
    title: 'Nothing is selected',
    happened: 'You didn’t select an assignment that can be sent.',
    grades: nothingSent,
    todo: 'Go back and select at least one assignment.',
  },
  posting_paused: {
    title: 'Grade syncs are paused',
    happened: 'Your institution has paused grade syncs.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator when they’ll resume.',
  },
  canvas_unreachable: {
    title: 'Canvas isn’t answering',
    happened: 'Grade Passback couldn’t reach Canvas.',
    grades: keepsGoing,
    todo: `Try again in a few minutes. ${askAdministrator}`,
  },
  canvas_refused: {
    title: 'Canvas refused the request',
    happened: 'Canvas didn’t let Grade Passback read what it needs.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to check the permissions of the Grade Passback developer keys.',
  },
  canvas_key_refused: {
    title: 'Canvas doesn’t accept our API key',
    happened: 'The API key your school gave Grade Passback is wrong, switched off or for another account.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to open Administration › Canvas API key. The page says what’s wrong.',
  },
  canvas_key_scopes: {
    title: 'Our API key is missing scopes',
    happened: 'Your school’s API key doesn’t let Grade Passback read everything it needs.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to give the key every scope listed in Administration › Canvas API key.',
  },
  canvas_includes_off: {
    title: 'Canvas leaves out sections and due dates',
    happened: 'Allow Include Parameters is off in our API key in Canvas.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to switch on Allow Include Parameters in the Grade Passback API key.',
  },
  canvas_scope_missing: {
    title: 'Grade Passback is missing a permission in Canvas',
    happened: 'The Grade Passback developer key lost some of the scopes it was registered with.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to give the developer key Names and Role Provisioning and Assignment and Grade Services again.',
  },
  canvas_origin_unknown: {
    title: 'Canvas uses an address we don’t know',
    happened:
      'Canvas serves this course at {origin}. Grade Passback doesn’t know that address as your institution’s.',
    grades: nothingSent,
    todo: 'Ask the operator of Grade Passback to add the address.',
  },
  canvas_course_ended: {
    title: 'This course has ended in Canvas',
    happened: 'Once a course or its term is over, Canvas no longer shows its grades to Grade Passback.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to move the course’s end date or to add a Canvas API key. With a key you can post after the end too.',
  },
  canvas_assignment_gone: {
    title: 'Assignments changed while we read them',
    happened: 'Somebody kept unpublishing or deleting assignments in Canvas while we read their grades.',
    grades: nothingSent,
    todo: 'Post the grades again.',
  },
  canvas_throttled: {
    title: 'Canvas is busy',
    happened: 'Canvas asked Grade Passback to slow down.',
    grades: keepsGoing,
    todo: 'Try again in a few minutes.',
  },
  canvas_unexpected: {
    title: 'Canvas gave an unexpected answer',
    happened: 'Grade Passback couldn’t understand what Canvas sent.',
    grades: nothingSent,
    todo: askAdministrator,
  },
  canvas_consent_needed: {
    title: 'Connect to Canvas',
    happened: 'Grade Passback reads your assignments and grades with your permission. Canvas asks you once.',
    grades: nothingSent,
    todo: 'Press Connect to Canvas, then Authorize. This page continues on its own.',
  },
  canvas_consent_refused: {
    title: 'Canvas isn’t connected',
    happened: 'Canvas didn’t get your permission to share this course.',
    grades: nothingSent,
    todo: 'Press Connect to Canvas and choose Authorize.',
  },
  canvas_person_unproven: {
    title: 'Canvas doesn’t confirm who you are',
    happened: 'The person who opened Grade Passback isn’t the one Canvas lists as a teacher of this course.',
    grades: nothingSent,
    todo: 'Open Grade Sync again in Course Navigation. If it happens again, ask your Canvas administrator.',
  },
  canvas_not_connected: {
    title: 'Canvas isn’t fully connected',
    happened: 'Grade Passback has no Canvas API key yet, so it can’t read your assignments.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to add the Canvas API key.',
  },
  canvas_sections_only: {
    title: 'Canvas no longer shows the whole course',
    happened:
      'This grade sync reads Canvas as one person. That person now sees only some of the sections it covers.',
    grades: nothingSent,
    todo: 'Open Grade Sync again in Canvas and post again. If a nightly sync stopped, a teacher who sees the whole course can switch it off and on again.',
  },
  sis_unreachable: {
    title: '{sis} isn’t answering',
    happened: 'Grade Passback couldn’t reach {sis}.',
    grades: keepsGoing,
    todo: 'You don’t need to do anything. The grade sync keeps trying.',
    todoHere: `Try again in a few minutes. ${askAdministrator}`,
    todoEnded: `Post the grades again when {sis} works. ${askAdministrator}`,
  },
  sis_failing: {
    title: '{sis} has an error',
    happened: '{sis} answers, but with an error of its own.',
    grades: keepsGoing,
    todo: 'You don’t need to do anything. The grade sync keeps trying.',
    todoHere: `Try again in a few minutes. ${askAdministrator}`,
    todoEnded: `Post the grades again when {sis} works. ${askAdministrator}`,
  },
  sis_refused: {
    title: '{sis} refused',
    happened: '{sis} didn’t accept what we sent.',
    grades: 'The grades shown as failed aren’t in {sis}.',
    todo: `Open the grade sync to see each reason. ${askAdministrator}`,
  },
  sis_auth: {
    title: '{sis} doesn’t accept the connection',
    happened: '{sis} refused your institution’s credentials or permissions.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to check Administration › SIS connection.',
  },
  sis_rate: {
    title: '{sis} is busy',
    happened: '{sis} asked Grade Passback to slow down.',
    grades: keepsGoing,
    todo: 'You don’t need to do anything. The grade sync keeps trying.',
    todoHere: `Try again in a few minutes. ${askAdministrator}`,
    todoEnded: `Post the grades again when {sis} works. ${askAdministrator}`,
  },
  sis_unexpected: {
    title: '{sis} answers in a way we can’t read',
    happened: 'Grade Passback couldn’t understand what {sis} sent.',
    grades: 'The grades shown as failed may not be in {sis}.',
    todo: askAdministrator,
  },
  sis_not_connected: {
    title: '{sis} isn’t connected yet',
    happened: 'Your institution hasn’t connected {sis} to Grade Passback.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to connect {sis}.',
  },
  settings_invalid: {
    title: 'Something went wrong',
    happened: 'Grade Passback isn’t set up correctly.',
    grades: nothingSent,
    todo: askAdministrator,
  },
  institution_invalid: {
    title: 'Something went wrong',
    happened: 'Grade Passback can’t use your institution’s settings.',
    grades: nothingSent,
    todo: askAdministrator,
  },
  database_unavailable: {
    title: 'Please try again in a moment',
    happened: 'Grade Passback couldn’t reach its database.',
    grades: keepsGoing,
    todo: `Try again in a minute. ${askAdministrator}`,
  },
  secret_unreadable: {
    title: 'Something went wrong',
    happened: 'Grade Passback can no longer read a stored secret.',
    grades: nothingSent,
    todo: 'Ask a Canvas administrator to enter it again in Administration › SIS connection or Canvas API key.',
  },
  address_refused: {
    title: 'This address isn’t allowed',
    happened: 'Grade Passback doesn’t connect to private or unusual network addresses.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to check the addresses in Administration › SIS connection. If the address is in your own network, the operator must list it in the setting ALLOWED_PRIVATE_HOSTS.',
  },
  lease_lost: {
    title: 'Another worker took over',
    happened: 'Another process continues this grade sync.',
    grades: keepsGoing,
    todo: 'You don’t need to do anything.',
  },
  internal: {
    title: 'Something went wrong',
    happened: 'Grade Passback ran into an unexpected error.',
    grades: keepsGoing,
    todo: `Try again. ${askAdministrator}`,
  },
} as const satisfies Readonly<Record<ErrorCode, ErrorText>>;
