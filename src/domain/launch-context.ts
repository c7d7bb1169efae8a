import { z } from 'zod';
import { reachSchema } from './reach.ts';

/** Where in Canvas a launch came from. */
export const placements = [
  'course_navigation',
  'course_assignments_menu',
  'post_grades',
  'account_navigation',
] as const;
export type Placement = (typeof placements)[number];

const courseRoles = ['teacher', 'ta', 'designer', 'student', 'observer', 'administrator', 'none'] as const;
/** What a person is in the launched course; decided from membership roles only. */
export type CourseRole = (typeof courseRoles)[number];

const nullableText = z.string().nullable();

const launchPerson = z.object({
  /** `sub`: opaque and stable in one Canvas account. */
  ltiUserId: z.string(),
  /** From the custom field `$Canvas.user.id`. */
  canvasUserId: nullableText,
  name: z.string(),
  role: z.enum(courseRoles),
});

/** A person as Canvas's REST API and its LTI launches know them. */
export interface CanvasPerson {
  /** Null where Canvas did not say; its REST API then needs their consent first. */
  readonly canvasUserId: string | null;
  /** Null for work that nobody waits for: then only Names & Roles says who they are. */
  readonly ltiUserId: string | null;
}

const launchCourse = z.object({
  /** The LTI context id: 40 hex digits. */
  contextId: z.string(),
  /** From the custom field `$Canvas.course.id`; null where the platform gave none (NRPS and AGS only). */
  canvasCourseId: nullableText,
  title: z.string(),
  nrpsUrl: nullableText,
  lineItemsUrl: nullableText,
});
export type LaunchCourse = Readonly<z.infer<typeof launchCourse>>;

/** A verified launch, as a session keeps it: every check has passed. */
export const launchContextSchema = z.object({
  institutionId: z.string(),
  deploymentId: z.string(),
  placement: z.enum(placements),
  person: launchPerson.readonly(),
  /** Null on account launches. */
  course: launchCourse.readonly().nullable(),
  /**
   * What of the course the person may see. Null where Canvas did not say: then their own enrolments in its REST API do
   * (`findReach`). A session keeps the reach of its launch.
   */
  reach: reachSchema.nullable().default(null),
  returnUrl: nullableText,
  /** What Canvas calls itself (`$Canvas.api.baseUrl`), an origin; absent where it did not say. */
  canvasUrl: z.string().exactOptional(),
  /** The run that the launch address asked for (`?run=…`): how a dialog's link reaches it in Grade Sync. */
  runId: z.string().exactOptional(),
  /** BCP 47, for example `en`. */
  locale: z.string(),
  /** IANA zone of the person where Canvas said it, else of the course. */
  timeZone: nullableText,
});
export type LaunchContext = Readonly<z.infer<typeof launchContextSchema>>;

/** A session of ours: the launch, bound to one browser for a limited time. */
export interface Session {
  readonly id: string;
  readonly launch: LaunchContext;
  /** Same value in every form of this session; compared on every POST. */
  readonly csrfToken: string;
  readonly expiresAt: Date;
}
