import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import { defaultInstitutionSettings } from '../../domain/institution-settings.ts';
import { ProductError, toProductError } from '../../errors.ts';
import type { Http } from '../../http/http.ts';
import type { ChooseLanguage, Language } from '../../i18n/language.ts';
import type { Log } from '../../log.ts';
import type { DeploymentStore } from '../../store/deployments.ts';
import type { InstallLink, InstallLinkStore } from '../../store/install-links.ts';
import type { InstitutionStore } from '../../store/institutions.ts';
import { type FramedView, sendLtiPage, setPrivateHeaders } from '../lti-pages.ts';
import type { LtiEngine } from '../services/lti-engine.ts';
import { isOwnPost } from '../session/csrf.ts';
import { allowFramingFrom } from '../session/frame-ancestors.ts';
import {
  allowedOrigins,
  type PlatformConfiguration,
  postRegistration,
  readPlatformConfiguration,
} from './openid-configuration.ts';
import { buildRegistration, type Registered, readRegistered } from './registration-message.ts';
import { listPlacements, serviceScopes, type ToolAddresses } from './tool-config.ts';

export interface RegistrationDeps {
  readonly addresses: ToolAddresses;
  readonly chooseLanguage: ChooseLanguage;
  readonly clock: Clock;
  readonly http: Http;
  readonly log: Log;
  readonly engine: Pick<LtiEngine, 'registerPlatform'>;
  readonly institutions: Pick<InstitutionStore, 'create' | 'find' | 'update'>;
  readonly deployments: Pick<DeploymentStore, 'decide'>;
  readonly installLinks: InstallLinkStore;
  /** Called for every new institution. */
  readonly onRegistered: (institution: Institution) => void;
  /** Called for an institution whose registration was updated. */
  readonly onRegistrationUpdated: (before: Institution, after: Institution) => void;
}

/** A JWT of Canvas is far shorter. */
const token = z.string().max(8000);
const invitation = z.object({ invite: z.string().max(255) });
/** Canvas adds these to the address (`doc/api/registration.md`). */
const initiation = invitation.extend({
  openid_configuration: z.string().max(2000),
  registration_token: token.optional(),
});
const registrationForm = initiation.extend({
  sis_label: z.string().trim().min(1).max(60),
  /** Said by the page for updates, so that pressing *Install* twice registers once. */
  update: z.literal('1').optional(),
});

/** A link that can be used, and the Canvas that came with it. */
interface OpenedLink {
  readonly link: InstallLink;
  /** What the link installed, which Canvas's *Update Registration* updates; null if it installed nothing yet. */
  readonly installed: Institution | null;
  readonly configuration: PlatformConfiguration;
}

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
      const { registered, institution } = await install(deps, opened, form.data);
      await deps.installLinks.setInstitution(invite, institution.id);
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

async function install(
  deps: RegistrationDeps,
  { link, configuration }: OpenedLink,
  form: z.output<typeof registrationForm>,
): Promise<{ readonly registered: Registered; readonly institution: Institution }> {
  const names = { sisLabel: form.sis_label };
  const registered = await sendRegistration(deps, configuration, form);
  const { issuer, authorizationEndpoint, tokenEndpoint, jwksUrl } = configuration;
  const { clientId, deploymentId } = registered;
  const institution = await deps.institutions
    .create({
      name: link.name,
      enabled: true,
      platform: { issuer, clientId, authorizationEndpoint, tokenEndpoint, jwksUrl },
      canvas: { baseUrl: link.canvasUrl, apiKey: null },
      sis: null,
      settings: { ...defaultInstitutionSettings, sisLabel: names.sisLabel },
    })
    .catch((cause: unknown): never => {
      if (toProductError(cause).code !== 'institution_invalid') throw cause;
      throw new ProductError('registration_known', { values: { clientId }, next: 'fix', cause });
    });
  await deps.engine.registerPlatform(institution);
  // The install link was the operator's approval of this Canvas. A later deployment waits for approval at its
  // first launch.
  if (deploymentId !== null) await deps.deployments.decide(institution.id, deploymentId, 'approved');
  return { registered, institution };
}

/**
 * Registers the tool once more, as Canvas's *Update Registration* asks: Canvas answers with the client id that the
 * registration already has (CF9). Any other client id is another registration, perhaps another school's, and changes
 * nothing here.
 * @throws ProductError `registration_other`
 */
