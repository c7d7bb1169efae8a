import { z } from 'zod';
import { lostSecret } from '../../../domain/institution.ts';
import { buildAlert } from '../../ui/alert.ts';
import { parseInput } from '../../ui/input.ts';
import type { AdministrationContext, AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { type FaultCode, type Faults, noFaults } from '../form/faults.ts';
import { readForm } from '../form/read-form.ts';
import { buildCanvasApi, type CanvasApiShown } from './canvas-api-model.ts';

const canvasQuery = z.object({ done: z.enum(['saved', 'untested', 'disconnected']).optional() });

/** GET /administration/canvas-api: the school's API key, and what it needs in Canvas. */
export function showCanvasApi(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { done } = parseInput(canvasQuery, req.query);
    const texts = context.messages.administration.canvasApi;
    const tone = done === 'untested' ? 'warning' : 'success';
    const alert = done === undefined ? null : buildAlert(tone, null, [context.t(texts[done])]);
    const clientId = context.institution.canvas.apiKey?.clientId ?? '';
    await render(deps, context, res, { clientId, faults: noFaults, alert, mayInsist: false });
  };
}

/** Longer than Canvas takes, and as long as a person waits for a page. */
const probeLimitMs = 15_000;

/**
 * POST /administration/canvas-api: checks the key with Canvas and stores it; a faulty one only if the form
 * insists.
 */
export function saveCanvasApi(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const form = readForm(req.body);
    const clientId = form.text('clientId');
    const typed = form.text('clientSecret');
    const { institution, launch, links } = context;
    const stored = institution.canvas.apiKey;
    // The secret belongs to its key: a different key has a different secret.
    const kept = stored !== null && stored.clientId === clientId ? stored.clientSecret : null;
    const faults = findFaults(clientId, typed, kept);
    if (faults.size > 0) {
      res.status(422);
      return render(deps, context, res, { clientId, faults, alert: null, mayInsist: false });
    }
    const apiKey = { clientId, clientSecret: typed === '' ? (kept ?? '') : typed };
    const canvas = { ...institution.canvas, apiKey };
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(probeLimitMs)]);
    const probed = await deps.probeApiKey(institution, canvas, signal);
    if (probed !== null && probed.fault !== 'unreachable' && !form.has('anyway')) {
      res.status(422);
      const { fault } = probed;
      const missing = fault === 'scopes' ? probed.missing : [];
      const texts = context.messages.administration.canvasApi;
      const alert =
        missing.length === 0
          ? null
          : buildAlert('error', null, [context.t(texts.missingScopes, { scopes: missing.join(' ') })]);
      const field = fault === 'secret' ? 'clientSecret' : 'clientId';
      const found = new Map([[field, `key_${fault}` as const]]);
      return render(deps, context, res, { clientId, faults: found, alert, mayInsist: true });
    }
    await deps.changeInstitution(launch, institution, { ...institution, canvas });
    const done = probed === null ? 'saved' : 'untested';
    res.redirect(303, links.canvasApi({ done }));
  };
}

/** POST /administration/canvas-api/disconnect: ends the administrator's own consent, and nobody else's. */
export function disconnect(deps: AdminDeps): AdministrationHandler {
  return async ({ institution, launch, links }, _req, res) => {
    const { canvasUserId, ltiUserId } = launch.person;
    if (canvasUserId !== null) await deps.consents.revoke(institution, { canvasUserId, ltiUserId });
    res.redirect(303, links.canvasApi({ done: 'disconnected' }));
  };
}

function findFaults(clientId: string, typed: string, kept: string | null): Faults {
  const faults = new Map<string, FaultCode>();
  if (clientId === '') faults.set('clientId', 'required');
  else if (clientId.length > 100) faults.set('clientId', 'too_long');
  if (typed === '' && (kept === null || kept === lostSecret)) faults.set('clientSecret', 'secret_needed');
  return faults;
}

async function render(
  deps: AdminDeps,
  context: AdministrationContext,
  res: Parameters<AdminDeps['render']>[0],
  shown: Pick<CanvasApiShown, 'clientId' | 'faults' | 'alert' | 'mayInsist'>,
): Promise<void> {
  const { institution, launch } = context;
  const { canvasUserId, ltiUserId } = launch.person;
  const [dates, consents, isConnected] = await Promise.all([
    deps.readSecretDates(institution.id),
    deps.consents.count(institution.id),
    canvasUserId === null ? false : deps.consents.has(institution, { canvasUserId, ltiUserId }),
  ]);
  const model = buildCanvasApi(context, { ...shown, ...deps.canvasKey, dates, consents, isConnected });
  await deps.render(res, 'administration/canvas-api/canvas-api', model);
}
