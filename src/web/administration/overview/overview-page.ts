import type { Request, Response } from 'express';
import { z } from 'zod';
import { personOf } from '../../../audit/audit-calls.ts';
import type { Institution } from '../../../domain/institution.ts';
import type { SetupTests } from '../../../domain/setup.ts';
import { ProductError } from '../../../errors.ts';
import { parseInput } from '../../ui/input.ts';
import type { AdministrationContext, AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { buildOverview, coursesPageSize } from './overview-model.ts';

const overviewQuery = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  scheduled: z.coerce.number().int().min(0).max(1_000_000).optional(),
});

/** Somebody who opens a copy of Canvas is no fault that anybody fixes: it is told for two weeks. */
const copyShownMs = 14 * 24 * 60 * 60_000;

/** GET /administration: how all courses are doing. */
export function showOverview(deps: AdminDeps): AdministrationHandler {
  return (context, req, res) => renderOverview(deps, context, null, [req, res]);
}

/** Longer than Canvas and most SISs take, and as long as a person waits for a page. */
const testLimitMs = 25_000;

/** POST /administration/check: asks Canvas and the SIS, and shows the checklist with their answers. */
export function checkSetupNow(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(testLimitMs)]);
    const tests = await deps.setup.test(context.institution, signal);
    await renderOverview(deps, context, tests, [req, res]);
  };
}

async function renderOverview(
  { runs, nightly, clock, render, readKeyFaults, setup }: AdminDeps,
  context: AdministrationContext,
  tests: SetupTests | null,
  [req, res]: readonly [req: Request, res: Response],
): Promise<void> {
  const { page, scheduled = null } = parseInput(overviewQuery, req.query);
  const { id, settings } = context.institution;
  const [courses, states, reasons, syncs, keyFaults, facts] = await Promise.all([
    runs.readCourses(id, { skip: (page - 1) * coursesPageSize, limit: coursesPageSize }),
    runs.countCourses(id),
    runs.countReasons(id),
    settings.nightlySyncOffered ? nightly.list(id) : [],
    readKeyFaults(id),
    setup.read(context.institution),
  ]);
  const now = clock();
  const current = keyFaults.filter(
    ({ code, lastAt }) => code !== 'canvas_copy' || now.getTime() - lastAt.getTime() < copyShownMs,
  );
  const shown = { page, courses, states, reasons, nightly: syncs, keyFaults: current, scheduled, now };
  const model = buildOverview(context, { ...shown, setup: { facts, tests } });
  await render(res, 'administration/overview/overview', model);
}

/**
 * POST /administration/nightly/run-now: starts the nightly sync of every course that has one.
 * @throws ProductError `posting_paused`, `not_found` if the institution does not offer it
 */
export function runNightlyNow({ nightly, audit }: AdminDeps): AdministrationHandler {
  return async ({ institution: { id, settings }, launch, links }, _req, res) => {
    const line = { institutionId: id, action: 'run_requested', actor: personOf(launch) } as const;
    const code = refuseRunNow(settings);
    if (code !== null) {
      await audit.record({ ...line, outcome: 'refused', code, facts: { kind: 'nightly' } });
      throw new ProductError(code);
    }
    const count = await nightly.runNow(id);
    await audit.record({ ...line, facts: { kind: 'nightly', courses: count } });
    res.redirect(303, links.overview({ scheduled: String(count) }));
  };
}

function refuseRunNow({
  paused,
  nightlySyncOffered,
}: Institution['settings']): 'posting_paused' | 'not_found' | null {
  if (!nightlySyncOffered) return 'not_found';
  return paused ? 'posting_paused' : null;
}
