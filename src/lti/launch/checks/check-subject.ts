import { type LaunchCheck, readText, refuseClaim } from './launch-check.ts';

/** LTI 1.3 Core § 5.3.6: at most 255 characters. Anonymous launches exist, but open no grades. */
export const checkSubject: LaunchCheck = ({ claims }) => {
  if (readText(claims, 'sub', 255) === null) throw refuseClaim('subject', 'missing or malformed');
};
