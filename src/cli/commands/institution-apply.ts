import { z } from 'zod';
import { canTellApart, type Institution } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import { approveDeployment } from '../../lti/deployments/approve-deployment.ts';
import type { Services } from '../../services.ts';
import { requireGoodKey, untestedFlag } from '../check-api-key.ts';
import { requireDeployments, requireUsable } from '../check-institution.ts';
import { argument, defineCommand } from '../command.ts';
import { describeInstitution } from '../describe-institution.ts';
import { isSameName } from '../find-institution.ts';
import { type InstitutionDescription, parseInstitutionFile } from '../institution-file.ts';
import { readJson } from '../read-input.ts';
import { operator, saveInstitution } from '../save-institution.ts';
import { describeSettings } from '../settings-option.ts';
import { requireSeen } from './deployment-commands.ts';

/** Adds or changes an institution from a file, including SIS and Canvas API. */
export const applyInstitutionFile = defineCommand({
  name: 'institution apply',
  summary: 'adds or changes the institution that a JSON file describes, with everything in it',
  notes: `An institution is known by its issuer and client id. Where two Canvases share both, its key set, address or name tells which. An example stands in the README.\nCanvas is asked whether a new Canvas API key is right; --untested saves it whatever Canvas says.\n\n${describeSettings()}`,
  input: {
    file: argument(z.string(), 'the description; - reads standard input'),
    ...untestedFlag,
  },
  async run({ services, terminal }, { file, untested }) {
    const { stores } = services;
    const description = parseInstitutionFile(await readJson(terminal, file));
    const before = await findApplied(stores, description.institution);
    await requireUsable(services, before, description.institution, 'file');
    // No launch of a new institution has been seen: its deployment ids are copied from Canvas.
    if (before) await requireSeen(stores, before, description.deployments);
    else await requireDeployments(stores, description.institution, description.deployments);
    const { apiKey } = description.institution.canvas;
    if (apiKey !== null && !untested && !isKept(before, description.institution)) {
      await requireGoodKey(services, description.institution, apiKey, terminal);
    }
    const institution = await applyInstitution(services, before, description);
    const deployments = await stores.deployments.list(institution.id);
    return {
      text: `${institution.id}  ${institution.name}\n`,
      json: describeInstitution(institution, deployments),
    };
  },
});

/** Nothing that Canvas checks has changed, so a key that went bad does not block other changes. */
function isKept(before: Institution | null, { canvas, platform }: Omit<Institution, 'id'>): boolean {
  return (
    before !== null &&
    before.canvas.baseUrl === canvas.baseUrl &&
    before.platform.clientId === platform.clientId &&
    before.canvas.apiKey?.clientId === canvas.apiKey?.clientId &&
    before.canvas.apiKey?.clientSecret === canvas.apiKey?.clientSecret
  );
}

/**
 * The institution that a description is about; null for a new one. Where several share its issuer and client id, it is the one
 * with its key set, its Canvas or its name.
 */
export async function findApplied(
  { institutions }: Pick<Services['stores'], 'institutions'>,
  described: Omit<Institution, 'id'>,
): Promise<Institution | null> {
  const { issuer, clientId } = described.platform;
  const known = await institutions.listByPlatform(issuer, clientId);
  const meant = known.filter((one) => !canTellApart(one, described) || isSameName(one.name, described.name));
  const [found] = meant;
  if (meant.length <= 1) return found ?? null;
  throw new ProductError('institution_invalid', {
    detail: `this may be any of ${meant.map(({ id }) => id).join(', ')}: use institution change`,
    next: 'fix',
  });
}

/**
 * Adds the described institution, or updates `known`. A new platform gets a key pair (about a second); the listed deployments
 * are approved.
 */
export async function applyInstitution(
  services: Pick<Services, 'stores' | 'engine' | 'audit'>,
  known: Institution | null,
  { institution, deployments }: InstitutionDescription,
): Promise<Institution> {
  const { stores, engine, audit } = services;
  const applied = known
    ? { ...institution, id: known.id, ...(known.sharesClientId && { sharesClientId: true as const }) }
    : await stores.institutions.create(institution);
  if (known) await saveInstitution(services, known, applied);
  else await audit.recordChange(operator, null, applied);
  await engine.registerPlatform(applied);
  for (const deployment of deployments) await approveDeployment(stores, applied, deployment);
  return applied;
}
