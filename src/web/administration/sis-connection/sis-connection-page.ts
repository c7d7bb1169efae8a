import { z } from 'zod';
import { personOf } from '../../../audit/audit-calls.ts';
import type { SisConnection } from '../../../domain/institution.ts';
import {
  type ConnectionStepResult,
  concludeTest,
  type TestOutcome,
} from '../../../oneroster/connection-test/step-result.ts';
import { takesFiles, trustsCanvasIds } from '../../../oneroster/profile/sis-profile.ts';
import { buildAlert } from '../../ui/alert.ts';
import { parseInput } from '../../ui/input.ts';
import type { AdministrationContext, AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { noFaults } from '../form/faults.ts';
import { readForm } from '../form/read-form.ts';
import { type CheckedConnection, checkConnection } from './check-connection.ts';
import { buildSis, type SisShown } from './sis-connection-model.ts';
import { readEntries, showStored, type TypedSecrets } from './sis-entries.ts';
import { buildTest } from './test-model.ts';

/** A test ends after this, whatever the SIS does. */
const testLimitMs = 45_000;
/** One that writes sends some thirty requests more; what it made is removed after that. */
const writeTestLimitMs = 90_000;

const sisQuery = z.object({ saved: z.literal('yes').optional() });

/** GET /administration/sis-connection: what is stored, secrets as fingerprints. */
export function showSis(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { saved } = parseInput(sisQuery, req.query);
    const texts = context.messages.administration.sis;
    const alert = saved ? buildAlert('success', null, [context.t(texts.saved)]) : null;
    const entries = showStored(context.institution.sis);
    await render(deps, context, res, { entries, alert, faults: noFaults, test: null, lostSecrets: false });
  };
}

/** POST /administration/sis-connection: stores the connection, or shows the form with what is wrong. */
export function saveSis(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { shown, secrets } = readEntries(readForm(req.body));
    const checked = check(deps, context, { shown, secrets });
    if (!checked.ok) {
      res.status(422);
      const { faults } = checked;
      const lostSecrets = hasSecrets(secrets);
      return render(deps, context, res, { entries: shown, faults, alert: null, test: null, lostSecrets });
    }
    const { institution, launch } = context;
    await deps.changeInstitution(launch, institution, { ...institution, sis: checked.connection });
    res.redirect(303, context.links.sis({ saved: 'yes' }));
  };
}

/**
 * POST /administration/sis-connection/test: tries what the form says, stored or not, and shows the result. It
 * stores nothing, so the answer is the page itself. Its second button gives leave to write into the class that the form
 * names.
 */
export function testSis(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const form = readForm(req.body);
    const { shown, secrets } = readEntries(form);
    const checked = check(deps, context, { shown, secrets });
    const writes = form.has('writes') && !(checked.ok && takesFiles(checked.profile));
    const lostSecrets = hasSecrets(secrets);
    const classSisId = shown.classSisId === '' ? null : shown.classSisId;
    if (!checked.ok || (writes && classSisId === null)) {
      res.status(422);
      const faults = checked.ok ? new Map([['classSisId', 'required'] as const]) : checked.faults;
      return render(deps, context, res, { entries: shown, faults, alert: null, test: null, lostSecrets });
    }
    const limitMs = writes ? writeTestLimitMs : testLimitMs;
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(limitMs)]);
    const { connection, profile } = checked;
    if (trustsCanvasIds(profile)) {
      const alert = buildAlert('info', null, [context.t(context.messages.administration.sis.nothingToTest)]);
      return render(deps, context, res, { entries: shown, faults: noFaults, alert, test: null, lostSecrets });
    }
    const results = await deps.testConnection({ connection, profile, classSisId, writes }, signal);
    if (writes) await recordWrites(deps, context, connection, { classSisId, outcome: concludeTest(results) });
    await noteHabits(deps, context, connection, results);
    const test = buildTest(context, results);
    await render(deps, context, res, { entries: shown, faults: noFaults, alert: null, test, lostSecrets });
  };
}

/** A test with leave to write sends a student's test score to a SIS (S31): whoever pressed it, where, and how it ended. */
async function recordWrites(
  { audit }: AdminDeps,
  { institution, launch }: AdministrationContext,
  { gradebookUrl }: SisConnection,
  { classSisId, outcome }: { readonly classSisId: string | null; readonly outcome: TestOutcome },
): Promise<void> {
  await audit.record({
    institutionId: institution.id,
    action: 'connection_tested',
    actor: personOf(launch),
    facts: { sis: new URL(gradebookUrl).host, class: classSisId, state: outcome },
  });
}

/** Keeps what a test that wrote has taught, if it tried the SIS that the institution has. */
async function noteHabits(
  deps: AdminDeps,
  { institution }: AdministrationContext,
  { profile, rosteringUrl, gradebookUrl }: SisConnection,
  results: readonly ConnectionStepResult[],
): Promise<void> {
  const { sis } = institution;
  if (sis?.profile !== profile || sis.rosteringUrl !== rosteringUrl || sis.gradebookUrl !== gradebookUrl)
    return;
  await deps.noteHabits(
    institution,
    results.flatMap(({ habit }) => habit ?? []),
  );
}

function check(
  { profiles, addressRules: addresses }: AdminDeps,
  { institution }: AdministrationContext,
  entries: ReturnType<typeof readEntries>,
): CheckedConnection {
  return checkConnection(entries, institution.sis, { profiles, addresses });
}

const hasSecrets = (secrets: TypedSecrets): boolean => Object.values(secrets).some((text) => text !== '');

async function render(
  deps: AdminDeps,
  context: AdministrationContext,
  res: Parameters<AdminDeps['render']>[0],
  shown: Omit<SisShown, 'dates'>,
): Promise<void> {
  const dates = await deps.readSecretDates(context.institution.id);
  await deps.render(
    res,
    'administration/sis-connection/sis-connection',
    buildSis(context, deps.profiles, { ...shown, dates }),
  );
}
