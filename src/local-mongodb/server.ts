import type { MongoHandle } from '../store/mongo-handle.ts';

/** A server that the operator runs. Connecting shows whether it answers. */
export function openServer(uri: string): MongoHandle {
  return {
    uri,
    kind: 'server',
    describe: `MongoDB: the server at ${nameHosts(uri)}, which keeps the data.`,
    onExit: () => {},
    close: async () => {},
  };
}

/** The hosts of a connection string (`mongodb[+srv]://user:password@hosts/database?options`), nothing else. */
function nameHosts(uri: string): string {
  const authority = uri.replace(/^mongodb(\+srv)?:\/\//, '').split(/[/?]/)[0] ?? '';
  return decodeURIComponent(authority.slice(authority.lastIndexOf('@') + 1));
}
