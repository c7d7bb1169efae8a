import { ProductError } from '../../errors.ts';
import type { Language } from '../../i18n/language.ts';
import type { FramedView } from '../lti-pages.ts';
import { type RegistrationDeps, type RegistrationForm, readToken } from './opened-link.ts';
import { type PlatformConfiguration, postRegistration } from './openid-configuration.ts';
import { buildRegistration, type Registered, readRegistered } from './registration-message.ts';

/** The page that tells how a registration ended. */
export type RegisteredPage = Pick<FramedView, 'view' | 'model' | 'language'>;

/**
 * Registers the tool with Canvas, or again.
 * @throws ProductError `registration_failed`
 */
export async function sendRegistration(
  deps: RegistrationDeps,
  configuration: PlatformConfiguration,
  form: RegistrationForm,
): Promise<Registered> {
  const names = { sisLabel: form.sis_label };
  const message = buildRegistration(deps.addresses, names);
  const answer = await postRegistration(deps.http, configuration, readToken(form), message);
  const registered = readRegistered(answer, names);
  if (registered !== null) return registered;
  const reason = 'no client id';
  throw new ProductError('registration_failed', { detail: reason, values: { reason } });
}

/** What Canvas withheld, as sentences; null where it withheld nothing. */
export function describeMissing(
  { t, messages: { registration } }: Language,
  { missingScopes, missingPlacements }: Pick<Registered, 'missingScopes' | 'missingPlacements'>,
) {
  const nameAll = (names: readonly string[], labels: Readonly<Record<string, string>>): string =>
    names.map((name) => labels[name] ?? name).join(', ');
  const scopes = nameAll(missingScopes, registration.scopes);
  const placements = nameAll(missingPlacements, registration.placements);
  return {
    notGranted: scopes === '' ? null : t(registration.notGranted, { list: scopes }),
    notShown: placements === '' ? null : t(registration.notShown, { list: placements }),
  };
}
