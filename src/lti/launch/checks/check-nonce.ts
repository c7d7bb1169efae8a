import { isSame } from '../../login/browser-proof.ts';
import { type LaunchCheck, readText, refuseClaim } from './launch-check.ts';

/**
 * The nonce must be the one we sent with this state (OWASP ASVS 5.0 § 10.5.1). The state is used up, and so
 * is the nonce.
 */
export const checkNonce: LaunchCheck = ({ claims, login }) => {
  const nonce = readText(claims, 'nonce', 255);
  if (nonce === null || !isSame(nonce, login.nonce))
    throw refuseClaim('nonce', 'not the nonce of this login');
};
