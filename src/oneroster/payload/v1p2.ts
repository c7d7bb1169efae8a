import { mapReply, succeed } from '../client/reply.ts';
import type { OneRosterVersion } from './payload-version.ts';
import { decideScore, writeLineItemCore, writeReference, writeResultCore } from './write-parts.ts';

const scope = 'https://purl.imsglobal.org/spec/or/v1p2/scope';

/**
 * OneRoster 1.2: a line item names its school and a result its class; a result may have no score; `late` and `missing`
 * are the strings `"true"` and `"false"` (official OpenAPI JSON). Class-scoped reads need the scopes without `-core`.
 */
export const version1p2: OneRosterVersion = {
  scopes: {
    roster: `${scope}/roster.readonly`,
    read: `${scope}/gradebook.readonly`,
    write: `${scope}/gradebook.createput`,
    create: `${scope}/gradebook.createpost`,
    remove: `${scope}/gradebook.delete`,
  },
  writeLineItem: (lineItem, context) =>
    succeed({
      lineItem: {
        ...writeLineItemCore(lineItem, context),
        school: writeReference('org', lineItem.schoolSourcedId, context),
      },
    }),
  writeResult: (result, context) =>
    mapReply(decideScore(result, context.profile.exempt, false), (score) => ({
      result: {
        ...writeResultCore(result, context),
        class: writeReference('class', result.classSourcedId, context),
        ...(score === null ? {} : { score }),
        ...(result.textScore === undefined ? {} : { textScore: result.textScore }),
        ...(context.profile.lateAndMissing === 'flags'
          ? { late: writeFlag(result.late), missing: writeFlag(result.missing) }
          : {}),
      },
    })),
};

function writeFlag(value: boolean): 'true' | 'false' {
  return value ? 'true' : 'false';
}
