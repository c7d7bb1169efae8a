import type { Router } from 'express';
import type { PageDeps } from '../page-deps.ts';
import { inCourse } from '../person-routes.ts';
import { buildCourseShell } from '../shell.ts';

/** `/courses/:id`: a course's home page. */
export function addCoursePages(router: Router, deps: PageDeps): void {
  router.get(
    '/courses/:id',
    inCourse(deps, [], async (visit, _req, res) => {
      const { course, store, account, granted } = visit;
      const [sections, assignments] = await Promise.all([
        store.courses.sections(course.id),
        store.assignments.list(course.id),
      ]);
      await deps.render.page(res, 'course', {
        shell: await buildCourseShell(visit, { title: 'Home', current: 'Home', crumbs: [] }),
        name: course.name,
        code: course.code,
        term: account.term.name,
        state: course.workflowState,
        sections: sections.map((section) => ({
          name: section.name,
          sisId: granted.has('read_sis') ? section.sisSectionId : null,
        })),
        counts: {
          published: assignments.filter((assignment) => assignment.published).length,
          synced: assignments.filter((assignment) => assignment.published && assignment.postToSis).length,
        },
        teaches: granted.has('view_all_grades'),
        sisName: account.sisName ?? 'SIS',
        base: `/courses/${course.id}`,
      });
    }),
  );
}
