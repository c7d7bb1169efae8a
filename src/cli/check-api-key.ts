import type { ApiKey, ApiKeyFault, Institution } from '../domain/institution.ts';
import { ProductError } from '../errors.ts';
import type { Services } from '../services.ts';
import { flag, type Terminal } from './command.ts';

export const untestedFlag = { untested: flag('does not ask Canvas whether the API key is right') };

const keyFaults: Readonly<Record<Exclude<ApiKeyFault['fault'], 'unreachable'>, string>> = {
  lti_key: 'this is the number of the LTI key; the API key is another developer key',
  unknown_number: 'Canvas knows no API key of this number, or it is switched off',
  redirect_uri:
    'Canvas has another redirect URI for this key; see canvas-api scopes. An LTI key does not work here',
  other_account: 'Canvas says that this key is not for the account',
  secret: 'Canvas does not accept this secret for the number',
  scopes: 'the key lacks scopes; see canvas-api scopes',
};

/**
 * Asks Canvas whether the key is right, as the page *Canvas API key* does. A Canvas that does not answer is only noted.
 * @throws ProductError `institution_invalid` for a key that Canvas refuses
 */
export async function requireGoodKey(
  { probeApiKey }: Services,
  institution: Pick<Institution, 'platform' | 'canvas'>,
  apiKey: ApiKey,
  terminal: Terminal,
): Promise<void> {
  const { baseUrl } = institution.canvas;
  const probed = await probeApiKey(institution, { baseUrl, apiKey }, AbortSignal.timeout(20_000));
  if (probed === null) return;
  if (probed.fault === 'unreachable') {
    terminal.progress(`note: ${baseUrl} does not answer, so the key is not tested`);
    return;
  }
  const missing = probed.fault === 'scopes' ? `: ${probed.missing.join(' ')}` : '';
  const detail = `${keyFaults[probed.fault]}${missing}. Nothing was saved; --untested saves it all the same.`;
  throw new ProductError('institution_invalid', { detail, next: 'fix' });
}
