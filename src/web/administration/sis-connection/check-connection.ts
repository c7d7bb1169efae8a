import { lostSecret, type SisAuth, type SisConnection } from '../../../domain/institution.ts';
import type { AddressRules } from '../../../http/address-rules.ts';
import { type SisProfile, takesFiles, trustsCanvasIds } from '../../../oneroster/profile/sis-profile.ts';
import type { FaultCode, Faults } from '../form/faults.ts';
import { findAddressFault } from '../form/find-address-fault.ts';
import { parseHeaders } from './headers.ts';
import type { SisEntries, TypedSecrets } from './sis-entries.ts';

export type CheckedConnection =
  | { readonly ok: true; readonly connection: SisConnection; readonly profile: SisProfile }
  | { readonly ok: false; readonly faults: Faults };

/**
 * The connection that a form describes. A secret left empty is the stored one, but only as long as every
 * address leads to the hosts that it was stored for: otherwise a changed address would send it to whoever
 * typed one.
 */
export function checkConnection(
  { shown, secrets }: { readonly shown: SisEntries; readonly secrets: TypedSecrets },
  stored: SisConnection | null,
  rules: { readonly profiles: ReadonlyMap<string, SisProfile>; readonly addresses: AddressRules },
): CheckedConnection {
  const faults = new Map<string, FaultCode>();
  const profile = rules.profiles.get(shown.profile);
  if (profile !== undefined && trustsCanvasIds(profile)) {
    return { ok: true, connection: connectFiles(profile.name), profile };
  }
  if (profile === undefined) faults.set('profile', 'profile');
  // OneRoster 1.2 has OAuth 2 only (OF7).
  if (profile?.version === '1.2' && shown.auth === 'oauth1') faults.set('auth', 'oauth1_needs_1p1');

  const readAddress = (name: 'rosteringUrl' | 'gradebookUrl' | 'tokenUrl'): string => {
    // A SIS that takes files may have no gradebook to read categories from.
    const isOptional = name === 'gradebookUrl' && profile !== undefined && takesFiles(profile);
    if (isOptional && shown[name] === '') return '';
    const fault = findAddressFault(shown[name], rules.addresses);
    if (fault !== null) faults.set(name, fault);
    return shown[name].replace(/\/+$/, '');
  };
  const requireText = (name: 'clientId' | 'consumerKey'): string => {
    if (shown[name] === '') faults.set(name, 'required');
    else if (shown[name].length > 500) faults.set(name, 'too_long');
    return shown[name];
  };
  const rosteringUrl = readAddress('rosteringUrl');
  const gradebookUrl = readAddress('gradebookUrl');
  const tokenUrl = shown.auth === 'oauth2' ? readAddress('tokenUrl') : null;
  const isSameHosts = stored !== null && keepsHosts([rosteringUrl, gradebookUrl, tokenUrl], stored);
  const chooseSecret = (name: 'clientSecret' | 'consumerSecret', before: string | null): string => {
    if (secrets[name] !== '') return secrets[name];
    if (before === null || before === lostSecret) faults.set(name, 'secret_needed');
    else if (!isSameHosts) faults.set(name, 'secret_new_host');
    return before ?? '';
  };
  const auth: SisAuth =
    tokenUrl === null
      ? {
          kind: 'oauth1',
          consumerKey: requireText('consumerKey'),
          consumerSecret: chooseSecret(
            'consumerSecret',
            stored?.auth.kind === 'oauth1' ? stored.auth.consumerSecret : null,
          ),
          signature: shown.signature,
        }
      : {
          kind: 'oauth2',
          tokenUrl,
          clientId: requireText('clientId'),
          clientSecret: chooseSecret(
            'clientSecret',
            stored?.auth.kind === 'oauth2' ? stored.auth.clientSecret : null,
          ),
          clientAuthentication: shown.clientAuthentication,
        };
  const typedHeaders = parseHeaders(secrets.headers);
  if (typedHeaders === null) faults.set('headers', 'headers');
  const keptHeaders = shown.removeHeaders ? {} : (stored?.headers ?? {});
  if (secrets.headers === '' && Object.keys(keptHeaders).length > 0 && !isSameHosts) {
    faults.set('headers', 'secret_new_host');
  }
  const maxInFlight = shown.maxInFlight === '' ? null : Number(shown.maxInFlight);
  if (maxInFlight !== null && !(Number.isInteger(maxInFlight) && maxInFlight >= 1 && maxInFlight <= 64)) {
    faults.set('maxInFlight', 'number');
  }
  if (shown.classSisId.length > 300) faults.set('classSisId', 'too_long');
  if (faults.size > 0 || profile === undefined) return { ok: false, faults };
  const headers = secrets.headers === '' ? keptHeaders : (typedHeaders ?? {});
  const connection = { profile: profile.name, rosteringUrl, gradebookUrl, auth, maxInFlight, headers };
  return { ok: true, connection, profile };
}

/** The connection to a SIS that takes files and is asked nothing. */
function connectFiles(profile: string): SisConnection {
  const nowhere = { rosteringUrl: '', gradebookUrl: '', headers: {}, maxInFlight: null };
  return { profile, ...nowhere, auth: { kind: 'none' } };
}

/** Whether all addresses lead to origins that the stored connection already has. */
function keepsHosts(addresses: readonly (string | null)[], stored: SisConnection): boolean {
  const { rosteringUrl, gradebookUrl, auth } = stored;
  const before = [rosteringUrl, gradebookUrl, auth.kind === 'oauth2' ? auth.tokenUrl : null].map(originOf);
  return addresses.every((address) => !address || before.includes(originOf(address)));
}

function originOf(address: string | null): string | null {
  return address !== null && URL.canParse(address) ? new URL(address).origin : null;
}
