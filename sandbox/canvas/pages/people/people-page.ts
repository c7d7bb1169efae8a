import type { Router } from 'express';
import { routeId, textFields } from '../../front/request-fields.ts';
import type { Enrollment, EnrollmentState } from '../../school/records/enrollment.ts';
import { sendNotFound } from '../error-pages.ts';
import type { PageDeps } from '../page-deps.ts';
import { inCourse } from '../person-routes.ts';
import { buildCourseShell } from '../shell.ts';
import type { CourseVisit } from '../visit.ts';
import { buildPeopleRows } from './people-rows.ts';

const states: readonly EnrollmentState[] = ['active', 'inactive', 'completed'];

/** `/courses/:id/users`: lists who is in which section, and changes it. */
export function addPeoplePage(router: Router, deps: PageDeps): void {
  router.get(
    '/courses/:id/users',
    inCourse(deps, ['read_roster'], async (visit, _req, res) => {
      const { store, course, granted } = visit;
      const [enrollments, sections] = await Promise.all([
        store.people.enrollments(course.id),
        store.courses.sections(course.id),
      ]);
      const users = await store.people.findMany(enrollments.map((enrollment) => enrollment.userId));
      const manages = granted.has('manage_grades');
      await deps.render.page(res, 'people', {
        shell: await buildCourseShell(visit, { title: 'People', current: 'People', scripts: ['filter.js'] }),
        manages,
        readsSis: granted.has('read_sis'),
        readsLogins: granted.has('read_as_admin'),
        rows: buildPeopleRows({ course, enrollments, sections, users, manages }),
      });
    }),
  );

  router.post(
    '/courses/:id/enrollments/:enrollmentId/move',
    inCourse(deps, ['manage_grades'], async (visit, req, res) => {
      const enrollment = await findEnrollment(visit, routeId(req, 'enrollmentId'));
      const section = Number(textFields(req.body)['section'] ?? Number.NaN);
      const sections = await visit.store.courses.sections(visit.course.id);
      if (enrollment?.type !== 'StudentEnrollment' || !sections.some(({ id }) => id === section)) {
        return sendNotFound(deps, visit, res);
      }
      if (section !== enrollment.sectionId) {
        await visit.store.people.moveStudent(enrollment.userId, enrollment.sectionId, section);
      }
      res.redirect(303, `/courses/${visit.course.id}/users?notice=student-moved`);
    }),
  );

  router.post(
    '/courses/:id/enrollments/:enrollmentId/state',
    inCourse(deps, ['manage_grades'], async (visit, req, res) => {
      const enrollment = await findEnrollment(visit, routeId(req, 'enrollmentId'));
      const state = states.find((name) => name === textFields(req.body)['state']);
      if (enrollment === null || state === undefined) return sendNotFound(deps, visit, res);
      await visit.store.people.setEnrollmentState(enrollment.id, state);
      res.redirect(303, `/courses/${visit.course.id}/users?notice=enrollment-saved`);
    }),
  );
}

async function findEnrollment({ store, course }: CourseVisit, id: number | null): Promise<Enrollment | null> {
  const enrollments = await store.people.enrollments(course.id);
  return enrollments.find((enrollment) => enrollment.id === id) ?? null;
}
