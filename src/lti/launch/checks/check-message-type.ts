import { claim } from '../claims.ts';
import { LaunchRefusal } from '../refusal.ts';
import { type LaunchCheck, refuseClaim } from './launch-check.ts';

/** LTI 1.3 Core § 5.3.1. A Deep Linking request is valid, but this tool answers none (LX15). */
export const checkMessageType: LaunchCheck = ({ claims }) => {
  const type = claims[claim.messageType];
  if (type === 'LtiResourceLinkRequest') return;
  if (type === 'LtiDeepLinkingRequest') throw new LaunchRefusal('message_type', 'message_unsupported');
  throw refuseClaim('message_type', 'missing or unknown message type');
};
