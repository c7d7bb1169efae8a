import type { Permission } from '../school/permissions.ts';
import type { Account } from '../school/records/account.ts';
import type { Course } from '../school/records/course.ts';
import type { Enrollment } from '../school/records/enrollment.ts';
import type { User } from '../school/records/user.ts';
import type { SchoolStore } from '../school/school-store.ts';

/** A page request by a logged-in person. */
export interface Visit {
  readonly store: SchoolStore;
  readonly user: User;
  readonly account: Account;
  /** The code of the notice to show; null: none. */
  readonly notice: string | null;
}

/** A page request in a course that the person may read. */
export interface CourseVisit extends Visit {
  readonly course: Course;
  readonly granted: ReadonlySet<Permission>;
  /** The person's own enrollments in the course. */
  readonly own: readonly Enrollment[];
}

/** A page request in the account, by an administrator. */
export interface AccountVisit extends Visit {
  readonly isAdministrator: true;
}
