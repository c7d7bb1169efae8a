import { z } from 'zod';
import { personOf } from '../../../audit/audit-calls.ts';
import { toProductError } from '../../../errors.ts';
import { requesterOf } from '../../../passback/runs/request-run.ts';
import { parseInput } from '../../ui/input.ts';
import type { AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { buildAdminCompare, comparedCoursesPageSize } from './compare-model.ts';

const query = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  scheduled: z.coerce.number().int().min(0).max(1_000_000).optional(),
});

/** The LTI context of one course; absent: every course. */
const form = z.object({ course: z.string().min(1).max(300).optional() });

/** GET /administration/compare: how the grades of all courses differ from what the SIS holds. */
export function showAdminCompare({ comparisons, profiles, render, clock }: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { page, scheduled = null } = parseInput(query, req.query);
    const { id, sis } = context.institution;
    const [courses, totals] = await Promise.all([
      comparisons.list(id, { skip: (page - 1) * comparedCoursesPageSize, limit: comparedCoursesPageSize }),
      comparisons.sum(id),
    ]);
    const isReadable = sis !== null && profiles.get(sis.profile)?.readsResults === true;
    const shown = { courses, totals, page, scheduled, isReadable, now: clock() };
    await render(res, 'administration/compare/compare', buildAdminCompare(context, shown));
  };
}

/** POST /administration/compare: compares one course, or all of them. */
export function compareCourses({ comparisons, audit }: AdminDeps): AdministrationHandler {
  return async ({ institution: { id }, launch, links }, req, res) => {
    const { course } = parseInput(form, req.body);
    const line = { institutionId: id, action: 'compared', actor: personOf(launch) } as const;
    const courseId = course ?? null;
    const by = requesterOf(launch);
    try {
      if (course === undefined) {
        const count = await comparisons.compareAll(id, by);
        await audit.record({ ...line, facts: { courses: count } });
        res.redirect(303, links.compare({ scheduled: String(count) }));
        return;
      }
      const { runId, how } = await comparisons.compareCourse(id, course, by);
      await audit.record({ ...line, courseId, runId, facts: { how } });
      res.redirect(303, links.run(runId));
    } catch (error) {
      await audit.record({ ...line, courseId, outcome: 'refused', code: toProductError(error).code });
      throw error;
    }
  };
}
