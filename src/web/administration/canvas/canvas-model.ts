import type { SecretDates } from '../../../store/institutions.ts';
import type { Alert } from '../../ui/alert.ts';
import type { PageModel } from '../../ui/render.ts';
import type { FormToken } from '../../ui/visit.ts';
import { buildAdminFrame } from '../admin-frame.ts';
import type { AdminVisit } from '../admin-visit.ts';
import { describeSecret } from '../form/describe-secret.ts';
import type { Faults } from '../form/faults.ts';
import { buildField, type FaultSummary, type Field, summarizeFaults } from '../form/field.ts';

export interface CanvasApiShown {
  readonly clientId: string;
  readonly faults: Faults;
  readonly alert: Alert | null;
  readonly dates: SecretDates;
  readonly consents: number;
  /** The administrator has consented, in a course that they teach. */
  readonly isConnected: boolean;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/** What `views/admin/canvas-api.ejs` prints. */
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
  readonly formToken: FormToken;
  readonly consents: {
    readonly title: string;
    readonly text: string;
    readonly own: string | null;
    readonly disconnect: { readonly label: string; readonly action: string } | null;
  };
}

export function buildCanvasApi(visit: AdminVisit, shown: CanvasApiShown): CanvasApiModel {
  const { texts, say, links, institution } = visit;
  const words = texts.catalogue.admin.canvasApi;
  const fields = [
    buildField(visit, shown.faults, {
      kind: 'text',
      name: 'clientId',
      words: words.clientId,
      value: shown.clientId,
      required: true,
    }),
    buildField(visit, shown.faults, {
      kind: 'secret',
      name: 'clientSecret',
      words: words.clientSecret,
      stored: describeSecret(
        visit,
        institution.canvas.apiKey?.clientSecret ?? null,
        shown.dates.apiKeySecret,
      ),
    }),
  ];
  return {
    frame: buildAdminFrame(visit, { title: say(words.title), tab: 'canvasApi', scripts: ['copy.js'] }),
    title: say(words.title),
    lead: say(words.lead),
    alert: shown.alert,
    faults: summarizeFaults(visit, fields),
    inCanvas: {
      title: say(words.inCanvas),
      steps: words.steps.map((step) => say(step)),
      redirectLabel: say(words.redirectUri),
      redirectUri: shown.redirectUri,
      scopesLabel: say(words.scopes),
      scopes: shown.scopes.join('\n'),
      includes: say(words.includes),
      copy: say(words.copy),
      copied: say(words.copied),
    },
    keyTitle: say(words.keyTitle),
    fields,
    action: links.canvasApi(),
    save: say(words.save),
    formToken: visit.formToken,
    consents: {
      title: say(words.consentsTitle),
      text: shown.consents === 0 ? say(words.nobody) : say(words.consents, { count: shown.consents }),
      own: shown.consents === 0 ? null : say(shown.isConnected ? words.ownConsent : words.noOwnConsent),
      disconnect: shown.isConnected ? { label: say(words.disconnect), action: links.disconnect } : null,
    },
  };
}
