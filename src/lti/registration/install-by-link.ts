import type { Request } from 'express';
import type { Institution } from '../../domain/institution.ts';
import { defaultInstitutionSettings } from '../../domain/institution-settings.ts';
import { ProductError, toProductError } from '../../errors.ts';
import type { ChooseLanguage } from '../../i18n/language.ts';
import type { InstallLink } from '../../store/install-links.ts';
import { findHolder, listSharing } from '../deployments/approve-deployment.ts';
import type { OpenedLink, RegistrationDeps, RegistrationForm } from './opened-link.ts';
import type { Registered } from './registration-message.ts';
import { describeMissing, type RegisteredPage, sendRegistration } from './send-registration.ts';

/**
 * Registers the tool with the link's Canvas and adds the institution.
 * @throws ProductError `registration_failed`; `registration_known` if another institution has the client id and the two could
 * not be told apart
 */
export async function installByLink(
  deps: RegistrationDeps,
  { link, configuration }: OpenedLink,
  form: RegistrationForm,
): Promise<{ readonly registered: Registered; readonly institution: Institution }> {
  const names = { sisLabel: form.sis_label };
  const registered = await sendRegistration(deps, configuration, form);
  const { issuer, authorizationEndpoint, tokenEndpoint, jwksUrl } = configuration;
  const { clientId, deploymentId } = registered;
  const described = {
    name: link.name,
    enabled: true,
    platform: { issuer, clientId, authorizationEndpoint, tokenEndpoint, jwksUrl },
    canvas: { baseUrl: link.canvasUrl, apiKey: null },
    sis: null,
    settings: { ...defaultInstitutionSettings, sisLabel: names.sisLabel },
  };
  const known = (cause?: unknown) =>
    new ProductError('registration_known', { values: { clientId }, next: 'fix', cause });
  if (!(await isToldByDeployment(deps, described, deploymentId))) throw known();
  const institution = await deps.institutions.create(described).catch((cause: unknown): never => {
    if (toProductError(cause).code !== 'institution_invalid') throw cause;
    throw known(cause);
  });
  await deps.engine.registerPlatform(institution);
  return { registered, institution };
}

/**
 * Logins tell institutions with one issuer and client id by their deployments (S8): this one must have its own, and not
 * another's.
 */
async function isToldByDeployment(
  deps: RegistrationDeps,
  described: Omit<Institution, 'id'>,
  deploymentId: string | null,
): Promise<boolean> {
  if ((await listSharing(deps, described, null)).length === 0) return true;
  return deploymentId !== null && (await findHolder(deps, { ...described, id: '' }, deploymentId)) === null;
}

/** The page after an installation: what was granted, and what is left to do in Canvas. */
export function describeInstalled(
  chooseLanguage: ChooseLanguage,
  request: Request,
  {
    clientId,
    deploymentId,
    missingScopes,
    missingPlacements,
    approveFirst,
  }: Registered & Pick<InstallLink, 'approveFirst'>,
): RegisteredPage {
  const language = chooseLanguage(...request.acceptsLanguages());
  const t = language.messages.registration;
  const [enable, deploy, open, connect] = t.steps.map((step) => language.t(step, { clientId }));
  const steps =
    deploymentId === null
      ? [enable, deploy, approveFirst ? t.openStep : open, connect]
      : [enable, approveFirst ? t.approvedStep : t.deployedStep, connect];
  const missing = describeMissing(language, { missingScopes, missingPlacements });
  const model = { t, title: t.doneTitle, done: language.t(t.done, { clientId }), ...missing, steps };
  return { view: 'registered', model, language };
}
