import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { recordCommand } from '../save-institution.ts';

/** Sends again what failed. */
export const retryRun = defineCommand({
  name: 'run retry',
  summary: 'sends again what failed in a grade sync; one that failed as a whole is requested anew',
  arguments: [{ name: 'run', help: 'its id, as run list shows it' }],
  notes: 'A worker takes it up; this command does not wait for it.',
  input: z.object({ run: z.string() }),
  async run({ services }, { run }) {
    const { runId, how } = await services.retryRun(run);
    const retried = await services.stores.passback.runs.findById(runId);
    if (retried) await recordCommand(services, retried.institutionId, 'run retry', { run, requested: runId });
    return { text: `${runId}  ${how}\n`, json: { runId, how } };
  },
});
