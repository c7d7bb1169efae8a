import type { SisProfile } from '../../../oneroster/profile/sis-profile.ts';
import type { SecretDates } from '../../../store/institutions.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import type { PageModel } from '../../ui/render.ts';
import type { FormToken } from '../../ui/visit.ts';
import { buildAdminFrame } from '../admin-frame.ts';
import type { AdminVisit } from '../admin-visit.ts';
import { describeSecret, fingerprint } from '../form/describe-secret.ts';
import type { Faults } from '../form/faults.ts';
import { buildField, type FaultSummary, type Field, summarizeFaults } from '../form/field.ts';
import type { SisEntries } from './sis-entries.ts';
import type { TestModel } from './test-model.ts';

/** What `views/admin/sis.ejs` prints. */
export interface SisModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly alert: Alert | null;
  readonly faults: FaultSummary | null;
  readonly test: TestModel | null;
  readonly action: string;
  readonly testAction: string;
  readonly formToken: FormToken;
  readonly groups: readonly FieldGroup[];
  readonly save: string;
  readonly testButton: string;
  readonly testing: string;
}

interface FieldGroup {
  /** For the style sheet: a group that belongs to one way of signing is hidden while the other is chosen. */
  readonly id: 'place' | 'auth' | 'oauth2' | 'oauth1' | 'more' | 'try';
  readonly title: string;
  readonly note: string | null;
  readonly fields: readonly Field[];
}

export interface SisShown {
  readonly entries: SisEntries;
  readonly faults: Faults;
  readonly dates: SecretDates;
  readonly alert: Alert | null;
  readonly test: TestModel | null;
  /** Secrets were typed and not stored: they are not sent back, so they have to be typed again. */
  readonly lostSecrets: boolean;
}

export function buildSis(
  visit: AdminVisit,
  profiles: ReadonlyMap<string, SisProfile>,
  shown: SisShown,
): SisModel {
  const { texts, say, links } = visit;
  const words = texts.catalogue.admin.sis;
  const groups = buildGroups(visit, profiles, shown);
  return {
    frame: buildAdminFrame(visit, { title: say(words.title), tab: 'sis', scripts: ['connection-test.js'] }),
    title: say(words.title),
    lead: say(words.lead),
    alert: shown.alert ?? (shown.lostSecrets ? buildAlert('info', null, [say(words.lostSecrets)]) : null),
    faults: summarizeFaults(
      visit,
      groups.flatMap(({ fields }) => fields),
    ),
    test: shown.test,
    action: links.sis(),
    testAction: links.sisTest,
    formToken: visit.formToken,
    groups,
    save: say(words.save),
    testButton: say(words.test),
    testing: say(words.testing),
  };
}

function buildGroups(
  visit: AdminVisit,
  profiles: ReadonlyMap<string, SisProfile>,
  { entries, faults, dates }: SisShown,
): readonly FieldGroup[] {
  const { texts, say, institution } = visit;
  const words = texts.catalogue.admin.sis;
  const auth = institution.sis?.auth ?? null;
  const field = (own: Parameters<typeof buildField>[2]): Field => buildField(visit, faults, own);
  const profile = profiles.get(entries.profile);
  return [
    {
      id: 'place',
      title: say(words.placeTitle),
      note: null,
      fields: [
        field({
          kind: 'select',
          name: 'profile',
          words: words.profile,
          value: entries.profile,
          options: [
            ...(profile === undefined ? [{ value: '', label: say(words.chooseProfile) }] : []),
            ...[...profiles.values()].map(({ name, title, version }) => ({
              value: name,
              label: title.includes(version) ? title : say(words.profileOption, { title, version }),
            })),
          ],
        }),
        field({
          kind: 'url',
          name: 'rosteringUrl',
          words: words.rosteringUrl,
          value: entries.rosteringUrl,
          required: true,
        }),
        field({
          kind: 'url',
          name: 'gradebookUrl',
          words: words.gradebookUrl,
          value: entries.gradebookUrl,
          required: true,
        }),
      ],
    },
    {
      id: 'auth',
      title: say(words.authTitle),
      note: null,
      fields: [
        field({
          kind: 'radio',
          name: 'auth',
          words: words.auth,
          value: entries.auth,
          options: [
            { value: 'oauth2', label: say(words.oauth2), hint: say(words.oauth2Hint) },
            { value: 'oauth1', label: say(words.oauth1), hint: say(words.oauth1Hint) },
          ],
        }),
      ],
    },
    {
      id: 'oauth2',
      title: say(words.oauth2),
      note: null,
      fields: [
        field({ kind: 'url', name: 'tokenUrl', words: words.tokenUrl, value: entries.tokenUrl }),
        field({ kind: 'text', name: 'clientId', words: words.clientId, value: entries.clientId }),
        field({
          kind: 'secret',
          name: 'clientSecret',
          words: words.clientSecret,
          stored: describeSecret(visit, auth?.kind === 'oauth2' ? auth.clientSecret : null, dates.sisSecret),
        }),
        field({
          kind: 'select',
          name: 'clientAuthentication',
          words: words.clientAuthentication,
          value: entries.clientAuthentication,
          options: [
            { value: 'basic', label: say(words.basic) },
            { value: 'post', label: say(words.post) },
          ],
        }),
      ],
    },
    {
      id: 'oauth1',
      title: say(words.oauth1),
      note: null,
      fields: [
        field({ kind: 'text', name: 'consumerKey', words: words.consumerKey, value: entries.consumerKey }),
        field({
          kind: 'secret',
          name: 'consumerSecret',
          words: words.consumerSecret,
          stored: describeSecret(
            visit,
            auth?.kind === 'oauth1' ? auth.consumerSecret : null,
            dates.sisSecret,
          ),
        }),
        field({
          kind: 'select',
          name: 'signature',
          words: words.signature,
          value: entries.signature,
          options: [
            { value: 'HMAC-SHA256', label: 'HMAC-SHA256' },
            { value: 'HMAC-SHA1', label: 'HMAC-SHA1' },
          ],
        }),
      ],
    },
    {
      id: 'more',
      title: say(words.moreTitle),
      note: null,
      fields: [
        field({
          kind: 'number',
          name: 'maxInFlight',
          words: words.maxInFlight,
          value: entries.maxInFlight,
          min: 1,
          max: 64,
        }),
        field({
          kind: 'lines',
          name: 'headers',
          words: words.headers,
          stored: describeHeaders(visit, dates.sisHeaders),
        }),
        ...(Object.keys(institution.sis?.headers ?? {}).length === 0
          ? []
          : [
              field({
                kind: 'checkbox',
                name: 'removeHeaders',
                words: words.removeHeaders,
                value: 'yes',
                checked: entries.removeHeaders,
              }),
            ]),
      ],
    },
    {
      id: 'try',
      title: say(words.tryTitle),
      note: say(words.tryNote),
      fields: [
        field({ kind: 'text', name: 'classSisId', words: words.classSisId, value: entries.classSisId }),
      ],
    },
  ];
}

/** The names of the stored headers, each with the fingerprint of its value. */
function describeHeaders(
  { institution, texts, say, formats }: AdminVisit,
  setAt: Date | null,
): string | null {
  const headers = Object.entries(institution.sis?.headers ?? {});
  if (headers.length === 0) return null;
  const words = texts.catalogue.admin.secret;
  const list = headers.map(([name, value]) => `${name} (${fingerprint(value)})`).join(', ');
  return setAt === null
    ? say(words.headersUndated, { list })
    : say(words.headers, { list, when: formats.dateTime(setAt) });
}
