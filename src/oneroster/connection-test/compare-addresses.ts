import type { SisConnection } from '../../domain/institution.ts';
import type { SisProfile } from '../profile/sis-profile.ts';

/**
 * How the addresses of a connection contradict each other or the profile, by the paths that the OneRoster
 * bindings prescribe: `/ims/oneroster/v1p1`, `/ims/oneroster/rostering/v1p2` and
 * `/ims/oneroster/gradebook/v1p2`. Null if they fit or are the vendor's own. Reported before anything is
 * called, because a SIS answers such requests as if a permission were missing.
 */
export function compareAddresses(
  { rosteringUrl, gradebookUrl }: Pick<SisConnection, 'rosteringUrl' | 'gradebookUrl'>,
  { version }: Pick<SisProfile, 'version'>,
): 'addresses_swapped' | 'version_other' | null {
  const paths = [rosteringUrl, gradebookUrl].map((url) =>
    url === '' ? '' : `${new URL(url).pathname.toLowerCase()}/`,
  );
  const [rostering = '', gradebook = ''] = paths;
  if (rostering.includes('/gradebook/') && gradebook.includes('/rostering/')) return 'addresses_swapped';
  const other = version === '1.1' ? '/v1p2/' : '/v1p1/';
  return paths.some((path) => path.includes(other)) ? 'version_other' : null;
}
