import type { CourseHandler } from '../../ui/course-context.ts';
import { parseInput } from '../../ui/input.ts';
import type { WebDeps } from '../../ui/web-deps.ts';
import { categoriesQuery, readCategoriesForm } from './categories-form.ts';
import { buildCategories } from './categories-model.ts';
import { buildDisabledCategories } from './disabled-model.ts';

/** GET /categories: every assignment group with its SIS category in each section. */
export function showCategories({ categories, render }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    if (!context.institution.settings.categoryPage) {
      await render(res, 'course/categories/disabled', buildDisabledCategories(context));
      return;
    }
    const { synced, group, show } = parseInput(categoriesQuery, req.query);
    const page = await categories.read(context.launch, context.signal);
    const query = { synced, group, everything: show === 'everything' };
    await render(res, 'course/categories/categories', buildCategories(context, page, query));
  };
}

/** POST /categories: saves the choices, or shows the page with what keeps them from being saved. */
export function syncCategories({ categories, render }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    if (!context.institution.settings.categoryPage) {
      res.redirect(303, context.links.categories());
      return;
    }
    const outcome = await categories.sync(context.launch, readCategoriesForm(req.body), context.signal);
    if (outcome.kind === 'synced') {
      res.redirect(303, context.links.categories({ synced: outcome.marks }));
      return;
    }
    const query = { synced: null, group: '', everything: false };
    res.status(409);
    await render(res, 'course/categories/categories', buildCategories(context, outcome.page, query, true));
  };
}
