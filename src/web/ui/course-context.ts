import type { Request, RequestHandler, Response } from 'express';
import type { LaunchCourse } from '../../domain/launch-context.ts';
import { ProductError } from '../../errors.ts';
import { createLinks, type Links } from './links.ts';
import { type PageContext, readPageContext } from './page-context.ts';
import type { WebDeps } from './web-deps.ts';

/** A request for a course page, by a person who may post there. */
export interface CourseContext extends PageContext<Links> {
  readonly course: LaunchCourse;
  /** Grade syncs that need somebody and are new since the person opened History. */
  readonly unread: number;
}

export type CourseHandler = (context: CourseContext, req: Request, res: Response) => Promise<void>;

/**
 * A handler for people who may post in a course; everyone else is refused before it runs.
 * @throws ProductError `context_missing` on account launches, `role_refused` for students, observers and others.
 */
export function handleCoursePage(deps: WebDeps, handler: CourseHandler): RequestHandler {
  return async (req, res) => {
    const context = await readPageContext(deps, createLinks, req, res);
    const { launch, institution } = context;
    if (!deps.guard.mayPost(launch, institution)) throw new ProductError('role_refused');
    if (launch.course === null) throw new ProductError('context_missing');
    res.set('Cache-Control', 'no-store');
    // A dialog has no tabs to mark.
    const isMarked = req.method === 'GET' && !isDialog({ launch });
    const unread = isMarked ? await deps.unread.count(launch, institution) : 0;
    await handler({ ...context, course: launch.course, unread }, req, res);
  };
}

/** Post Grades opened from the gradebook, and the page in the Assignments menu, are in a Canvas dialog. */
export function isDialog({ launch }: Pick<CourseContext, 'launch'>): boolean {
  return launch.placement === 'post_grades' || launch.placement === 'course_assignments_menu';
}
