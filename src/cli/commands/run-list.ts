import { z } from 'zod';
import { type RunState, runStates } from '../../domain/outcomes.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import { defineCommand } from '../command.ts';
import { findInstitution } from '../find-institution.ts';
import { institutionArgument } from './arguments.ts';

/** Runs of all courses of an institution. */
export const listRuns = defineCommand({
  name: 'run list',
  summary: "an institution's grade syncs, newest first; without names and grades",
  arguments: [institutionArgument],
  options: {
    state: { value: 'STATE', help: `only ${runStates.join(', ')}`, repeated: true },
    limit: { value: 'NUMBER', help: 'at most so many; 50 unless said' },
  },
  input: z.object({
    institution: z.string(),
    state: z.array(z.enum(runStates)).default([]),
    limit: z.coerce.number().int().min(1).max(10_000).default(50),
  }),
  async run({ services: { stores } }, { institution, state, limit }) {
    const { id } = await findInstitution(stores, institution);
    const states: readonly RunState[] | null = state.length > 0 ? state : null;
    const runs = (await stores.passback.runs.findOfInstitution(id, { states, limit })).map(describeRun);
    const text = runs.map(
      (run) =>
        `${run.id}  ${run.createdAt}  ${run.kind}  ${run.state}  ${run.course}${run.problem ? `  ${run.problem}` : ''}\n`,
    );
    return { text: text.join(''), json: runs };
  },
});

function describeRun(run: RunRecord) {
  return {
    id: run._id,
    course: run.course.title,
    kind: run.kind,
    state: run.state,
    createdAt: run.createdAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    stage: run.stage,
    counts: run.counts,
    problem: run.problem === null ? null : `${run.problem.code} (${run.problem.reference})`,
  };
}
