import type { Institution } from '../../domain/institution.ts';
import type { LoginInitiation } from '../../store/logins.ts';
import type { StorageAccess } from '../lti-pages.ts';

/**
 * Where this login's Platform Storage is; null if the platform offers none. The only origin to write to and
 * to trust is the authorization endpoint's (Platform Storage 0.1 § 3; S5).
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
