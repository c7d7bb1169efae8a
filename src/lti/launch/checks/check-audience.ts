import { type LaunchCheck, refuseClaim } from './launch-check.ts';

/**
 * The token is for us alone: every audience is our client id, and with several of them `azp` names us
 * too (Security Framework 1.0 § 5.1.3, steps 3 to 5). jose has seen that we are among them.
 */
export const checkAudience: LaunchCheck = ({ claims, institution }) => {
  const { clientId } = institution.platform;
  const audience: readonly unknown[] = Array.isArray(claims['aud']) ? claims['aud'] : [claims['aud']];
  if (!audience.every((entry) => entry === clientId)) throw refuseClaim('audience', 'an audience besides us');
  const authorizedParty = claims['azp'];
  if (authorizedParty === undefined && audience.length === 1) return;
  if (authorizedParty !== clientId) throw refuseClaim('authorized_party', 'azp is not our client id');
};
