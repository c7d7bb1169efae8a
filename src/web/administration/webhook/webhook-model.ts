import type { WebhookResult } from '../../../domain/webhook.ts';
import type { Webhook } from '../../../store/webhooks.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import type { FormToken } from '../../ui/page-context.ts';
import type { PageModel } from '../../ui/render.ts';
import type { AdministrationContext } from '../administration-context.ts';
import { buildAdminFrame } from '../administration-frame.ts';
import type { Faults } from '../form/faults.ts';
import { buildField, type FaultSummary, type Field, summarizeFaults } from '../form/field.ts';

export interface WebhookShown {
  readonly webhook: Webhook | null;
  /** The address in the form. */
  readonly typed: string;
  readonly faults: Faults;
  readonly alert: Alert | null;
  /** A secret that was just made; no later page shows it. */
  readonly secret: string | null;
}

/** What `views/administration/webhook/webhook.ejs` prints. */
export interface WebhookModel extends PageModel {
  readonly title: string;
  readonly back: { readonly label: string; readonly text: string; readonly href: string };
  readonly lead: readonly string[];
  readonly alert: Alert | null;
  readonly faults: FaultSummary | null;
  readonly secret: {
    readonly title: string;
    readonly explain: string;
    readonly label: string;
    readonly value: string;
    readonly copy: string;
    readonly copied: string;
  } | null;
  readonly fields: readonly Field[];
  readonly action: string;
  readonly save: string;
  readonly formToken: FormToken;
  /** Null: there is no webhook yet. */
  readonly present: {
    readonly last: Alert;
    readonly lastTitle: string;
    readonly test: WebhookAct;
    readonly secretTitle: string;
    readonly acts: readonly WebhookAct[];
  } | null;
}

interface WebhookAct {
  readonly label: string;
  readonly explain: string;
  readonly action: string;
}

export function buildWebhook(
  context: AdministrationContext,
  { webhook, typed, faults, alert, secret }: WebhookShown,
): WebhookModel {
  const { messages, t, formats, links } = context;
  const texts = messages.administration.webhook;
  const field = buildField(context, faults, {
    kind: 'url',
    name: 'url',
    value: typed,
    required: true,
    texts: texts.url,
  });
  return {
    frame: buildAdminFrame(context, {
      title: t(texts.title),
      tab: 'settings',
      scripts: secret === null ? [] : ['administration/copy.js'],
    }),
    title: t(texts.title),
    back: {
      label: t(messages.cellHistory.crumbs),
      text: t(messages.administration.settings.title),
      href: links.settings(),
    },
    lead: [t(texts.lead), t(texts.privacy), t(texts.signed)],
    alert,
    faults: summarizeFaults(context, [field]),
    secret: secret === null ? null : describeNewSecret(context, secret),
    fields: [field],
    action: links.webhook(),
    save: t(texts.save),
    formToken: context.formToken,
    present:
      webhook === null
        ? null
        : {
            lastTitle: t(texts.lastTitle),
            last: describeLast(context, webhook.last),
            test: { label: t(texts.test), explain: t(texts.testExplain), action: links.webhookTest },
            secretTitle: t(texts.secretTitle),
            acts: [
              {
                label: t(texts.newSecret),
                explain: t(texts.newSecretExplain, { when: formats.dateTime(webhook.secretSetAt) }),
                action: links.webhookSecret,
              },
              { label: t(texts.remove), explain: t(texts.removeExplain), action: links.webhookRemove },
            ],
          },
  };
}

function describeNewSecret(
  { messages, t }: AdministrationContext,
  value: string,
): NonNullable<WebhookModel['secret']> {
  const texts = messages.administration.webhook;
  const { copy, copied } = messages.administration.canvasApi;
  return {
    title: t(texts.secretOnce),
    explain: t(texts.secretOnceExplain),
    label: t(texts.secret),
    value,
    copy: t(copy),
    copied: t(copied),
  };
}

function describeLast({ messages, t, formats }: AdministrationContext, last: WebhookResult | null): Alert {
  const texts = messages.administration.webhook;
  if (last === null) return buildAlert('info', null, [t(texts.none)]);
  const { at, event, status, fault, isTaken } = last;
  const values = { when: formats.dateTime(at), event, status: status ?? '', fault: fault ?? '' };
  if (isTaken) return buildAlert('success', null, [t(texts.taken, values)]);
  const what = t(status === null ? texts.unanswered : texts.refused, values);
  return buildAlert('error', null, [what, t(event === 'test' ? texts.fix : texts.again)]);
}
