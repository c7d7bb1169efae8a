import { claim } from '../claims.ts';
import { type LaunchCheck, readText, refuseClaim } from './launch-check.ts';

/** LTI 1.3 Core § 5.3.3: at most 255 ASCII characters. */
export const checkDeploymentId: LaunchCheck = ({ claims }) => {
  const id = readText(claims, claim.deploymentId, 255);
  if (id === null || !/^[\x20-\x7e]+$/.test(id)) throw refuseClaim('deployment_id', 'missing or malformed');
};
