import { findOwnCopy } from '../../../domain/canvas-environment.ts';
import { findLostSecrets, type SisConnection } from '../../../domain/institution.ts';
import { withheldParts } from '../../../lti/launch/find-withheld.ts';
import type { InstitutionRuns } from '../../../passback/runs/institution-runs.ts';
import type { CanvasKeyFault } from '../../../store/canvas-key-faults.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import type { AdministrationContext } from '../administration-context.ts';

/** How many courses are in each state; `sections`: synced, but only for some of their sections. */
export type CourseStates = Awaited<ReturnType<InstitutionRuns['countCourses']>>;

/** What was just done, and what needs the administrator; the checklist says what is still to set up. */
export const buildOverviewAlerts = (
  context: AdministrationContext,
  {
    scheduled,
    keyFaults,
  }: {
    readonly scheduled: number | null;
    readonly keyFaults: readonly CanvasKeyFault[];
  },
): readonly Alert[] => [...buildNotice(context, scheduled), ...buildAlerts(context, keyFaults)];

function buildNotice({ messages, t }: AdministrationContext, scheduled: number | null): readonly Alert[] {
  const texts = messages.administration.nightly;
  if (scheduled === null) return [];
  if (scheduled === 0) return [buildAlert('info', null, [t(texts.noneScheduled)])];
  return [buildAlert('success', null, [t(texts.scheduled, { count: scheduled })])];
}

/** Faults that no setting on this page can fix. */
const ltiKeyFaults: ReadonlySet<string> = new Set([
  'canvas_scope_missing',
  'canvas_origin_unknown',
  'canvas_copy',
  ...withheldParts,
]);

function buildAlerts(
  { messages, t, formats, institution, links, launch }: AdministrationContext,
  keyFaults: readonly CanvasKeyFault[],
): readonly Alert[] {
  const texts = messages.administration.overview;
  const missing = (text: string, label: string, href: string): Alert => ({
    ...buildAlert('warning', null, [t(text)]),
    link: { label: t(label), href },
  });
  const lost = findLostSecrets(institution);
  const { canvasUrl = null } = launch;
  const addresses = [institution.canvas.baseUrl, ...(institution.canvas.otherUrls ?? [])];
  const isKnown = canvasUrl !== null && addresses.some((address) => new URL(address).origin === canvasUrl);
  const otherAddress = isKnown ? null : canvasUrl;
  const copy = findOwnCopy(institution);
  return [
    ...(lost.includes('sis') ? [missing(texts.lostSisSecret, texts.connectSis, links.sis())] : []),
    ...(lost.includes('canvas-api')
      ? [missing(texts.lostApiKeySecret, texts.addApiKey, links.canvasApi())]
      : []),
    ...keyFaults.map(({ code, times, lastAt }) => ({
      ...buildAlert('error', null, [
        t(texts.keyFaults[code], { count: times, when: formats.dateTime(lastAt) }),
      ]),
      link: ltiKeyFaults.has(code) ? null : { label: t(texts.checkApiKey), href: links.canvasApi() },
    })),
    ...(otherAddress === null
      ? []
      : [buildAlert('error', null, [t(texts.otherAddress, { address: otherAddress })])]),
    ...(copy === null || institution.sis === null
      ? []
      : [
          missing(
            t(texts.ownCopy, { copy, host: describeSisHost(institution.sis) }),
            texts.checkSis,
            links.sis(),
          ),
        ]),
    ...(institution.settings.paused ? [missing(texts.paused, texts.goOn, links.settings())] : []),
  ];
}

function describeSisHost({ profile, gradebookUrl, rosteringUrl }: SisConnection): string {
  const address = gradebookUrl || rosteringUrl;
  return URL.canParse(address) ? new URL(address).host : profile;
}
