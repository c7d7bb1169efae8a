import type { Institution } from '../../domain/institution.ts';
import type { LoginInitiation } from '../../store/logins.ts';
import type { StorageAccess } from '../lti-pages.ts';

/**
 * Where this login's Platform Storage is, or null where the platform offers none. The only origin that
 * may be written to and believed is that of the authorization endpoint (Platform Storage 0.1 § 3; S5).
 */
export function describeStorage(
  { platform }: Institution,
  { storageTarget }: LoginInitiation,
  state: string,
): StorageAccess | null {
  if (storageTarget === null) return null;
  return {
    frame: storageTarget,
    origin: new URL(platform.authorizationEndpoint).origin,
    key: `grade-passback-${state}`,
  };
}
