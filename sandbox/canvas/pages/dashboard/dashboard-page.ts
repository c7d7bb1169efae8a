import type { Router } from 'express';
import type { Course } from '../../school/records/course.ts';
import type { PageDeps } from '../page-deps.ts';
import { forPerson } from '../person-routes.ts';
import { buildShell } from '../shell.ts';
import type { Visit } from '../visit.ts';

/** Canvas gives each course one of its own colours. */
const colours = ['#0374B5', '#0B874B', '#8F3E97', '#BF5A00', '#D01A19', '#2D3B45', '#00828E', '#C71F66'];

const buildCard = (course: Course, index: number) => ({
  href: `/courses/${course.id}`,
  name: course.name,
  code: course.code,
  colour: index % colours.length,
  state: course.workflowState === 'available' ? null : stateWords[course.workflowState],
});
const stateWords = { unpublished: 'Not published', completed: 'Concluded' } as const;

/** `/dashboard` with a card for each course, and `/courses` with the same as a list. */
export function addDashboard(router: Router, deps: PageDeps): void {
  const show = (title: string, section: string) =>
    forPerson(deps, async (visit: Visit, _req, res) => {
      const courses = await visit.store.courses.list(visit.user);
      await deps.render.page(res, 'dashboard', {
        shell: buildShell(visit, { title }, section),
        title,
        asList: section === 'courses',
        term: visit.account.term.name,
        cards: courses.map(buildCard),
      });
    });
  router.get('/dashboard', show('Dashboard', 'dashboard'));
  router.get('/courses', show('All Courses', 'courses'));
}
