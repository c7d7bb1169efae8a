import { z } from 'zod';
import { trustsCanvasIds } from '../../oneroster/profile/sis-profile.ts';
import type { Services } from '../../services.ts';
import { requireUsable } from '../check-institution.ts';
import { defineCommand, option, type Terminal, UsageError } from '../command.ts';
import { findInstitution, institutionArgument } from '../find-institution.ts';
import { address, parseSisConnection, text } from '../institution-file.ts';
import { readJson, readSecret } from '../read-input.ts';
import { saveInstitution } from '../save-institution.ts';

const connectionInput = {
  institution: institutionArgument,
  file: option(
    z.string().optional(),
    'FILE',
    'the whole connection as JSON, like "sis" in the README; - reads standard input',
  ),
  profile: option(text.optional(), 'NAME', 'name of a file in config/sis, such as oneroster-1p2'),
  rosteringUrl: option(address.optional(), 'URL', "base address of the SIS's rostering service"),
  gradebookUrl: option(address.optional(), 'URL', "base address of the SIS's gradebook service"),
  auth: option(z.enum(['oauth2', 'oauth1']).default('oauth2'), 'KIND', 'oauth2 or oauth1'),
  tokenUrl: option(address.optional(), 'URL', 'OAuth 2: where tokens come from'),
  clientId: option(text.optional(), 'ID', 'OAuth 2: client id; OAuth 1: consumer key'),
  secretFile: option(
    z.string().optional(),
    'FILE',
    'file with the client or consumer secret; - reads standard input',
  ),
  clientAuthentication: option(
    z.enum(['basic', 'post']).optional(),
    'KIND',
    'OAuth 2: basic (unless said) or post',
  ),
  signature: option(
    z.enum(['HMAC-SHA256', 'HMAC-SHA1']).optional(),
    'KIND',
    'OAuth 1: HMAC-SHA256 (unless said) or HMAC-SHA1',
  ),
  maxInFlight: option(z.coerce.number().optional(), 'NUMBER', "requests at once; the profile's unless said"),
  headersFile: option(
    z.string().optional(),
    'FILE',
    'JSON file with headers that the vendor demands; secret',
  ),
};
type ConnectionInput = z.output<z.ZodObject<typeof connectionInput>>;

/** Connects an institution to its SIS. */
export const setSis = defineCommand({
  name: 'sis set',
  summary: 'connects an institution to its SIS, in place of an earlier connection',
  input: connectionInput,
  async run({ services, terminal }, given) {
    const { stores } = services;
    const institution = await findInstitution(stores, given.institution);
    const [content, source] =
      given.file === undefined
        ? ([await describeConnection(services, terminal, given), 'options'] as const)
        : ([await readJson(terminal, given.file), 'file'] as const);
    const sis = parseSisConnection(content);
    await requireUsable(services, institution, { ...institution, sis }, source);
    await saveInstitution(services, institution, { ...institution, sis });
    await stores.passback.circuitBreakers.close(institution.id);
    return { text: `${institution.id}  SIS set\n`, json: { id: institution.id, profile: sis.profile } };
  },
});

/** Removes the SIS connection, including its secrets. */
export const clearSis = defineCommand({
  name: 'sis clear',
  summary: 'forgets the connection to the SIS and its secrets',
  input: { institution: institutionArgument },
  async run({ services }, input) {
    const institution = await findInstitution(services.stores, input.institution);
    await saveInstitution(services, institution, { ...institution, sis: null });
    return { text: `${institution.id}  SIS cleared\n`, json: { id: institution.id, sis: null } };
  },
});

async function describeConnection(
  { profiles }: Pick<Services, 'profiles'>,
  terminal: Terminal,
  given: ConnectionInput,
): Promise<unknown> {
  const { profile, rosteringUrl, gradebookUrl = '', secretFile, headersFile, maxInFlight } = given;
  const chosen = profiles.get(profile ?? '');
  // It takes files and is asked nothing.
  if (chosen !== undefined && trustsCanvasIds(chosen)) {
    return { profile, rosteringUrl: '', gradebookUrl: '', auth: { kind: 'none' } };
  }
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
