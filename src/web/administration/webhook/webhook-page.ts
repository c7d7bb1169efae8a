import { z } from 'zod';
import { personOf } from '../../../audit/audit-calls.ts';
import { buildAlert } from '../../ui/alert.ts';
import { parseInput } from '../../ui/input.ts';
import type { AdministrationContext, AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { type Faults, noFaults } from '../form/faults.ts';
import { findAddressFault } from '../form/find-address-fault.ts';
import { readForm } from '../form/read-form.ts';
import { buildWebhook, type WebhookShown } from './webhook-model.ts';

type Response = Parameters<AdminDeps['render']>[0];

const webhookQuery = z.object({ done: z.enum(['saved', 'removed', 'tested']).optional() });

/** GET /administration/webhook: where notices go besides e-mail, and what came of the latest delivery. */
export function showWebhook(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { done } = parseInput(webhookQuery, req.query);
    const texts = context.messages.administration.webhook;
    const alert =
      done === 'saved' || done === 'removed' ? buildAlert('success', null, [context.t(texts[done])]) : null;
    await render(deps, context, res, { alert });
  };
}

/** POST /administration/webhook: stores the address. The answer to the first one shows its secret, once. */
export function saveWebhook(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { institution, links } = context;
    const typed = readForm(req.body).text('url');
    const fault = findAddressFault(typed, deps.addressRules);
    if (fault !== null) {
      res.status(422);
      return render(deps, context, res, { typed, faults: new Map([['url', fault]]) });
    }
    const before = await deps.webhooks.find(institution.id);
    const secret = await deps.webhooks.save(institution.id, typed);
    await recordChange(deps, context, 'webhook.url', before?.url ?? null, typed);
    if (secret === null) return res.redirect(303, links.webhook({ done: 'saved' }));
    await render(deps, context, res, { secret });
  };
}

/** POST /administration/webhook/secret: replaces the secret and shows the new one, once. */
export function replaceWebhookSecret(deps: AdminDeps): AdministrationHandler {
  return async (context, _req, res) => {
    const { institution, links } = context;
    if ((await deps.webhooks.find(institution.id)) === null) return res.redirect(303, links.webhook());
    const secret = await deps.webhooks.replaceSecret(institution.id);
    await recordChange(deps, context, 'webhook.secret', '(secret)', '(secret)');
    await render(deps, context, res, { secret });
  };
}

/** POST /administration/webhook/test: sends a test at once; the page says what the receiver answered. */
export function testWebhook(deps: AdminDeps): AdministrationHandler {
  return async ({ institution, links }, _req, res) => {
    await deps.webhooks.sendTest(institution.id);
    res.redirect(303, links.webhook({ done: 'tested' }));
  };
}

/** POST /administration/webhook/remove: nothing is sent there any more, and its secret is forgotten. */
export function removeWebhook(deps: AdminDeps): AdministrationHandler {
  return async (context, _req, res) => {
    const { institution, links } = context;
    const before = await deps.webhooks.find(institution.id);
    await deps.webhooks.remove(institution.id);
    await recordChange(deps, context, 'webhook.url', before?.url ?? null, null);
    res.redirect(303, links.webhook({ done: 'removed' }));
  };
}

/** Addresses by their host alone: many receivers carry a key in the path. */
async function recordChange(
  { audit }: AdminDeps,
  { institution, launch }: AdministrationContext,
  setting: string,
  ...[from, to]: readonly [string | null, string | null]
): Promise<void> {
  const name = (value: string | null): string | null =>
    value !== null && URL.canParse(value) ? new URL(value).host : value;
  await audit.record({
    institutionId: institution.id,
    action: 'setting_changed',
    actor: personOf(launch),
    facts: { setting, from: name(from), to: name(to) },
  });
}

async function render(
  deps: AdminDeps,
  context: AdministrationContext,
  res: Response,
  shown: Partial<Omit<WebhookShown, 'webhook'>> & { readonly faults?: Faults },
): Promise<void> {
  const webhook = await deps.webhooks.find(context.institution.id);
  const model = buildWebhook(context, {
    webhook,
    typed: webhook?.url ?? '',
    faults: noFaults,
    alert: null,
    secret: null,
    ...shown,
  });
  await deps.render(res, 'administration/webhook/webhook', model);
}
