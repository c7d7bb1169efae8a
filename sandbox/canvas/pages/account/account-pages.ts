import type { Router } from 'express';
import { textFields } from '../../front/request-fields.ts';
import { plain } from '../../school/models.ts';
import type { Account } from '../../school/records/account.ts';
import type { Course } from '../../school/records/course.ts';
import { isThemeName, themes } from '../../school/themes.ts';
import type { PageDeps } from '../page-deps.ts';
import { inAccount } from '../person-routes.ts';
import { buildAccountShell } from '../shell.ts';
import { fillSettings, readSettings } from './settings-form.ts';

const courseStates = ['unpublished', 'available', 'completed'] as const;
const stateWords = { unpublished: 'Not published', available: 'Published', completed: 'Concluded' } as const;

/** `/accounts/:id`: the school's pages for administrators. */
export function addAccountPages(router: Router, deps: PageDeps): void {
  const { render } = deps;
  router.get(
    '/accounts/:id',
    inAccount(deps, async (visit, _req, res) => {
      const courses = await visit.store.models.courses.find({}, plain).sort({ id: 1 }).lean<Course[]>();
      await render.page(res, 'account-courses', {
        shell: await buildAccountShell(visit, { title: 'Courses', current: 'Courses' }),
        courses: courses.map((course) => ({
          href: `/courses/${course.id}`,
          name: course.name,
          code: course.code,
          sisId: course.sisCourseId,
          action: `/accounts/${visit.account.id}/courses/${course.id}/state`,
          states: courseStates.map((state) => ({
            state,
            label: stateWords[state],
            selected: state === course.workflowState,
          })),
        })),
      });
    }),
  );
  router.post(
    '/accounts/:id/courses/:courseId/state',
    inAccount(deps, async ({ store, account }, req, res) => {
      const course = await store.courses.find(Number(req.params['courseId']));
      const state = courseStates.find((name) => name === textFields(req.body)['state']);
      if (course !== null && state !== undefined) await store.courses.setWorkflowState(course.id, state);
      res.redirect(303, `/accounts/${account.id}?notice=saved`);
    }),
  );

  router.get(
    '/accounts/:id/settings',
    inAccount(deps, async (visit, _req, res) => {
      await render.page(res, 'account-settings', {
        shell: await buildAccountShell(visit, { title: 'Settings', current: 'Settings' }),
        action: `/accounts/${visit.account.id}/settings`,
        form: fillSettings(visit.account),
        themes: listThemes(visit.account),
        themeAction: `/accounts/${visit.account.id}/theme`,
        problem: null,
      });
    }),
  );
  router.post(
    '/accounts/:id/settings',
    inAccount(deps, async (visit, req, res) => {
      const { store, account } = visit;
      const read = readSettings(textFields(req.body));
      if (!read.ok) {
        const model = {
          shell: await buildAccountShell(visit, {
            title: 'Settings',
            current: 'Settings',
            notice: { kind: 'error', text: 'The settings were not saved. See the marked field.' },
          }),
          action: `/accounts/${account.id}/settings`,
          form: read.form,
          themes: listThemes(account),
          themeAction: `/accounts/${account.id}/theme`,
          problem: read.problem,
        };
        return render.page(res, 'account-settings', model, 422);
      }
      await store.account.setSisName(read.sisName);
      await store.account.setSisSettings(read.settings);
      await store.account.setTeachersReadSis(read.teachersReadSis);
      res.redirect(303, `/accounts/${account.id}/settings?notice=saved`);
    }),
  );
  router.post(
    '/accounts/:id/theme',
    inAccount(deps, async ({ store, account }, req, res) => {
      const { theme } = textFields(req.body);
      await store.account.setTheme(isThemeName(theme) ? theme : null);
      res.redirect(303, `/accounts/${account.id}/settings?notice=saved`);
    }),
  );
}

/** The Theme Editor's choice. */
const listThemes = (account: Account) =>
  Object.entries(themes).map(([value, { name }]) => ({ value, name, isChosen: value === account.theme }));
