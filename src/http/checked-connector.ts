import { type LookupAddress, type LookupOptions, lookup as resolveName } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { type AddressRules, explainUrlFault, isAddressAllowed } from './address-rules.ts';

/** The host leads to an address that may not be called. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** Resolves a host name to all its addresses, as `dns.lookup` does with `all`. */
export type ResolveName = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Opens sockets for undici. The check happens inside the connection's own lookup, so the socket connects to the address
 * that was checked and DNS rebinding has no second lookup to exploit. One forbidden address among several refuses the
 * host. Certificates are always verified, whatever the environment says.
 */
export function createCheckedConnector(
  rules: AddressRules,
  timeoutMs: number,
  resolve: ResolveName = resolveName,
): buildConnector.connector {
  const lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error) return callback(error, '', 0);
      if (!first || addresses.some(({ address }) => !isAddressAllowed(address, rules, hostname))) {
        return callback(new AddressRefused(`${hostname}: ${explainUrlFault('private')}`), '', 0);
      }
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ timeout: timeoutMs, lookup, rejectUnauthorized: true });
  return (options, callback) => {
    // A literal address is never looked up.
    if (isIP(options.hostname) !== 0 && !isAddressAllowed(options.hostname, rules)) {
      callback(new AddressRefused(`${options.hostname}: ${explainUrlFault('private')}`), null);
      return;
    }
    connect(options, callback);
  };
}
