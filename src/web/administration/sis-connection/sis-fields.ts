import type { SisProfile } from '../../../oneroster/profile/sis-profile.ts';
import type { SecretDates } from '../../../store/institution-secrets.ts';
import type { AdministrationContext } from '../administration-context.ts';
import { describeSecret, fingerprint } from '../form/describe-secret.ts';
import type { Faults } from '../form/faults.ts';
import { buildField, type Field } from '../form/field.ts';
import type { SisEntries } from './sis-entries.ts';

export interface FieldGroup {
  /**
   * For the style sheet: a group that belongs to one authentication method is hidden while the other is
   * selected.
   */
  readonly id: 'place' | 'auth' | 'oauth2' | 'oauth1' | 'more' | 'try';
  readonly title: string;
  readonly note: string | null;
  readonly fields: readonly Field[];
}

/** What the form holds, what is wrong with it, and when each stored secret was last changed. */
export interface SisFormState {
  readonly entries: SisEntries;
  readonly faults: Faults;
  readonly dates: SecretDates;
}

/** The entries of the connection form in groups, with what is stored and what is wrong. */
export function buildSisFields(
  context: AdministrationContext,
  profiles: ReadonlyMap<string, SisProfile>,
  { entries, faults, dates }: SisFormState,
): readonly FieldGroup[] {
  const { messages, t, institution } = context;
  const texts = messages.administration.sis;
  const auth = institution.sis?.auth ?? null;
  const field = (own: Parameters<typeof buildField>[2]): Field => buildField(context, faults, own);
  const profile = profiles.get(entries.profile);
  return [
    {
      id: 'place',
      title: t(texts.placeTitle),
      note: t(texts.filesNote),
      fields: [
        field({
          kind: 'select',
          name: 'profile',
          texts: texts.profile,
          value: entries.profile,
          options: [
            ...(profile === undefined ? [{ value: '', label: t(texts.chooseProfile) }] : []),
            ...[...profiles.values()].map(({ name, title, version }) => ({
              value: name,
              label: title.includes(version) ? title : t(texts.profileOption, { title, version }),
            })),
          ],
        }),
        field({
          kind: 'url',
          name: 'rosteringUrl',
          texts: texts.rosteringUrl,
          value: entries.rosteringUrl,
        }),
        field({
          kind: 'url',
          name: 'gradebookUrl',
          texts: texts.gradebookUrl,
          value: entries.gradebookUrl,
        }),
      ],
    },
    {
      id: 'auth',
      title: t(texts.authTitle),
      note: null,
      fields: [
        field({
          kind: 'radio',
          name: 'auth',
          texts: texts.auth,
          value: entries.auth,
          options: [
            { value: 'oauth2', label: t(texts.oauth2), hint: t(texts.oauth2Hint) },
            { value: 'oauth1', label: t(texts.oauth1), hint: t(texts.oauth1Hint) },
          ],
        }),
      ],
    },
    {
      id: 'oauth2',
      title: t(texts.oauth2),
      note: null,
      fields: [
        field({ kind: 'url', name: 'tokenUrl', texts: texts.tokenUrl, value: entries.tokenUrl }),
        field({ kind: 'text', name: 'clientId', texts: texts.clientId, value: entries.clientId }),
        field({
          kind: 'secret',
          name: 'clientSecret',
          texts: texts.clientSecret,
          stored: describeSecret(
            context,
            auth?.kind === 'oauth2' ? auth.clientSecret : null,
            dates.sisSecret,
          ),
        }),
        field({
          kind: 'select',
          name: 'clientAuthentication',
          texts: texts.clientAuthentication,
          value: entries.clientAuthentication,
          options: [
            { value: 'basic', label: t(texts.basic) },
            { value: 'post', label: t(texts.post) },
          ],
        }),
      ],
    },
    {
      id: 'oauth1',
      title: t(texts.oauth1),
      note: null,
      fields: [
        field({ kind: 'text', name: 'consumerKey', texts: texts.consumerKey, value: entries.consumerKey }),
        field({
          kind: 'secret',
          name: 'consumerSecret',
          texts: texts.consumerSecret,
          stored: describeSecret(
            context,
            auth?.kind === 'oauth1' ? auth.consumerSecret : null,
            dates.sisSecret,
          ),
        }),
        field({
          kind: 'select',
          name: 'signature',
          texts: texts.signature,
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
      title: t(texts.moreTitle),
      note: null,
      fields: [
        field({
          kind: 'number',
          name: 'maxInFlight',
          texts: texts.maxInFlight,
          value: entries.maxInFlight,
          min: 1,
          max: 64,
        }),
        field({
          kind: 'lines',
          name: 'headers',
          texts: texts.headers,
          stored: describeHeaders(context, dates.sisHeaders),
        }),
        ...(Object.keys(institution.sis?.headers ?? {}).length === 0
          ? []
          : [
              field({
                kind: 'checkbox',
                name: 'removeHeaders',
                texts: texts.removeHeaders,
                value: 'yes',
                checked: entries.removeHeaders,
              }),
            ]),
      ],
    },
    {
      id: 'try',
      title: t(texts.tryTitle),
      note: t(texts.tryNote),
      fields: [
        field({ kind: 'text', name: 'classSisId', texts: texts.classSisId, value: entries.classSisId }),
      ],
    },
  ];
}

/** The names of the stored headers, each with the fingerprint of its value. */
function describeHeaders(
  { institution, messages, t, formats }: AdministrationContext,
  setAt: Date | null,
): string | null {
  const headers = Object.entries(institution.sis?.headers ?? {});
  if (headers.length === 0) return null;
  const texts = messages.administration.form.secret;
  const list = headers.map(([name, value]) => `${name} (${fingerprint(value)})`).join(', ');
  return setAt === null
    ? t(texts.headersUndated, { list })
    : t(texts.headers, { list, when: formats.dateTime(setAt) });
}
