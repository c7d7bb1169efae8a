import type { SecretDates } from '../../../store/institution-secrets.ts';
import type { Alert } from '../../ui/alert.ts';
import type { FormToken } from '../../ui/page-context.ts';
import type { PageModel } from '../../ui/render.ts';
import type { AdministrationContext } from '../administration-context.ts';
import { buildAdminFrame } from '../administration-frame.ts';
import { describeSecret } from '../form/describe-secret.ts';
import type { Faults } from '../form/faults.ts';
import { buildField, type FaultSummary, type Field, summarizeFaults } from '../form/field.ts';

export interface CanvasApiShown {
  readonly clientId: string;
  readonly faults: Faults;
  readonly alert: Alert | null;
  /** Canvas found something wrong with the key; it may be saved anyway. */
  readonly mayInsist: boolean;
  readonly dates: SecretDates;
  readonly consents: number;
  /** The administrator has given consent, in a course that they teach. */
  readonly isConnected: boolean;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/** What `views/administration/canvas-api/canvas-api.ejs` prints. */
export interface CanvasApiModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly alert: Alert | null;
  readonly faults: FaultSummary | null;
  readonly inCanvas: {
    readonly title: string;
    readonly steps: readonly string[];
    readonly redirectLabel: string;
    readonly redirectUri: string;
    readonly scopesLabel: string;
    readonly scopes: string;
    readonly includes: string;
    readonly copy: string;
    readonly copied: string;
  };
  readonly keyTitle: string;
  readonly fields: readonly Field[];
  readonly action: string;
  readonly save: string;
  readonly saveAnyway: string | null;
  readonly formToken: FormToken;
  readonly consents: {
    readonly title: string;
    readonly text: string;
    readonly own: string | null;
    readonly disconnect: { readonly label: string; readonly action: string } | null;
  };
}

export function buildCanvasApi(context: AdministrationContext, shown: CanvasApiShown): CanvasApiModel {
  const { messages, t, links, institution } = context;
  const texts = messages.administration.canvasApi;
  const fields = [
    buildField(context, shown.faults, {
      kind: 'text',
      name: 'clientId',
      texts: texts.clientId,
      value: shown.clientId,
      required: true,
    }),
    buildField(context, shown.faults, {
      kind: 'secret',
      name: 'clientSecret',
      texts: texts.clientSecret,
      stored: describeSecret(
        context,
        institution.canvas.apiKey?.clientSecret ?? null,
        shown.dates.apiKeySecret,
      ),
    }),
  ];
  return {
    frame: buildAdminFrame(context, {
      title: t(texts.title),
      tab: 'canvasApi',
      scripts: ['administration/copy.js'],
    }),
    title: t(texts.title),
    lead: t(texts.lead),
    alert: shown.alert,
    faults: summarizeFaults(context, fields),
    inCanvas: {
      title: t(texts.inCanvas),
      steps: texts.steps.map((step) => t(step)),
      redirectLabel: t(texts.redirectUri),
      redirectUri: shown.redirectUri,
      scopesLabel: t(texts.scopes),
      scopes: shown.scopes.join('\n'),
      includes: t(texts.includes),
      copy: t(texts.copy),
      copied: t(texts.copied),
    },
    keyTitle: t(texts.keyTitle),
    fields,
    action: links.canvasApi(),
    save: t(texts.save),
    saveAnyway: shown.mayInsist ? t(texts.saveAnyway) : null,
    formToken: context.formToken,
    consents: {
      title: t(texts.consentsTitle),
      text: shown.consents === 0 ? t(texts.nobody) : t(texts.consents, { count: shown.consents }),
      own: shown.consents === 0 ? null : t(shown.isConnected ? texts.ownConsent : texts.noOwnConsent),
      disconnect: shown.isConnected ? { label: t(texts.disconnect), action: links.disconnect } : null,
    },
  };
}
