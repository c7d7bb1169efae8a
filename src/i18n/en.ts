import { adminTexts } from './en/admin.ts';
import { beforePostingTexts } from './en/before-posting.ts';
import { categoriesTexts } from './en/categories.ts';
import { checkTexts } from './en/checks.ts';
import { doorTexts } from './en/door.ts';
import { errorPageTexts } from './en/error-page.ts';
import { errorTexts } from './en/errors.ts';
import { frameTexts } from './en/frame.ts';
import { historyTexts } from './en/history.ts';
import { postGradesTexts } from './en/post-grades.ts';
import { reasonTexts } from './en/reasons.ts';
import { registrationTexts } from './en/registration.ts';
import { runTexts } from './en/run.ts';
import { settingsTexts } from './en/settings.ts';
import {
  itemOutcomeTexts,
  kindTexts,
  lineItemOutcomeTexts,
  scoreStatusTexts,
  stageTexts,
  stateTexts,
} from './en/words.ts';

/** English, the language that other catalogues are translated from. */
export const en = {
  errors: errorTexts,
  door: doorTexts,
  registration: registrationTexts,
  errorPage: errorPageTexts,
  frame: frameTexts,
  postGrades: postGradesTexts,
  beforePosting: beforePostingTexts,
  history: historyTexts,
  run: runTexts,
  categories: categoriesTexts,
  settings: settingsTexts,
  stages: stageTexts,
  states: stateTexts,
  kinds: kindTexts,
  itemOutcomes: itemOutcomeTexts,
  lineItemOutcomes: lineItemOutcomeTexts,
  scoreStatuses: scoreStatusTexts,
  reasons: reasonTexts,
  checks: checkTexts,
  admin: adminTexts,
};
