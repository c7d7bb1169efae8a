import { claim } from '../claims.ts';
import { type LaunchCheck, refuseClaim } from './launch-check.ts';

/** LTI 1.3 Core § 5.3.2. */
export const checkVersion: LaunchCheck = ({ claims }) => {
  if (claims[claim.version] !== '1.3.0') throw refuseClaim('version', 'not LTI 1.3.0');
};
