import type { Connection } from 'mongoose';
import type { Clock } from '../../../src/clock.ts';
import { type AccessLogStore, createAccessLogStore } from './access-log-store.ts';
import { type AccountStore, createAccountStore } from './account-store.ts';
import { type AssignmentStore, createAssignmentStore } from './assignment-store.ts';
import { type CourseStore, createCourseStore } from './course-store.ts';
import { createGradebookStore, type GradebookStore } from './gradebook-store.ts';
import { createGroupStore, type GroupStore } from './group-store.ts';
import { createModels, type Models } from './models.ts';
import { createOauthStore, type OauthStore } from './oauth-store.ts';
import { createPeopleStore, type PeopleStore } from './people-store.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';
import { createSubmissionMaker } from './submission-maker.ts';
import { createToolStore, type ToolStore } from './tool-store.ts';

/**
 * The school behind the sandbox Canvas: one root account, its people, courses and grades, in a
 * MongoDB database of its own. Pages and services use the same store, so what a person does in a
 * page is what the API answers next. Records are plain objects (`records/`); ids are Canvas's
 * numbers; instants are `Date`.
 *
 * | part          | for a person's pages                                                            |
 * |---------------|---------------------------------------------------------------------------------|
 * | `account`     | school and SIS name, SIS rules (`setSisSettings`)                               |
 * | `people`      | who can log in, enrollments, `enroll`, `moveStudent`, `setEnrollmentState`       |
 * | `courses`     | `list(user)`, sections, course state, late policy                               |
 * | `groups`      | assignment groups with `sisSourceId` / `integrationData` (icons, CF7)     |
 * | `assignments` | `list`, `create`, `edit`, `togglePostToSis`: answer `{ok:false, problems}` where a rule is broken |
 * | `gradebook`   | `read(courseId)`, `setScore`, `clearScore`, `setStatus`, `submit`, `postGrades`, `hideGrades` |
 * | `tools`       | `listPlaced(placement, courseId)` for menus and navigation                      |
 * | `sessions`    | `open(userId)` → cookie value, `findUser(cookieValue)`, `close`                 |
 * | `oauth`       | `revokeAllOf(userId)`: a person withdraws consent                               |
 * | `accessLog`   | requests that reached the sandbox, in order                                     |
 *
 * Pure companions: `isLate`/`isMissing` (lateness.ts), `datesForStudent` (dates.ts),
 * `enteredScore` (grading.ts), `formatGrade` (grade-text.ts), `sisFriendlyName` (sis-rules.ts),
 * `permissionsInCourse` (permissions.ts).
 */
export interface SchoolStore {
  /** The collections, for services that query them by their own rules. */
  readonly models: Models;
  readonly account: AccountStore;
  readonly people: PeopleStore;
  readonly courses: CourseStore;
  readonly groups: GroupStore;
  readonly assignments: AssignmentStore;
  readonly gradebook: GradebookStore;
  readonly tools: ToolStore;
  readonly sessions: SessionStore;
  readonly oauth: OauthStore;
  readonly accessLog: AccessLogStore;
  /** Builds the indexes. Call it once before use. */
  prepare(): Promise<void>;
}

/** The school in `connection`'s database. `clock` dates what people do. */
export function createSchoolStore(connection: Connection, clock: Clock): SchoolStore {
  const models = createModels(connection);
  const submissionMaker = createSubmissionMaker(models, clock);
  const account = createAccountStore(models);
  return {
    models,
    account,
    people: createPeopleStore(models, clock, submissionMaker),
    courses: createCourseStore(models),
    groups: createGroupStore(models),
    assignments: createAssignmentStore(models, clock, account.get, submissionMaker),
    gradebook: createGradebookStore(models, clock),
    tools: createToolStore(models),
    sessions: createSessionStore(models, clock),
    oauth: createOauthStore(models, clock),
    accessLog: createAccessLogStore(models),
    prepare: async () => {
      // One after the other, each through its own type: the record types differ.
      const builders = Object.values(models).map((model) => () => model.createIndexes());
      for (const build of builders) await build();
    },
  };
}
