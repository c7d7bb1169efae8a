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
}

const nothingSent = 'No grades were sent or changed.';
/** Nothing more: what was being requested when the error came may not have been stored. */
const keepsGoing = 'Grade syncs that History shows as scheduled go on by themselves.';
const launchAgain = 'Go back to your course in Canvas and open the tool again.';
const askOperator = 'Ask the operator of Grade Passback for a new link.';
const askAdministrator = 'If it happens again, give your Canvas administrator the reference below.';

/** One table, however long: a code without its text does not compile, and neighbours are worded alike. */
export const errorMessages = {
  platform_unknown: {
    title: 'This Canvas is not connected yet',
    happened: 'The tool does not know the Canvas that opened it.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to finish the installation of Grade Passback.',
  },
  deployment_unknown: {
    title: 'This installation waits for approval',
    happened:
      'Grade Passback was added to Canvas as deployment {deploymentId}, which has not been approved yet.',
    grades: nothingSent,
    todo: 'Ask the operator of Grade Passback to approve this deployment, then open the tool again.',
  },
  institution_disabled: {
    title: 'Grade Passback is switched off',
    happened: 'Grade Passback is switched off for your institution at the moment.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator when it will be available again.',
  },
  launch_invalid: {
    title: 'This launch could not be verified',
    happened: 'What Canvas sent did not pass the security checks.',
    grades: nothingSent,
    todo: `${launchAgain} ${askAdministrator}`,
  },
  launch_expired: {
    title: 'This launch has expired',
    happened: 'Too much time passed between opening the tool in Canvas and this page.',
    grades: nothingSent,
    todo: launchAgain,
  },
  launch_replayed: {
    title: 'This launch was already used',
    happened: 'Each launch from Canvas works once.',
    grades: nothingSent,
    todo: launchAgain,
  },
  browser_unproven: {
    title: 'Please open this in a new window',
    happened:
      'Your browser did not give back what proves that you started this launch; it may block cookies in frames.',
    grades: nothingSent,
    todo: 'Open the tool in a new window, or allow cookies for this site, and try again.',
  },
  login_refused: {
    title: 'Canvas did not let you in',
    happened: 'Canvas answered the sign-in with: {reason}.',
    grades: nothingSent,
    todo: launchAgain,
  },
  message_unsupported: {
    title: 'This cannot be opened here',
    happened: 'Canvas opened the tool in a way that it does not offer.',
    grades: nothingSent,
    todo: 'Open Grade Sync from the course navigation.',
  },
  context_missing: {
    title: 'Please open this from a course',
    happened: 'The tool was opened outside a course.',
    grades: nothingSent,
    todo: 'Open a course in Canvas and choose Grade Sync in its navigation.',
  },
  placement_unknown: {
    title: 'Please open this from the course menu',
    happened: 'The tool was opened by a link, for example in a module. Such a link cannot show who you are.',
    grades: nothingSent,
    todo: 'In your course, choose Grade Sync in the navigation.',
  },
  role_refused: {
    title: 'This page is for teachers',
    happened: 'Your role in this course does not allow passing grades to the SIS.',
    grades: nothingSent,
    todo: 'If you teach this course, ask your Canvas administrator to check your role.',
  },
  reach_unknown: {
    title: 'Canvas did not say which sections you teach',
    happened:
      'Grade Passback could not find out whether you may see the whole course or only your own sections.',
    grades: nothingSent,
    todo: `Open Grade Sync from the course navigation. If it happens again, ask your Canvas administrator to add the custom field canvas_section_restricted to the developer key of Grade Passback.`,
  },
  sections_only: {
    title: 'This is about the whole course',
    happened: 'In Canvas you see only your own sections, and this concerns other sections, too.',
    grades: nothingSent,
    todo: 'Ask a teacher who sees the whole course.',
  },
  administration_refused: {
    title: 'This page is for Canvas administrators',
    happened:
      'Only administrators of the root account of your Canvas administer Grade Passback, and you are none of them.',
    grades: nothingSent,
    todo: 'If you administer Canvas for your school, open Grade Passback in the navigation of the school’s account. Teachers find Grade Sync in the navigation of their course.',
  },
  session_missing: {
    title: 'Please open this from Canvas',
    happened:
      'This page was opened without a launch from Canvas, or your browser blocked the cookie that remembers it.',
    grades: nothingSent,
    todo: launchAgain,
  },
  session_expired: {
    title: 'Your session has ended',
    happened: 'For safety a session ends after some time.',
    grades: 'Runs that were started go on.',
    todo: launchAgain,
  },
  session_idle: {
    title: 'Your session has ended',
    happened: 'Nothing was done here for {minutes} minutes. Your school ends a session then.',
    grades: 'Runs that were started go on.',
    todo: launchAgain,
  },
  session_form_late: {
    title: 'Your session ended before you sent this form',
    happened: 'Nothing of what you entered or chose was saved or sent.',
    grades: `${nothingSent} Runs that were started before go on.`,
    todo: 'Go back to your course in Canvas, open the tool again, and enter or choose it again.',
  },
  session_signed_out: {
    title: 'You have signed out',
    happened: 'This session was ended, here or in another window.',
    grades: 'Runs that were started go on.',
    todo: launchAgain,
  },
  form_forged: {
    title: 'This form could not be accepted',
    happened: 'The form did not come from the page that you opened.',
    grades: nothingSent,
    todo: launchAgain,
  },
  too_many_requests: {
    title: 'Too many requests',
    happened: 'Too many requests came from your network in a short time.',
    grades: nothingSent,
    todo: 'Wait a minute and try again.',
  },
  install_link_unknown: {
    title: 'This install link does not exist',
    happened: 'The link is not complete, or it was made by somebody else.',
    grades: nothingSent,
    todo: `Copy the whole link once more. ${askOperator}`,
  },
  install_link_used: {
    title: 'This install link was already used',
    happened: 'Each link installs Grade Passback once.',
    grades: nothingSent,
    todo: `If Grade Passback is not in Canvas yet: ${askOperator.charAt(0).toLowerCase()}${askOperator.slice(1)}`,
  },
  install_link_expired: {
    title: 'This install link has expired',
    happened: 'Install links work for some days only.',
    grades: nothingSent,
    todo: askOperator,
  },
  install_link_misplaced: {
    title: 'Please open this link in Canvas',
    happened: 'The link was opened by itself; it works where Canvas registers tools.',
    grades: nothingSent,
    todo: 'In Canvas open Admin › Developer Keys › + Developer Key › + LTI Registration, and paste the link there.',
  },
  registration_foreign: {
    title: 'This link is for another Canvas',
    happened: 'What Canvas says of itself ({reason}) is not of the Canvas that this link was made for.',
    grades: nothingSent,
    todo: `Use the link in the Canvas that it was made for. ${askOperator}`,
  },
  registration_issuer: {
    title: 'This Canvas has another issuer',
    happened: 'Canvas signs as {issuer}. This link was made for a Canvas that signs as {expected}.',
    grades: nothingSent,
    todo: 'Ask the operator of this tool for a new link: for a Canvas that is not hosted by Instructure, install-link takes --preset self-hosted, or --issuer {issuer}.',
  },
  registration_failed: {
    title: 'Canvas did not register the tool',
    happened: 'Canvas answered: {reason}.',
    grades: nothingSent,
    todo: 'Close this window and start again in Canvas with the same link; it has not been used up.',
  },
  registration_known: {
    title: 'Canvas gave a key that is in use already',
    happened: 'Canvas answered with the client ID {clientId}, which another installation here already has.',
    grades: nothingSent,
    todo: 'Delete the unused key in Canvas under Developer Keys and start again with the same link; it has not been used up. If you meant to install again, ask the operator to remove the old installation first.',
  },
  not_found: {
    title: 'Page not found',
    happened: 'There is no such page.',
    grades: nothingSent,
    todo: launchAgain,
  },
  form_invalid: {
    title: 'This form could not be read',
    happened: 'Something in the form is not as expected.',
    grades: nothingSent,
    todo: 'Go back, load the page again and try once more.',
  },
  run_not_found: {
    title: 'Grade sync not found',
    happened: 'There is no such grade sync in this course.',
    grades: nothingSent,
    todo: 'Open History to see every grade sync of this course.',
  },
  nothing_selected: {
    title: 'Nothing is selected',
    happened: 'No assignment was selected that can be sent.',
    grades: nothingSent,
    todo: 'Go back and select at least one assignment.',
  },
  posting_paused: {
    title: 'Grade sync is paused',
    happened: 'Your institution has paused passing grades.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator when it will go on.',
  },
  canvas_unreachable: {
    title: 'Canvas does not answer',
    happened: 'The tool could not reach Canvas.',
    grades: keepsGoing,
    todo: `Try again in a few minutes. ${askAdministrator}`,
  },
  canvas_refused: {
    title: 'Canvas refused to answer',
    happened: 'Canvas did not allow the tool to read what it needs.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to check the permissions of the developer keys of Grade Passback.',
  },
  canvas_key_refused: {
    title: 'Canvas does not accept the API key of Grade Passback',
    happened:
      'The API key that your school gave Grade Passback is wrong, switched off or not for this account.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to look at Administration › Canvas API key: it says what is wrong.',
  },
  canvas_key_scopes: {
    title: 'The API key of Grade Passback lacks scopes',
    happened: 'Your school’s API key does not allow everything that Grade Passback must read.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to give the key all scopes that Administration › Canvas API key lists.',
  },
  canvas_includes_off: {
    title: 'The API key of Grade Passback leaves out what it must read',
    happened:
      'In Canvas, Allow Include Parameters is off in the API key, so sections and due dates are missing.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to switch Allow Include Parameters on in the API key of Grade Passback.',
  },
  canvas_scope_missing: {
    title: 'Grade Passback lacks a permission in Canvas',
    happened:
      'The developer key of Grade Passback no longer has all the services (scopes) it was registered with.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to give Names and Role Provisioning and Assignment and Grade Services back to the developer key.',
  },
  canvas_origin_unknown: {
    title: 'Canvas answers at another address',
    happened:
      'Canvas offers the services of this course at {origin}, which Grade Passback does not know as an address of your institution.',
    grades: nothingSent,
    todo: 'Ask the operator of Grade Passback to add the address to your institution.',
  },
  canvas_course_ended: {
    title: 'This course has ended in Canvas',
    happened:
      'After the end of a course, or of its term, Canvas no longer shows the grades of Grade Passback’s own assignments.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to move the end date of the course, or to add a Canvas API key, with which grades can be posted after the end too.',
  },
  canvas_assignment_gone: {
    title: 'The assignments changed while they were read',
    happened:
      'Assignments were unpublished or deleted in Canvas again and again while their grades were read.',
    grades: nothingSent,
    todo: 'Post the grades again.',
  },
  canvas_throttled: {
    title: 'Canvas is busy',
    happened: 'Canvas asked the tool to slow down.',
    grades: keepsGoing,
    todo: 'Try again in a few minutes.',
  },
  canvas_unexpected: {
    title: 'Canvas gave an answer that makes no sense',
    happened: 'What Canvas answered could not be understood.',
    grades: nothingSent,
    todo: askAdministrator,
  },
  canvas_consent_needed: {
    title: 'Connect to Canvas',
    happened: 'Grade Passback needs your permission to read your course in Canvas.',
    grades: nothingSent,
    todo: 'Press Connect to Canvas and authorize the tool.',
  },
  canvas_consent_refused: {
    title: 'Canvas was not connected',
    happened: 'The permission to read your course was not given.',
    grades: nothingSent,
    todo: 'Open the tool again and authorize it when Canvas asks.',
  },
  canvas_person_unproven: {
    title: 'Canvas does not confirm who you are',
    happened: 'Canvas does not list you as a teacher of this course, under the name that opened the tool.',
    grades: nothingSent,
    todo: 'Open the tool again from the navigation of your course. If it happens again, ask your Canvas administrator.',
  },
  canvas_not_connected: {
    title: 'Canvas is not fully connected',
    happened:
      'Your institution has not given Grade Passback a Canvas API key, so it cannot read your assignments.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to add the Canvas API key.',
  },
  canvas_sections_only: {
    title: 'Canvas no longer shows the whole course',
    happened:
      'Canvas now shows the person in whose name this grade sync reads only some of the sections that it was asked for.',
    grades: nothingSent,
    todo: 'Open the tool again from Canvas and post again. If a nightly sync stopped, a teacher who sees the whole course switches it off and on again.',
  },
  sis_unreachable: {
    title: 'The SIS does not answer',
    happened: 'The tool could not reach the SIS.',
    grades: keepsGoing,
    todo: 'You need not do anything; the grade sync goes on by itself.',
    todoEnded: `Post the grades again when the SIS works. ${askAdministrator}`,
  },
  sis_refused: {
    title: 'The SIS refused',
    happened: 'The SIS did not accept what was sent.',
    grades: 'The grades shown as failed are not in the SIS.',
    todo: `Open the grade sync to see the reason for each. ${askAdministrator}`,
  },
  sis_auth: {
    title: 'The SIS does not accept the connection',
    happened: "The SIS refused the institution's credentials or permissions.",
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to check the SIS connection of Grade Passback.',
  },
  sis_rate: {
    title: 'The SIS is busy',
    happened: 'The SIS asked the tool to slow down.',
    grades: keepsGoing,
    todo: 'You need not do anything; the grade sync goes on by itself.',
    todoEnded: `Post the grades again when the SIS works. ${askAdministrator}`,
  },
  sis_unexpected: {
    title: 'The SIS gave an answer that makes no sense',
    happened: 'What the SIS answered could not be understood.',
    grades: 'The grades shown as failed may not be in the SIS.',
    todo: askAdministrator,
  },
  sis_not_connected: {
    title: 'The SIS is not connected yet',
    happened: 'Your institution has not connected its SIS to Grade Passback.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to connect the SIS.',
  },
  settings_invalid: {
    title: 'Something went wrong',
    happened: 'The tool is not set up correctly.',
    grades: nothingSent,
    todo: askAdministrator,
  },
  institution_invalid: {
    title: 'Something went wrong',
    happened: "The institution's settings are not usable.",
    grades: nothingSent,
    todo: askAdministrator,
  },
  database_unavailable: {
    title: 'Please try again in a moment',
    happened: 'The tool could not reach its database.',
    grades: keepsGoing,
    todo: `Try again in a minute. ${askAdministrator}`,
  },
  secret_unreadable: {
    title: 'Something went wrong',
    happened: 'A stored credential can no longer be read.',
    grades: nothingSent,
    todo: 'A Canvas administrator can enter it again: open Administration, then SIS connection or Canvas API.',
  },
  address_refused: {
    title: 'This address is not allowed',
    happened: 'The tool does not connect to private or unusual network addresses.',
    grades: nothingSent,
    todo: 'Ask your Canvas administrator to check the addresses of the SIS connection. For an address in your own network, the operator of this tool must list it in the setting ALLOWED_PRIVATE_HOSTS.',
  },
  lease_lost: {
    title: 'Another worker took over',
    happened: 'The grade sync is carried on by another process.',
    grades: keepsGoing,
    todo: 'You need not do anything.',
  },
  internal: {
    title: 'Something went wrong',
    happened: 'The tool met an error that it did not expect.',
    grades: keepsGoing,
    todo: `Try again. ${askAdministrator}`,
  },
} as const satisfies Readonly<Record<ErrorCode, ErrorText>>;
