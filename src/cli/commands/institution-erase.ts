import { z } from 'zod';
import { systemSleep } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import type { Services } from '../../services.ts';
import { type Command, defineCommand, flag, option, type Terminal } from '../command.ts';
import { findInstitution, institutionArgument } from '../find-institution.ts';

/** How long a page that is already open may still save what it reads from Canvas. */
const lastPagesMs = 3_000;

/** Erases an institution and everything that belongs to it. */
export const eraseInstitution = eraseCommand('institution erase');

/** The same, named to match `institution add`. */
export const removeInstitution = eraseCommand('institution remove');

function eraseCommand(name: string): Command {
  return defineCommand({
    name,
    summary: 'erases an institution with everything that belongs to it: keys, connections, runs, grades',
    notes: 'There is no way back; see institution export. Nothing changes in Canvas or in the SIS.',
    input: {
      institution: institutionArgument,
      yes: flag('does not ask for the name'),
      wait: option(
        z.coerce.number().int().min(0).max(3600).default(60),
        'SECONDS',
        'how long to wait for running grade syncs to stop',
      ),
    },
    async run({ services, terminal }, input) {
      const institution = await findInstitution(services.stores, input.institution);
      if (!input.yes) await confirm(terminal, institution);
      await silence(services, institution, input.wait * 1000, terminal);
      await services.stores.removeInstitution(institution);
      return { text: `${institution.id}  erased\n`, json: { id: institution.id, erased: true } };
    },
  });
}

async function confirm(terminal: Terminal, { name }: Institution): Promise<void> {
  const answer = await terminal.ask(`Type the name of the institution to erase it (${name}): `);
  if (answer.trim() === name) return;
  throw new ProductError('form_invalid', { detail: 'that is not its name; nothing was erased', next: 'fix' });
}

/** Blocks new launches and waits for running syncs to stop, so that nothing is written after the erasure. */
async function silence(
  { stores, clock }: Services,
  institution: Institution,
  waitMs: number,
  terminal: Terminal,
): Promise<void> {
  const { runs } = stores.passback;
  await stores.institutions.update({ ...institution, enabled: false });
  await runs.cancelAll(institution.id, clock());
  if (institution.enabled) await systemSleep(lastPagesMs);
  const giveUpAt = clock().getTime() + waitMs;
  for (;;) {
    const held = await runs.countHeld(institution.id);
    if (held === 0) return;
    if (clock().getTime() >= giveUpAt) {
      const detail = `${held} grade syncs have not stopped yet; the institution is disabled, try again in a minute`;
      throw new ProductError('database_unavailable', { detail, next: 'retry' });
    }
    terminal.progress(`waiting for ${held} grade syncs to stop`);
    await systemSleep(Math.min(2_000, waitMs));
  }
}
