import { parseInput } from '../../ui/input.ts';
import type { VisitHandler } from '../../ui/visit.ts';
import type { WebDeps } from '../../ui/web-deps.ts';
import { categoriesQuery, readCategoriesForm } from './categories-form.ts';
import { buildCategories } from './categories-model.ts';
import { buildDisabledCategories } from './disabled-model.ts';

/** GET /categories: every assignment group with its SIS category in each section. */
export function showCategories({ categories, render }: WebDeps): VisitHandler {
  return async (visit, req, res) => {
    if (!visit.institution.settings.categoryPage) {
      await render(res, 'categories/disabled', buildDisabledCategories(visit));
      return;
    }
    const { synced, group, show } = parseInput(categoriesQuery, req.query);
    const page = await categories.read(visit.launch, visit.signal);
    const query = { synced, group, everything: show === 'everything' };
    await render(res, 'categories/categories', buildCategories(visit, page, query));
  };
}

/** POST /categories: saves the choices; where they cannot be saved, the page shows what stands against them. */
export function syncCategories({ categories, render }: WebDeps): VisitHandler {
  return async (visit, req, res) => {
    if (!visit.institution.settings.categoryPage) {
      res.redirect(303, visit.links.categories());
      return;
    }
    const outcome = await categories.sync(visit.launch, readCategoriesForm(req.body), visit.signal);
    if (outcome.kind === 'synced') {
      res.redirect(303, visit.links.categories({ synced: outcome.marks }));
      return;
    }
    const query = { synced: null, group: '', everything: false };
    res.status(409);
    await render(res, 'categories/categories', buildCategories(visit, outcome.page, query, true));
  };
}
