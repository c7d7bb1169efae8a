import type { Institution } from '../../domain/institution.ts';
import type { LaunchContext, Placement } from '../../domain/launch-context.ts';
import { LaunchRefusal } from './refusal.ts';

/**
 * Whether the person may read and post the launched course's grades: teachers always, assistants and
 * designers if the institution allows it, nobody else. Read the institution fresh for each request, so that
 * what it withdraws is gone at once.
 */
export function mayPost({ course, person }: LaunchContext, { settings }: Institution): boolean {
  if (course === null) return false;
  if (person.role === 'teacher') return true;
  return (person.role === 'ta' || person.role === 'designer') && settings.alsoMayPost.includes(person.role);
}

/**
 * Whether the person may administer their institution: only from the account's own navigation, where the role
 * is the account's (`readAccountRole`). In a course nobody is an administrator, whatever they are elsewhere.
 */
export function mayAdminister({ placement, person }: LaunchContext): boolean {
  return placement === 'account_navigation' && person.role === 'administrator';
}

/** Whether the person may open the page that their launch leads to. */
export function mayOpen(launch: LaunchContext, institution: Institution): boolean {
  if (launch.placement === 'account_navigation') return mayAdminister(launch);
  return mayPost(launch, institution);
}

/**
 * Refuses a valid launch by a person for whom there is no page, or from outside a course.
 * @throws LaunchRefusal `context_missing`, `role_refused`, `administration_refused`
 */
export function requirePage(launch: LaunchContext, institution: Institution): void {
  if (launch.placement !== 'account_navigation' && launch.course === null) {
    throw new LaunchRefusal('context', 'context_missing');
  }
  if (!mayOpen(launch, institution)) throw new LaunchRefusal('role', refusalOf(launch));
}

/** The code for a person who may not open the page that their launch leads to. */
export function refusalOf({ placement }: LaunchContext): 'administration_refused' | 'role_refused' {
  return placement === 'account_navigation' ? 'administration_refused' : 'role_refused';
}

/** The page of each placement, under the session's base path. */
export const placementPages: Readonly<Record<Placement, string>> = {
  course_navigation: 'grade-sync',
  post_grades: 'post-grades',
  course_assignments_menu: 'categories',
  account_navigation: 'administration',
};
