import type { RequestHandler } from 'express';
import { ProductError } from '../../errors.ts';
import { takeDeployment } from '../deployments/take-deployment.ts';
import { sendLtiPage, setPrivateHeaders } from '../lti-pages.ts';
import { isOwnPost } from '../session/csrf.ts';
import { describeInstalled, installByLink } from './install-by-link.ts';
import {
  initiation,
  type RegistrationDeps,
  readOpenedLink,
  refuseMisplaced,
  registrationForm,
} from './opened-link.ts';
import { allowedOrigins } from './openid-configuration.ts';
import { listPlacements, serviceScopes } from './tool-config.ts';
import { describeUpdated, updateRegistration } from './update-registration.ts';

/**
 * `GET /lti/register`: Canvas opens an install link in a frame. Shows what will be installed or updated, and where;
 * changes nothing.
 */
export function showRegistration(deps: RegistrationDeps): RequestHandler {
  return async (request, response) => {
    setPrivateHeaders(response);
    const query = initiation.safeParse(request.query);
    if (!query.success) throw await refuseMisplaced(deps, request);
    const { link, installed, configuration } = await readOpenedLink(deps, response, query.data);
    const language = deps.chooseLanguage(...request.acceptsLanguages());
    const { scopes, placements, update } = language.messages.registration;
    const model = {
      t: language.messages.registration,
      link,
      sisLabel: installed?.settings.sisLabel ?? link.sisLabel,
      update: installed && language.t(update.what, { clientId: installed.platform.clientId }),
      accountName: configuration.accountName,
      scopes: serviceScopes.map((scope) => scopes[scope]),
      placements: listPlacements(link).map(({ placement }) => placements[placement]),
      fields: query.data,
    };
    const { publicUrl } = deps.addresses;
    await sendLtiPage(response, {
      view: 'register',
      model,
      language,
      publicUrl,
      framedBy: allowedOrigins(link),
    });
  };
}

/** `POST /lti/register`: the administrator pressed Install or Update on our page. */
export function register(deps: RegistrationDeps): RequestHandler {
  return async (request, response) => {
    setPrivateHeaders(response);
    const form = registrationForm.safeParse(request.body);
    if (!form.success) throw new ProductError('form_invalid', { detail: 'the registration form' });
    const opened = await readOpenedLink(deps, response, form.data);
    if (!isOwnPost(request, deps.addresses.publicUrl)) {
      throw new ProductError('form_forged', { detail: 'foreign origin' });
    }
    const { invite, update } = form.data;
    if (opened.installed !== null) {
      if (update === undefined) throw new ProductError('install_link_used');
      const registered = await updateRegistration(deps, opened, opened.installed, form.data);
      const page = describeUpdated(deps.chooseLanguage, request, registered);
      const { publicUrl } = deps.addresses;
      await sendLtiPage(response, { ...page, publicUrl, framedBy: allowedOrigins(opened.link) });
      return;
    }
    if (!(await deps.installLinks.use(invite, deps.clock()))) throw new ProductError('install_link_used');
    try {
      const { registered, institution } = await installByLink(deps, opened, form.data);
      await deps.installLinks.setInstitution(invite, institution.id);
      if (registered.deploymentId !== null) await takeDeployment(deps, institution, registered.deploymentId);
      deps.onRegistered(institution);
      const { missingScopes, missingPlacements } = registered;
      deps.log.info(
        { event: 'registered', institutionId: institution.id, missingScopes, missingPlacements },
        'an institution was installed by its link',
      );
      const page = describeInstalled(deps.chooseLanguage, request, { ...registered, ...opened.link });
      const { publicUrl } = deps.addresses;
      await sendLtiPage(response, { ...page, publicUrl, framedBy: allowedOrigins(opened.link) });
    } catch (error) {
      await deps.installLinks.reopen(invite);
      throw error;
    }
  };
}
