import { z } from 'zod';
import type { Institution } from '../../domain/institution.ts';
import type { Services } from '../../services.ts';
import { requireGoodKey, untestedFlag } from '../check-api-key.ts';
import { requireUsable } from '../check-institution.ts';
import { argument, defineCommand } from '../command.ts';
import { describeInstitution } from '../describe-institution.ts';
import { type InstitutionDescription, parseInstitutionFile } from '../institution-file.ts';
import { readJson } from '../read-input.ts';
import { operator, saveInstitution } from '../save-institution.ts';
import { describeSettings } from '../settings-option.ts';
import { requireSeen } from './deployment-commands.ts';

/** Adds or changes an institution from a file, including SIS and Canvas API. */
export const applyInstitutionFile = defineCommand({
  name: 'institution apply',
  summary: 'adds or changes the institution that a JSON file describes, with everything in it',
  notes: `An institution is known by its issuer and client id. An example stands in the README.\nCanvas is asked whether a new Canvas API key is right; --untested saves it whatever Canvas says.\n\n${describeSettings()}`,
  input: {
    file: argument(z.string(), 'the description; - reads standard input'),
    ...untestedFlag,
  },
  async run({ services, terminal }, { file, untested }) {
    const { stores } = services;
    const description = parseInstitutionFile(await readJson(terminal, file));
    const { issuer, clientId } = description.institution.platform;
    const before = await stores.institutions.findByPlatform(issuer, clientId);
    await requireUsable(services, before, description.institution, 'file');
    // No launch of a new institution has been seen: its deployment ids are copied from Canvas.
    if (before) requireSeen(await stores.deployments.list(before.id), description.deployments);
    const { apiKey } = description.institution.canvas;
    if (apiKey !== null && !untested && !isKept(before, description.institution)) {
      await requireGoodKey(services, description.institution, apiKey, terminal);
    }
    const institution = await applyInstitution(services, description);
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
 * Adds the described institution, or updates the one with the same platform (issuer and client id). A new platform gets
 * a key pair (about a second); the listed deployments are approved.
 */
export async function applyInstitution(
  services: Pick<Services, 'stores' | 'engine' | 'audit'>,
  { institution, deployments }: InstitutionDescription,
): Promise<Institution> {
  const { stores, engine, audit } = services;
  const { issuer, clientId } = institution.platform;
  const known = await stores.institutions.findByPlatform(issuer, clientId);
  const applied = known ? { ...institution, id: known.id } : await stores.institutions.create(institution);
  if (known) await saveInstitution(services, known, applied);
  else await audit.recordChange(operator, null, applied);
  await engine.registerPlatform(applied);
  for (const deployment of deployments) await stores.deployments.decide(applied.id, deployment, 'approved');
  return applied;
}
