import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import type { Http } from '../../http/http.ts';
import type { ChooseLanguage } from '../../i18n/language.ts';
import type { Log } from '../../log.ts';
import type { DeploymentStore } from '../../store/deployments.ts';
import type { InstallLink, InstallLinkStore } from '../../store/install-links.ts';
import type { InstitutionStore } from '../../store/institutions.ts';
import type { TakeDeploymentDeps } from '../deployments/take-deployment.ts';
import type { LtiEngine } from '../services/lti-engine.ts';
import { allowFramingFrom } from '../session/frame-ancestors.ts';
import {
  allowedOrigins,
  type PlatformConfiguration,
  readPlatformConfiguration,
} from './openid-configuration.ts';
import type { ToolAddresses } from './tool-config.ts';

export interface RegistrationDeps extends TakeDeploymentDeps {
  readonly addresses: ToolAddresses;
  readonly chooseLanguage: ChooseLanguage;
  readonly clock: Clock;
  readonly http: Http;
  readonly log: Log;
  readonly engine: Pick<LtiEngine, 'registerPlatform'>;
  readonly institutions: Pick<InstitutionStore, 'create' | 'find' | 'listByPlatform' | 'update'>;
  readonly deployments: DeploymentStore;
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
export const initiation = invitation.extend({
  openid_configuration: z.string().max(2000),
  registration_token: token.optional(),
});
export const registrationForm = initiation.extend({
  sis_label: z.string().trim().min(1).max(60),
  /** Said by the page for updates, so that pressing *Install* twice registers once. */
  update: z.literal('1').optional(),
});

export type RegistrationForm = z.output<typeof registrationForm>;

/** A link that can be used, and the Canvas that came with it. */
export interface OpenedLink {
  readonly link: InstallLink;
  /** What the link installed, which Canvas's *Update Registration* updates; null if it installed nothing yet. */
  readonly installed: Institution | null;
  readonly configuration: PlatformConfiguration;
}

/**
 * The link that Canvas opened, and what Canvas says about itself. From here on Canvas's frame can show a refusal.
 * @throws ProductError `install_link_…`, and those of `readPlatformConfiguration`
 */
export async function readOpenedLink(
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

/** @throws ProductError `install_link_used` if it has been removed since */
export async function findInstalled(
  deps: RegistrationDeps,
  institutionId: string | null,
): Promise<Institution> {
  const installed = institutionId === null ? null : await deps.institutions.find(institutionId);
  if (installed === null) throw new ProductError('install_link_used');
  return installed;
}

/** Newer Canvas gives the token as a parameter of the configuration's address (CF9). */
export function readToken(fields: z.output<typeof initiation>): string | null {
  const { registration_token: given, openid_configuration: address } = fields;
  if (given !== undefined) return given;
  return URL.canParse(address) ? new URL(address).searchParams.get('registration_token') : null;
}

/** Somebody opened the link by itself, or half of it. */
export async function refuseMisplaced(deps: RegistrationDeps, request: Request): Promise<ProductError> {
  const query = invitation.safeParse(request.query);
  const found = query.success ? await deps.installLinks.find(query.data.invite, deps.clock()) : null;
  if (found?.kind === 'open') return new ProductError('install_link_misplaced');
  if (found?.kind === 'used') return new ProductError('install_link_used');
  if (found?.kind === 'expired') return new ProductError('install_link_expired');
  return new ProductError('install_link_unknown');
}
