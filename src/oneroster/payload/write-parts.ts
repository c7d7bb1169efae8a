import { writeDateTime } from '../../domain/local-date.ts';
import type { SisLineItem, SisResult } from '../../domain/sis.ts';
import { buildAddress } from '../client/address.ts';
import { clientFailure, succeed } from '../client/reply.ts';
import type { SisProfile } from '../profile/sis-profile.ts';
import type { SisReply } from '../sis-client.ts';
import type { WriteContext } from './payload-version.ts';

/** A reference to another object: all three parts are required, and 1.2 fixes `type` per slot (A3). */
export interface GuidRef {
  readonly href: string;
  readonly sourcedId: string;
  readonly type: 'class' | 'org' | 'category' | 'academicSession' | 'lineItem' | 'user';
}

/** Which service keeps which objects, and under which path. */
const places = {
  class: ['rosteringUrl', 'classes'],
  org: ['rosteringUrl', 'orgs'],
  category: ['gradebookUrl', 'categories'],
  academicSession: ['rosteringUrl', 'academicSessions'],
  lineItem: ['gradebookUrl', 'lineItems'],
  user: ['rosteringUrl', 'users'],
} as const;

/**
 * A reference by id. The types are those of 1.2 for both versions: 1.1 permits narrower words (`student`,
 * `gradingPeriod`) beside them, 1.2 does not.
 */
export function writeReference(type: GuidRef['type'], sourcedId: string, context: WriteContext): GuidRef {
  const [service, path] = places[type];
  const base = context.connection[service].replace(/\/+$/, '');
  const address = buildAddress(base, path, sourcedId);
  return { href: address.ok ? address.value : `${base}/${path}/`, sourcedId, type };
}

/** The part of a line item that both versions share. */
export function writeLineItemCore(lineItem: SisLineItem, context: WriteContext) {
  const { profile } = context;
  const periodId = profile.gradingPeriod === 'omit' ? null : lineItem.gradingPeriodSourcedId;
  return {
    sourcedId: lineItem.sourcedId,
    status: 'active',
    dateLastModified: context.now.toISOString(),
    ...(profile.lineItemMetadata ? { metadata: profile.lineItemMetadata } : {}),
    title: lineItem.title,
    ...(lineItem.description ? { description: lineItem.description } : {}),
    assignDate: writeDateTime(lineItem.assignDate),
    dueDate: writeDateTime(lineItem.dueDate),
    class: writeReference('class', lineItem.classSourcedId, context),
    ...(lineItem.categorySourcedId === null
      ? {}
      : { category: writeReference('category', lineItem.categorySourcedId, context) }),
    ...(periodId === null ? {} : { gradingPeriod: writeReference('academicSession', periodId, context) }),
    resultValueMin: lineItem.resultValueMin,
    resultValueMax: lineItem.resultValueMax,
  };
}

/** The part of a result that both versions share, without its score. */
export function writeResultCore(result: SisResult, context: WriteContext) {
  return {
    sourcedId: result.sourcedId,
    status: 'active',
    dateLastModified: context.now.toISOString(),
    lineItem: writeReference('lineItem', result.lineItemSourcedId, context),
    student: writeReference('user', result.studentSourcedId, context),
    scoreStatus: result.scoreStatus,
    scoreDate: writeScoreDate(result.scoreDate, context.profile),
  };
}

/** The specification has a date; Google's suite and Blackbaud's sample have a date-time. */
function writeScoreDate(day: string, profile: SisProfile): string {
  return profile.scoreDate === 'date' ? day : writeDateTime(day);
}

/**
 * The score to write, null for none. Without a score `exempt` travels as the profile says; any other status is sent
 * alone where the version can carry it, and is never turned into a zero.
 */
export function decideScore(
  result: SisResult,
  exempt: SisProfile['exempt'],
  scoreRequired: boolean,
): SisReply<number | null> {
  if (result.score !== null) return succeed(result.score);
  if (result.scoreStatus === 'exempt' && exempt === 'score-zero') return succeed(0);
  if (result.scoreStatus === 'exempt' && exempt === 'refuse') return clientFailure('item', 'exempt_refused');
  return scoreRequired ? clientFailure('item', 'score_required') : succeed(null);
}
