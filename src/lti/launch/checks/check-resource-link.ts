import { z } from 'zod';
import { claim } from '../claims.ts';
import { type LaunchCheck, refuseClaim } from './launch-check.ts';

const resourceLink = z.object({ id: z.string().min(1).max(255) });

/** LTI 1.3 Core § 5.3.5. */
export const checkResourceLink: LaunchCheck = ({ claims }) => {
  if (!resourceLink.safeParse(claims[claim.resourceLink]).success) {
    throw refuseClaim('resource_link', 'missing or malformed');
  }
};
