import { z } from 'zod';
import type { SisConnection } from '../../domain/institution.ts';
import type { Services } from '../../services.ts';
import { defineCommand, type Terminal, UsageError } from '../command.ts';
import { findInstitution } from '../find-institution.ts';
import { parseSisConnection } from '../institution-file.ts';
import { readJson, readSecret, requireUsableAddress } from '../read-input.ts';
import { saveInstitution } from '../save-institution.ts';
import { institutionArgument } from './arguments.ts';

const input = z.object({
  institution: z.string(),
  file: z.string().optional(),
  profile: z.string().optional(),
  rosteringUrl: z.string().optional(),
  gradebookUrl: z.string().optional(),
  auth: z.enum(['oauth2', 'oauth1']).default('oauth2'),
  tokenUrl: z.string().optional(),
  clientId: z.string().optional(),
  clientAuthentication: z.string().optional(),
  signature: z.string().optional(),
  maxInFlight: z.coerce.number().optional(),
  secretFile: z.string().optional(),
  headersFile: z.string().optional(),
});

/** Connects an institution to its SIS. */
export const setSis = defineCommand({
  name: 'sis set',
  summary: 'connects an institution to its SIS, in place of an earlier connection',
  arguments: [institutionArgument],
  options: {
    file: {
      value: 'FILE',
      help: 'the whole connection as JSON, like "sis" in the README; - reads standard input',
    },
    profile: { value: 'NAME', help: 'name of a file in config/sis, such as oneroster-1p2' },
    'rostering-url': { value: 'URL', help: "base address of the SIS's rostering service" },
    'gradebook-url': { value: 'URL', help: "base address of the SIS's gradebook service" },
    auth: { value: 'KIND', help: 'oauth2 (unless said) or oauth1' },
    'token-url': { value: 'URL', help: 'OAuth 2: where tokens come from' },
    'client-id': { value: 'ID', help: 'OAuth 2: client id; OAuth 1: consumer key' },
    'secret-file': { value: 'FILE', help: 'file with the client or consumer secret; - reads standard input' },
    'client-authentication': { value: 'KIND', help: 'OAuth 2: basic (unless said) or post' },
    signature: { value: 'KIND', help: 'OAuth 1: HMAC-SHA256 (unless said) or HMAC-SHA1' },
    'max-in-flight': { value: 'NUMBER', help: "requests at once; the profile's unless said" },
    'headers-file': { value: 'FILE', help: 'JSON file with headers that the vendor demands; secret' },
  },
  input,
  async run({ services, terminal }, given) {
    const { stores, settings, profiles } = services;
    const institution = await findInstitution(stores, given.institution);
    const content =
      given.file === undefined
        ? await describeConnection(terminal, given)
        : await readJson(terminal, given.file);
    const sis = parseSisConnection(content);
    refuseUnusable(sis, profiles, settings.ALLOW_PRIVATE_ADDRESSES);
    await saveInstitution(services, institution, { ...institution, sis });
    await stores.passback.circuitBreakers.close(institution.id);
    return { text: `${institution.id}  SIS set\n`, json: { id: institution.id, profile: sis.profile } };
  },
});

async function describeConnection(terminal: Terminal, given: z.output<typeof input>): Promise<unknown> {
  const { profile, rosteringUrl, gradebookUrl, secretFile, headersFile, maxInFlight } = given;
  if (secretFile === undefined) throw new UsageError('--secret-file or --file: is needed');
  const secret = await readSecret(terminal, secretFile);
  const headers = headersFile === undefined ? {} : await readJson(terminal, headersFile);
  const auth =
    given.auth === 'oauth2'
      ? {
          kind: 'oauth2',
          tokenUrl: given.tokenUrl,
          clientId: given.clientId,
          clientSecret: secret,
          clientAuthentication: given.clientAuthentication,
        }
      : {
          kind: 'oauth1',
          consumerKey: given.clientId,
          consumerSecret: secret,
          signature: given.signature,
        };
  return { profile, rosteringUrl, gradebookUrl, auth, headers, maxInFlight };
}

/** @throws UsageError for a profile that does not exist, or an address that the tool would never call */
function refuseUnusable(
  sis: SisConnection,
  profiles: Services['profiles'],
  allowPrivateAddresses: boolean,
): void {
  if (!profiles.has(sis.profile)) {
    throw new UsageError(`--profile: must be one of ${[...profiles.keys()].join(', ')}`);
  }
  const addresses = [sis.rosteringUrl, sis.gradebookUrl];
  if (sis.auth.kind === 'oauth2') addresses.push(sis.auth.tokenUrl);
  for (const address of addresses) requireUsableAddress(address, allowPrivateAddresses);
}
