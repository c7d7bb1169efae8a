import type { Permission } from '../school/permissions.ts';
import type { Account } from '../school/records/account.ts';
import type { Course } from '../school/records/course.ts';
import type { Enrollment } from '../school/records/enrollment.ts';
import type { User } from '../school/records/user.ts';
import type { SchoolStore } from '../school/school-store.ts';

/** A logged-in person asking for a page. */
export interface Visit {
  readonly store: SchoolStore;
  readonly user: User;
  readonly account: Account;
  /** Code of what the page should say first; null: nothing. */
  readonly notice: string | null;
}

/** The same in a course the person may read. */
export interface CourseVisit extends Visit {
  readonly course: Course;
  readonly granted: ReadonlySet<Permission>;
  /** The person's own enrollments in the course. */
  readonly own: readonly Enrollment[];
}

/** The same of an administrator in the account. */
export interface AccountVisit extends Visit {
  readonly isAdministrator: true;
}
