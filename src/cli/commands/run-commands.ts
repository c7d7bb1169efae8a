import { z } from 'zod';
import { type RunState, runStates } from '../../domain/outcomes.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import { argument, defineCommand, option, repeatedOption } from '../command.ts';
import { findInstitution, institutionArgument } from '../find-institution.ts';
import { recordCommand } from '../save-institution.ts';

/** Lists the runs of all courses of an institution. */
export const listRuns = defineCommand({
  name: 'run list',
  summary: "an institution's grade syncs, newest first; without names and grades",
  input: {
    institution: institutionArgument,
    state: repeatedOption(z.enum(runStates), 'STATE', `only ${runStates.join(', ')}`),
    limit: option(z.coerce.number().int().min(1).max(10_000).default(50), 'NUMBER', 'at most so many'),
  },
  async run({ services: { stores } }, { institution, state, limit }) {
    const { id } = await findInstitution(stores, institution);
    const states: readonly RunState[] | null = state.length > 0 ? state : null;
    const runs = (await stores.passback.runs.findOfInstitution(id, { states, limit })).map(describeRun);
    const text = runs.map(
      (run) =>
        `${run.id}  ${run.createdAt}  ${run.kind}  ${run.state}${run.sections ? ' (some sections only)' : ''}  ${run.course}${run.problem ? `  ${run.problem}` : ''}\n`,
    );
    return { text: text.join('') || 'none\n', json: runs };
  },
});

function describeRun(run: RunRecord) {
  return {
    id: run._id,
    course: run.course.title,
    kind: run.kind,
    state: run.state,
    /** Canvas ids; null: the whole course. */
    sections: run.reach.kind === 'course' ? null : run.reach.ids,
    createdAt: run.createdAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    stage: run.stage,
    counts: run.counts,
    problem: run.problem === null ? null : `${run.problem.code} (${run.problem.reference})`,
  };
}

/** Retries a failed run. */
export const retryRun = defineCommand({
  name: 'run retry',
  summary: 'sends again what failed in a grade sync; one that failed as a whole is requested again',
  notes: 'A worker takes it up; this command does not wait for it.',
  input: { run: argument(z.string(), 'its id, as run list shows it') },
  async run({ services }, { run }) {
    const { runId, how } = await services.retryRun(run);
    const retried = await services.stores.passback.runs.findById(runId);
    if (retried) await recordCommand(services, retried.institutionId, 'run retry', { run, requested: runId });
    return { text: `${runId}  ${how}\n`, json: { runId, how } };
  },
});
