import { type LocalDate, writeDateTime } from '../../domain/local-date.ts';
import type { SisLineItem, SisResult } from '../../domain/sis.ts';
import { buildAddress } from '../client/address.ts';
import { clientFailure, succeed } from '../client/reply.ts';
import type { SisProfile } from '../profile/sis-profile.ts';
import type { SisReply } from '../sis-client.ts';
import type { WriteContext } from './payload-version.ts';

/** A reference to another object. All three parts are required, and 1.2 fixes `type` for each place (OF2). */
export interface GuidRef {
  readonly href: string;
  readonly sourcedId: string;
  readonly type: 'class' | 'org' | 'category' | 'academicSession' | 'lineItem' | 'user';
}

/** The service and path of each kind of object. */
const places = {
  class: ['rosteringUrl', 'classes'],
  org: ['rosteringUrl', 'orgs'],
  category: ['gradebookUrl', 'categories'],
  academicSession: ['rosteringUrl', 'academicSessions'],
  lineItem: ['gradebookUrl', 'lineItems'],
  user: ['rosteringUrl', 'users'],
} as const;

/** Both versions get the types of 1.2. 1.1 also permits narrower ones (`student`, `gradingPeriod`); 1.2 does not. */
export function writeReference(type: GuidRef['type'], sourcedId: string, context: WriteContext): GuidRef {
  const [service, path] = places[type];
  const base = context.connection[service].replace(/\/+$/, '');
  const address = buildAddress(base, path, sourcedId);
  return { href: address.ok ? address.value : `${base}/${path}/`, sourcedId, type };
}

/**
 * What both versions say about a category. Neither says to which class it belongs: `metadata.classId` is Instructure's
 * extension, and a SIS that ignores it would show the category to every class.
 */
export function writeCategory(
  category: { readonly sourcedId: string; readonly title: string; readonly classSourcedId: string },
  context: Pick<WriteContext, 'now'>,
) {
  return {
    category: {
      sourcedId: category.sourcedId,
      status: 'active',
      dateLastModified: context.now.toISOString(),
      metadata: { classId: category.classSourcedId },
      title: category.title,
    },
  };
}

/** What both versions say about a line item. */
export function writeLineItemCore(lineItem: SisLineItem, context: WriteContext) {
  const { profile } = context;
  const periodId = profile.gradingPeriod === 'omit' ? null : lineItem.gradingPeriodSourcedId;
  return {
    sourcedId: lineItem.sourcedId,
    status: context.status ?? 'active',
    dateLastModified: context.now.toISOString(),
    ...(profile.lineItemMetadata || lineItem.metadata
      ? { metadata: { ...profile.lineItemMetadata, ...lineItem.metadata } }
      : {}),
    title: lineItem.title,
    ...(lineItem.description ? { description: lineItem.description } : {}),
    ...writeDays(lineItem, context),
    class: writeReference('class', lineItem.classSourcedId, context),
    ...(lineItem.categorySourcedId === null
      ? {}
      : { category: writeReference('category', lineItem.categorySourcedId, context) }),
    ...(periodId === null ? {} : { gradingPeriod: writeReference('academicSession', periodId, context) }),
    resultValueMin: lineItem.resultValueMin,
    resultValueMax: lineItem.resultValueMax,
  };
}

/** What both versions say about a result, except its score. */
export function writeResultCore(result: SisResult, context: WriteContext) {
  return {
    sourcedId: result.sourcedId,
    status: context.status ?? 'active',
    dateLastModified: context.now.toISOString(),
    lineItem: writeReference('lineItem', result.lineItemSourcedId, context),
    student: writeReference('user', result.studentSourcedId, context),
    scoreStatus: result.scoreStatus,
    // The specification requires a date; Google's suite and Blackbaud's sample have a date-time.
    scoreDate: writeDay(result.scoreDate, context.profile.scoreDate, context),
    ...(result.comment ? { comment: result.comment } : {}),
  };
}

/** The days of a line item. Only where the SIS is known to do without them are they left out (P15). */
function writeDays({ assignDate, dueDate }: SisLineItem, context: WriteContext) {
  const form = context.profile.lineItemDate ?? 'date-time';
  return {
    ...(assignDate === '' ? {} : { assignDate: writeDay(assignDate, form, context) }),
    ...(dueDate === '' ? {} : { dueDate: writeDay(dueDate, form, context) }),
  };
}

function writeDay(day: LocalDate, form: SisProfile['scoreDate'], { timeZone }: WriteContext): string {
  return form === 'date' ? day : writeDateTime(day, timeZone);
}

/**
 * The score to send; null for none. The profile decides how `exempt` without a score is sent; any other
 * status is sent alone if the version allows it, and never becomes a zero.
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
