import { z } from 'zod';
import { brandSchema } from './brand.ts';
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
/** A person's role in the launched course, decided from membership roles only. */
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

/** A person as Canvas's REST API and LTI launches identify them. */
export interface CanvasPerson {
  /** Null if Canvas did not say; its REST API then needs their consent first. */
  readonly canvasUserId: string | null;
  /** Null for work that nobody waits for: then only Names & Roles identifies them. */
  readonly ltiUserId: string | null;
  /** A schedule reads in the name of an administrator, who may have no role in the course. */
  readonly isAdministrator?: true;
}

/** An administrator as their launch identified them, whose consent covers accounts. */
export interface CanvasAdministrator {
  readonly canvasUserId: string;
  readonly ltiUserId: string;
}

const launchCourse = z.object({
  /** The LTI context id: 40 hex digits. */
  contextId: z.string(),
  /** From the custom field `$Canvas.course.id`; null if the platform gave none (NRPS and AGS only). */
  canvasCourseId: nullableText,
  title: z.string(),
  nrpsUrl: nullableText,
  lineItemsUrl: nullableText,
});
export type LaunchCourse = Readonly<z.infer<typeof launchCourse>>;

/** A verified launch as a session keeps it: every check has passed. */
export const launchContextSchema = z.object({
  institutionId: z.string(),
  deploymentId: z.string(),
  placement: z.enum(placements),
  person: launchPerson.readonly(),
  /** Null on account launches. */
  course: launchCourse.readonly().nullable(),
  /**
   * The part of the course that the person may see. Null if Canvas did not say: then their own enrollments in
   * its REST API decide (`findReach`). A session keeps its launch's reach.
   */
  reach: reachSchema.nullable().default(null),
  returnUrl: nullableText,
  /** Canvas's own address (`$Canvas.api.baseUrl`), an origin; absent if it did not say. */
  canvasUrl: z.string().exactOptional(),
  /** The run in the launch address (`?run=…`): a dialog's link reaches it in Grade Sync this way. */
  runId: z.string().exactOptional(),
  /** BCP 47, for example `en`; `und` if Canvas didn't say. */
  locale: z.string(),
  /** The person switched on *High Contrast UI* in Canvas. */
  highContrast: z.literal(true).exactOptional(),
  /** The colours of the institution's Canvas theme; absent without one. */
  brand: brandSchema.exactOptional(),
  /** The person's IANA zone if Canvas said it, else the course's. */
  timeZone: nullableText,
});
export type LaunchContext = Readonly<z.infer<typeof launchContextSchema>>;

/** A session of ours: the launch, bound to one browser for a limited time. */
export interface Session {
  readonly id: string;
  readonly launch: LaunchContext;
  /** The same value in every form of this session; compared on every POST. */
  readonly csrfToken: string;
  readonly expiresAt: Date;
}
