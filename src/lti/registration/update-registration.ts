import type { Request } from 'express';
import type { Institution } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import type { ChooseLanguage } from '../../i18n/language.ts';
import {
  findInstalled,
  type OpenedLink,
  type RegistrationDeps,
  type RegistrationForm,
} from './opened-link.ts';
import type { Registered } from './registration-message.ts';
import { describeMissing, type RegisteredPage, sendRegistration } from './send-registration.ts';

/**
 * Registers the tool once more, as Canvas's *Update Registration* asks: Canvas answers with the client id that the
 * registration already has (CF9). Any other client id is another registration, perhaps another school's, and changes
 * nothing here.
 * @throws ProductError `registration_other`
 */
export async function updateRegistration(
  deps: RegistrationDeps,
  { configuration }: OpenedLink,
  { id, platform: { clientId } }: Institution,
  form: RegistrationForm,
): Promise<Registered> {
  const registered = await sendRegistration(deps, configuration, form);
  if (registered.clientId !== clientId) {
    const values = { clientId: registered.clientId, expected: clientId };
    throw new ProductError('registration_other', { next: 'fix', values });
  }
  // Read again: Canvas may have taken its time.
  const before = await findInstalled(deps, id);
  const { authorizationEndpoint, tokenEndpoint, jwksUrl } = configuration;
  const after = {
    ...before,
    platform: { ...before.platform, authorizationEndpoint, tokenEndpoint, jwksUrl },
    settings: { ...before.settings, sisLabel: form.sis_label },
  };
  await deps.institutions.update(after);
  await deps.engine.registerPlatform(after);
  deps.onRegistrationUpdated(before, after);
  const { missingScopes, missingPlacements } = registered;
  deps.log.info(
    { event: 'registration_updated', institutionId: after.id, missingScopes, missingPlacements },
    'a registration was updated by its link',
  );
  return registered;
}

/** The page after an update. */
export function describeUpdated(
  chooseLanguage: ChooseLanguage,
  request: Request,
  registered: Registered,
): RegisteredPage {
  const language = chooseLanguage(...request.acceptsLanguages());
  const t = language.messages.registration;
  const { doneTitle: title, done } = t.update;
  const model = { t, title, done, ...describeMissing(language, registered), steps: [] };
  return { view: 'registered', model, language };
}