async function updateRegistration(
  deps: RegistrationDeps,
  { configuration }: OpenedLink,
  { id, platform: { clientId } }: Institution,
  form: z.output<typeof registrationForm>,
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

/** @throws ProductError `registration_failed` */
async function sendRegistration(
  deps: RegistrationDeps,
  configuration: PlatformConfiguration,
  form: z.output<typeof registrationForm>,
): Promise<Registered> {
  const names = { sisLabel: form.sis_label };
  const message = buildRegistration(deps.addresses, names);
  const answer = await postRegistration(deps.http, configuration, readToken(form), message);
  const registered = readRegistered(answer, names);
  if (registered !== null) return registered;
  const reason = 'no client id';
  throw new ProductError('registration_failed', { detail: reason, values: { reason } });
}

/** The page after an installation: what was granted, and what is left to do in Canvas. */
function describeInstalled(
  chooseLanguage: ChooseLanguage,
  request: Request,
  {
    clientId,
    deploymentId,
    missingScopes,
    missingPlacements,
    approveFirst,
  }: Registered & Pick<InstallLink, 'approveFirst'>,
): Pick<FramedView, 'view' | 'model' | 'language'> {
  const language = chooseLanguage(...request.acceptsLanguages());
  const t = language.messages.registration;
  const [enable, deploy, open, connect] = t.steps.map((step) => language.t(step, { clientId }));
  const steps =
    deploymentId === null
      ? [enable, deploy, approveFirst ? t.openStep : open, connect]
      : [enable, t.approvedStep, connect];
  const missing = describeMissing(language, { missingScopes, missingPlacements });
  const model = { t, title: t.doneTitle, done: language.t(t.done, { clientId }), ...missing, steps };
  return { view: 'registered', model, language };
}

/** The page after an update. */
function describeUpdated(
  chooseLanguage: ChooseLanguage,
  request: Request,
  registered: Registered,
): Pick<FramedView, 'view' | 'model' | 'language'> {
  const language = chooseLanguage(...request.acceptsLanguages());
  const t = language.messages.registration;
  const { doneTitle: title, done } = t.update;
  const model = { t, title, done, ...describeMissing(language, registered), steps: [] };
  return { view: 'registered', model, language };
}

/** What Canvas withheld, as sentences; null where it withheld nothing. */
function describeMissing(
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

async function readOpenedLink(
  deps: RegistrationDeps,
  response: Response,
  fields: z.output<typeof initiation>,
): Promise<OpenedLink> {
  const found = await deps.installLinks.find(fields.invite, deps.clock());
  if (found.kind === 'unknown') throw new ProductError('install_link_unknown');
  const { link } = found;
  // Before any refusal, so that Canvas's frame can show the refusal.
  allowFramingFrom(response, allowedOrigins(link));
  if (found.kind === 'expired') throw new ProductError('install_link_expired');
  const installed = found.kind === 'used' ? await findInstalled(deps, found.institutionId) : null;
  const address = fields.openid_configuration;
  const configuration = await readPlatformConfiguration(deps.http, link, address, readToken(fields));
  return { link, installed, configuration };
}

async function findInstalled(deps: RegistrationDeps, institutionId: string | null): Promise<Institution> {
  const installed = institutionId === null ? null : await deps.institutions.find(institutionId);
  if (installed === null) throw new ProductError('install_link_used');
  return installed;
}

/** Newer Canvas gives the token as a parameter of the configuration's address (CF9). */
function readToken(fields: z.output<typeof initiation>): string | null {
  const { registration_token: given, openid_configuration: address } = fields;
  if (given !== undefined) return given;
  return URL.canParse(address) ? new URL(address).searchParams.get('registration_token') : null;
}

/** Somebody opened the link by itself, or half of it. */
async function refuseMisplaced(deps: RegistrationDeps, request: Request): Promise<ProductError> {
  const query = invitation.safeParse(request.query);
  const found = query.success ? await deps.installLinks.find(query.data.invite, deps.clock()) : null;
  if (found?.kind === 'open') return new ProductError('install_link_misplaced');
  if (found?.kind === 'used') return new ProductError('install_link_used');
  if (found?.kind === 'expired') return new ProductError('install_link_expired');
  return new ProductError('install_link_unknown');
}
