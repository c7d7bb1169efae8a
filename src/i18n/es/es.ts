import type { Messages } from '../messages.ts';
import { administrationMessages } from './administration/administration.ts';
import { checkMessages } from './checks.ts';
import { beforePostingMessages } from './course/before-posting.ts';
import { categoriesMessages } from './course/categories.ts';
import { compareMessages } from './course/compare.ts';
import { finalGradeMessages } from './course/final-grades.ts';
import { historyMessages } from './course/history.ts';
import { postGradesMessages } from './course/post-grades.ts';
import { previewMessages } from './course/preview.ts';
import { settingsMessages } from './course/settings.ts';
import { summaryMessages } from './course/summary.ts';
import { errorMessages } from './errors.ts';
import { launchMessages } from './lti/launch.ts';
import { registrationMessages } from './lti/registration.ts';
import { noticeMessages } from './notices.ts';
import {
  gradeCommentMessages,
  itemOutcomeMessages,
  kindMessages,
  lineItemOutcomeMessages,
  reasonMessages,
  scoreStatusMessages,
  stageMessages,
  stateMessages,
} from './outcomes.ts';
import { cellHistoryMessages } from './runs/cell-history.ts';
import { runMessages } from './runs/run.ts';
import { errorPageMessages } from './ui/error-page.ts';
import { frameMessages } from './ui/frame.ts';
import { signOutMessages } from './ui/sign-out.ts';

/** Spanish, as a colleague in a Spanish-speaking school writes it: usted, and the words of Canvas's own Spanish. */
export const es = {
  errors: errorMessages,
  launch: launchMessages,
  registration: registrationMessages,
  errorPage: errorPageMessages,
  frame: frameMessages,
  signOut: signOutMessages,
  postGrades: postGradesMessages,
  beforePosting: beforePostingMessages,
  finalGrades: finalGradeMessages,
  preview: previewMessages,
  compare: compareMessages,
  history: historyMessages,
  summary: summaryMessages,
  run: runMessages,
  cellHistory: cellHistoryMessages,
  categories: categoriesMessages,
  settings: settingsMessages,
  notices: noticeMessages,
  stages: stageMessages,
  states: stateMessages,
  kinds: kindMessages,
  itemOutcomes: itemOutcomeMessages,
  lineItemOutcomes: lineItemOutcomeMessages,
  scoreStatuses: scoreStatusMessages,
  gradeComments: gradeCommentMessages,
  reasons: reasonMessages,
  checks: checkMessages,
  administration: administrationMessages,
} as const satisfies Messages;
