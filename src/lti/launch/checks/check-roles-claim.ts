import { claim } from '../claims.ts';
import { type LaunchCheck, refuseClaim } from './launch-check.ts';

/** LTI 1.3 Core § 5.3.7: the claim is required. It may be empty, but then it opens nothing. */
export const checkRolesClaim: LaunchCheck = ({ claims }) => {
  const roles: unknown = claims[claim.roles];
  if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string')) {
    throw refuseClaim('roles', 'missing or malformed');
  }
};
