import type { Router } from 'express';
import { queryOf, routeId } from '../../front/request-fields.ts';
import { sisFriendlyName } from '../../school/sis-rules.ts';
import { sendNotFound } from '../error-pages.ts';
import type { PageDeps } from '../page-deps.ts';
import { inCourse } from '../person-routes.ts';
import { buildCourseShell } from '../shell.ts';
import { frameAllow } from '../tools/frame-allow.ts';
import type { CourseVisit } from '../visit.ts';
import { addCellRoutes } from './cell-routes.ts';
import { buildTable } from './gradebook-model.ts';
import { buildOwnGrades } from './own-grades.ts';

/** The Gradebook for teachers, and the Grades page for students. */
export function addGradebook(router: Router, deps: PageDeps): void {
  router.get(
    '/courses/:id/grades',
    inCourse(deps, [], async (visit, _req, res) => {
      if (visit.granted.has('view_all_grades'))
        return res.redirect(302, `/courses/${visit.course.id}/gradebook`);
      await deps.render.page(res, 'grades', {
        shell: await buildCourseShell(visit, { title: 'Grades', current: 'Grades' }),
        name: visit.user.name,
        rows: await buildOwnGrades(deps.context, visit),
      });
    }),
  );

  router.get(
    '/courses/:id/gradebook',
    inCourse(deps, ['view_all_grades'], async (visit, req, res) => {
      const { store, course, account, granted } = visit;
      const wanted = Number(queryOf(req).get('section') ?? Number.NaN);
      const [gradebook, sections] = await Promise.all([
        store.gradebook.read(course.id),
        store.courses.sections(course.id),
      ]);
      const sectionId = sections.find((section) => section.id === wanted)?.id ?? null;
      const sisName = sisFriendlyName(account);
      await deps.render.page(res, 'gradebook', {
        shell: await buildCourseShell(visit, {
          title: 'Gradebook',
          current: 'Grades',
          scripts: ['platform-messages.js', 'messages.js', 'tool-dialog.js', 'gradebook.js'],
        }),
        ...buildTable(deps.context, gradebook, sections, {
          sectionId,
          sisName,
          readsSis: granted.has('read_sis'),
        }),
        action: `/courses/${course.id}/gradebook`,
        sections: sections.map(({ id, name }) => ({ id, name, selected: id === sectionId })),
        postGrades: await listPostGrades(visit),
        allow: frameAllow,
      });
    }),
  );

  for (const [verb, notice] of [
    ['post', 'grades-posted'],
    ['hide', 'grades-hidden'],
  ] as const) {
    router.post(
      `/courses/:id/gradebook/assignments/:assignmentId/${verb}`,
      inCourse(deps, ['manage_grades'], async (visit, req, res) => {
        const assignment = await visit.store.assignments.find(routeId(req, 'assignmentId') ?? 0);
        if (assignment?.courseId !== visit.course.id) return sendNotFound(deps, visit, res);
        const { gradebook } = visit.store;
        await (verb === 'post' ? gradebook.postGrades : gradebook.hideGrades)(assignment.id);
        res.redirect(303, `/courses/${visit.course.id}/gradebook?notice=${notice}`);
      }),
    );
  }
  addCellRoutes(router, deps);
}

/**
 * The "Sync to …" entries of the Actions menu. Canvas does not filter this list by permissions (CF1,
 * lib/lti/app_launch_collator.rb); it checks the launch itself.
 */
async function listPostGrades({ store, course }: CourseVisit) {
  const tools = await store.tools.listPlaced('post_grades', course.id);
  return tools.map(({ tool }) => {
    const entry = tool.placements.find((placement) => placement.placement === 'post_grades');
    return {
      label: `Sync to ${tool.name}`,
      menuId: `post_grades_lti_${tool.id}`,
      href: `/courses/${course.id}/external_tools/${tool.id}?display=borderless&launch_type=post_grades`,
      width: entry?.selectionWidth ?? 800,
      height: entry?.selectionHeight ?? 600,
    };
  });
}
