import { isOwnAddress } from '../../../http/public-address.ts';
import { claim } from '../claims.ts';
import { type LaunchCheck, readText, refuseClaim } from './launch-check.ts';

/** LTI 1.3 Core § 5.3.4: the target must be the login's, and ours (S7). */
export const checkTarget: LaunchCheck = ({ claims, login, publicUrl }) => {
  const target = readText(claims, claim.targetLinkUri, 2_048);
  if (target === null) throw refuseClaim('target', 'missing or malformed');
  if (target !== login.initiation.targetLinkUri) throw refuseClaim('target', 'not the target of the login');
  if (!isOwnAddress(target, publicUrl)) throw refuseClaim('target', 'not ours');
};
