import { mapReply, succeed } from '../client/reply.ts';
import type { OneRosterVersion } from './payload-version.ts';
import { decideScore, writeLineItemCore, writeResultCore } from './write-parts.ts';

const scope = 'https://purl.imsglobal.org/spec/or/v1p1/scope';

/** OneRoster 1.1: a line item names no school; a result has no flags and always a score (OF3). */
export const version1p1: OneRosterVersion = {
  scopes: {
    roster: `${scope}/roster.readonly`,
    read: `${scope}/gradebook.readonly`,
    write: `${scope}/gradebook.createput`,
    create: `${scope}/gradebook.createpost`,
    remove: `${scope}/gradebook.delete`,
  },
  writeLineItem: (lineItem, context) => succeed({ lineItem: writeLineItemCore(lineItem, context) }),
  writeResult: (result, context) =>
    mapReply(decideScore(result, context.profile.exempt, true), (score) => ({
      result: { ...writeResultCore(result, context), score },
    })),
};
