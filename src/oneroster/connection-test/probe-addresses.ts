import type { SisConnection } from '../../domain/institution.ts';
import { type Http, HttpFailure } from '../../http/http.ts';
import type { ConnectionStepResult } from './step-result.ts';
import { failed, passed, silenceOf, skipped } from './step-result.ts';

/**
 * Steps `address` and `tls`: requests each origin of the connection once, without credentials. Any answer will do, even
 * a refusal; the HTTP client checks host, address and certificate as for every other request.
 */
export async function probeAddresses(
  http: Http,
  connection: SisConnection,
  signal: AbortSignal,
): Promise<readonly ConnectionStepResult[]> {
  const addresses = listAddresses(connection);
  for (const address of addresses) {
    const found = await probe(http, address, signal);
    if (found !== null) return found;
  }
  const isPlain = addresses.some((address) => address.startsWith('http:'));
  return [
    passed('address', 'reached', { values: { host: addresses.map(hostOf).join(', ') } }),
    isPlain ? skipped('tls', 'not_encrypted') : passed('tls', 'certificate_good'),
  ];
}

/** One address of each origin. */
function listAddresses({ auth, rosteringUrl, gradebookUrl }: SisConnection): readonly string[] {
  const all = [...(auth.kind === 'oauth2' ? [auth.tokenUrl] : []), rosteringUrl, gradebookUrl].filter(
    (address) => address !== '',
  );
  return all.filter((address, at) => all.findIndex((other) => originOf(other) === originOf(address)) === at);
}

const originOf = (address: string): string => (URL.canParse(address) ? new URL(address).origin : address);
const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);

/** Null if the address answered. */
async function probe(
  http: Http,
  address: string,
  signal: AbortSignal,
): Promise<readonly ConnectionStepResult[] | null> {
  const values = { host: hostOf(address) };
  try {
    await http({ method: 'GET', url: address, headers: { accept: 'application/json' }, signal });
    return null;
  } catch (error) {
    if (!(error instanceof HttpFailure) || error.kind === 'aborted') throw error;
    if (error.kind === 'too_large') return null;
    if (error.kind === 'tls') {
      return [passed('address', 'reached', { values }), failed('tls', 'certificate_bad', { values })];
    }
    if (error.kind === 'address') return [failed('address', 'address_not_allowed', { values })];
    return [failed('address', silenceOf(error.kind), { values })];
  }
}
