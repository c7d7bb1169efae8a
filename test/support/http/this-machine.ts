import { type PrivateHost, readPrivateHost } from '../../../src/http/address-rules.ts';

/** Lets a client of a test call servers of this machine, without TLS. */
export const thisMachine: readonly PrivateHost[] = ['http://localhost', 'http://127.0.0.1'].flatMap(
  (text) => readPrivateHost(text) ?? [],
);
