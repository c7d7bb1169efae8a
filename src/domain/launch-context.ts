/** Where in Canvas a launch came from. */
export type Placement =
  | 'course_navigation'
  | 'course_assignments_menu'
  | 'post_grades'
  | 'account_navigation';

/** What a person is in the launched course; decided from membership roles only. */
export type CourseRole = 'teacher' | 'ta' | 'designer' | 'student' | 'observer' | 'administrator' | 'none';

/** A verified launch: every check has passed. */
export interface LaunchContext {
  readonly institutionId: string;
  readonly deploymentId: string;
  readonly placement: Placement;
  readonly person: LaunchPerson;
  /** Null on account launches. */
  readonly course: LaunchCourse | null;
  readonly returnUrl: string | null;
  /** The run that the launch address asked for (`?run=…`): how a dialog's link reaches it in Grade Sync. */
  readonly runId?: string;
  /** BCP 47, for example `en`. */
  readonly locale: string;
  /** IANA zone of the person where Canvas said it, else of the course. */
  readonly timeZone: string | null;
}

export interface LaunchPerson {
  /** `sub`: opaque and stable in one Canvas account. */
  readonly ltiUserId: string;
  /** From the custom field `$Canvas.user.id`. */
  readonly canvasUserId: string | null;
  readonly name: string;
  readonly role: CourseRole;
}

export interface LaunchCourse {
  /** The LTI context id: 40 hex digits. */
  readonly contextId: string;
  /** From the custom field `$Canvas.course.id`; null where the platform gave none (NRPS and AGS only). */
  readonly canvasCourseId: string | null;
  readonly title: string;
  readonly nrpsUrl: string | null;
  readonly lineItemsUrl: string | null;
}

/** A session of ours: the launch, bound to one browser for a limited time. */
export interface Session {
  readonly id: string;
  readonly launch: LaunchContext;
  /** Same value in every form of this session; compared on every POST. */
  readonly csrfToken: string;
  readonly expiresAt: Date;
}
