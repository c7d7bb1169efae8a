import type { Response, Router } from 'express';
import type { Assignment } from '../../school/records/assignment.ts';
import { sisFriendlyName } from '../../school/sis-rules.ts';
import { sendNotFound } from '../error-pages.ts';
import type { PageDeps } from '../page-deps.ts';
import { inCourse } from '../person-routes.ts';
import { buildCourseShell } from '../shell.ts';
import { frameAllow } from '../tools/frame-allow.ts';
import { listCourseTools } from '../tools/visible-tools.ts';
import type { CourseVisit } from '../visit.ts';
import { addEditPages } from './edit-pages.ts';
import { findAssignment } from './find-assignment.ts';
import { gradingTypeWords } from './grading-type-words.ts';
import { buildGroups, listDueDates } from './index-model.ts';

/** The Assignments index with its switches, and the page of one assignment. */
export function addAssignmentPages(router: Router, deps: PageDeps): void {
  router.get(
    '/courses/:id/assignments',
    inCourse(deps, [], (visit, _req, res) => showIndex(deps, visit, res)),
  );
  // Registered before the pages of one assignment, whose pattern would match this address too.
  router.post(
    '/courses/:id/assignments/disable-sync',
    inCourse(deps, ['manage_assignments'], async (visit, _req, res) => {
      await visit.store.assignments.disablePostToSis(visit.course.id);
      res.redirect(303, `/courses/${visit.course.id}/assignments?notice=sync-off-all`);
    }),
  );
  addEditPages(router, deps);
  router.get(
    '/courses/:id/assignments/:assignmentId',
    inCourse(deps, [], async (visit, req, res) => {
      const assignment = await findAssignment(visit, req);
      const manages = visit.granted.has('manage_assignments');
      if (assignment === null || (!manages && !assignment.published)) return sendNotFound(deps, visit, res);
      await deps.render.page(res, 'assignment', await buildAssignment(visit, assignment, manages));
    }),
  );

  const onAssignment = (
    verb: string,
    act: (visit: CourseVisit, assignment: Assignment) => Promise<string>,
  ): void => {
    router.post(
      `/courses/:id/assignments/:assignmentId/${verb}`,
      inCourse(deps, ['manage_assignments'], async (visit, req, res) => {
        const assignment = await findAssignment(visit, req);
        if (assignment === null) return sendNotFound(deps, visit, res);
        const notice = await act(visit, assignment);
        const anchor = notice === 'deleted' ? '' : `#assignment_${assignment.id}`;
        res.redirect(303, `/courses/${visit.course.id}/assignments?notice=${notice}${anchor}`);
      }),
    );
  };
  onAssignment('sync', async ({ store }, assignment) => {
    const outcome = await store.assignments.togglePostToSis(assignment.id);
    if (!outcome.ok) return `sync-refused-${outcome.problems[0]?.field ?? 'name'}`;
    return outcome.value.postToSis ? 'sync-on' : 'sync-off';
  });
  onAssignment('publish', async ({ store }, assignment) => {
    const outcome = await store.assignments.edit(assignment.id, { published: !assignment.published });
    if (!outcome.ok) return `sync-refused-${outcome.problems[0]?.field ?? 'name'}`;
    return outcome.value.published ? 'published' : 'unpublished';
  });
  onAssignment('delete', async ({ store }, assignment) => {
    await store.assignments.remove(assignment.id);
    return 'deleted';
  });
}

async function showIndex(deps: PageDeps, visit: CourseVisit, res: Response): Promise<void> {
  const { store, course, account, granted } = visit;
  const manages = granted.has('manage_assignments');
  const sisName = sisFriendlyName(account);
  const [groups, assignments, sections, tools] = await Promise.all([
    store.groups.list(course.id),
    store.assignments.list(course.id),
    store.courses.sections(course.id),
    listCourseTools(visit, 'course_assignments_menu'),
  ]);
  const base = `/courses/${course.id}`;
  await deps.render.page(res, 'assignments', {
    shell: await buildCourseShell(visit, {
      title: 'Assignments',
      current: 'Assignments',
      scripts: ['platform-messages.js', 'messages.js', 'tool-dialog.js', 'assignments.js'],
    }),
    groups: buildGroups({ groups, assignments, sections, timeZone: course.timeZone, sisName, manages }),
    manages,
    newHref: `${base}/assignments/new`,
    disableSync: {
      label: `Disable Sync to ${sisName}`,
      action: `${base}/assignments/disable-sync`,
      possible: assignments.some((assignment) => assignment.postToSis),
    },
    tools: tools.map(({ tool, text }) => {
      const entry = tool.placements.find((placement) => placement.placement === 'course_assignments_menu');
      return {
        label: text,
        href: `${base}/external_tools/${tool.id}?display=borderless&launch_type=course_assignments_menu`,
        width: entry?.selectionWidth ?? 800,
        height: entry?.selectionHeight ?? 600,
      };
    }),
    allow: frameAllow,
  });
}

async function buildAssignment(visit: CourseVisit, assignment: Assignment, manages: boolean) {
  const { store, course, account } = visit;
  const [group, sections] = await Promise.all([
    store.groups.find(assignment.groupId),
    store.courses.sections(course.id),
  ]);
  const base = `/courses/${course.id}/assignments`;
  return {
    shell: await buildCourseShell(visit, {
      title: assignment.name,
      current: 'Assignments',
      crumbs: [
        { label: 'Assignments', href: base },
        { label: assignment.name, href: '' },
      ],
    }),
    name: assignment.name,
    published: assignment.published,
    editHref: manages ? `${base}/${assignment.id}/edit` : null,
    // Shows descriptions as plain text: the sample's are HTML by other authors.
    description: (assignment.description ?? '').replaceAll(/<[^>]*>/gu, ' ').trim(),
    facts: [
      ['Points', assignment.pointsPossible === null ? 'None' : String(assignment.pointsPossible)],
      ['Group', group?.name ?? ''],
      ['Display grade as', gradingTypeWords[assignment.gradingType]],
      ...(manages ? [[`Sync to ${sisFriendlyName(account)}`, assignment.postToSis ? 'Yes' : 'No']] : []),
    ],
    dates: listDueDates(assignment, sections, course.timeZone),
  };
}
