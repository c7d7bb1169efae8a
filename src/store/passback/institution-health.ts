import type mongoose from 'mongoose';
import { z } from 'zod';
import {
  type CheckCode,
  checkCodes,
  type ItemReason,
  itemReasons,
  problemStates,
  type RunState,
  runStates,
} from '../../domain/outcomes.ts';
import type { ErrorCode } from '../../errors.ts';
import { openRecords } from '../records.ts';
import { itemFormat } from './item-record.ts';
import { runLineItemFormat } from './run-line-item-record.ts';
import { errorCodeSchema, type RunRecord, runFormat, type StoredRun } from './run-record.ts';

/** Which runs of an institution; each part narrows it. */
export interface InstitutionRunFilter {
  /** Null: in any state. */
  readonly states: readonly RunState[] | null;
  /** Part of the course's title, in any case; null: all courses. */
  readonly course: string | null;
  /** Requested at this instant or later. */
  readonly from: Date | null;
  /** Requested before this instant. */
  readonly until: Date | null;
}

/** A course as its latest run left it. */
export interface CourseHealth {
  readonly courseKey: string;
  readonly title: string;
  readonly runId: string;
  readonly state: RunState;
  /** It covered only some of the course's sections. */
  readonly isLimited: boolean;
  /** Grades that failed in it; null while it is open. */
  readonly failed: number | null;
  readonly problem: ErrorCode | null;
  /** When a run of the whole course last reached its end with the SIS; null: never. */
  readonly lastSyncAt: Date | null;
}

/** Why something did not arrive, over the last ended run of each course. */
export interface ReasonCount {
  readonly reason:
    | { readonly of: 'run'; readonly code: ErrorCode }
    | { readonly of: 'assignment'; readonly code: CheckCode }
    | { readonly of: 'grade'; readonly code: ItemReason; readonly outcome: 'failed' | 'skipped' };
  /** Runs, assignments (per section) or grades. */
  readonly count: number;
  readonly courses: number;
}

export interface PageOf {
  readonly skip: number;
  readonly limit: number;
}

/** All courses of an institution, for its administrators. Each call is limited to that institution. */
export interface InstitutionHealth {
  countRuns(institutionId: string, filter: InstitutionRunFilter): Promise<number>;
  /** Runs with problems first, then the newest. */
  findRuns(institutionId: string, filter: InstitutionRunFilter, page: PageOf): Promise<RunRecord[]>;
  findRun(institutionId: string, runId: string): Promise<RunRecord | null>;
  /** Courses that ever had a run, those with problems first. */
  findCourses(institutionId: string, page: PageOf): Promise<CourseHealth[]>;
  /**
   * Courses by the state of their latest run; `sections`: it ended well, but only for some sections of the
   * course.
   */
  countCourses(institutionId: string): Promise<ReadonlyMap<RunState | 'sections', number>>;
  countReasons(institutionId: string): Promise<readonly ReasonCount[]>;
  /** The days on which a run ended, in no order. Comparisons and cancelled runs do not count. */
  countDays(institutionId: string, part: DaysOf): Promise<readonly DayOfRuns[]>;
}

export interface DaysOf {
  readonly since: Date;
  /** IANA. */
  readonly timeZone: string;
}

/** What ended on a day. */
export interface DayOfRuns {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly well: number;
  readonly withProblems: number;
  readonly failed: number;
  /** Grades that the SIS accepted. */
  readonly sent: number;
  /** Grades that failed. */
  readonly notSent: number;
}

const problems: readonly RunState[] = problemStates;
const synced: readonly RunState[] = ['completed', 'completed_with_problems', 'nothing_to_send'];
const isWholeSync = { $and: [{ $in: ['$state', synced] }, { $ne: ['$reach.kind', 'sections'] }] };

export function createInstitutionHealth(connection: mongoose.Connection): InstitutionHealth {
  const runs = openRecords(connection, runFormat);
  const items = openRecords(connection, itemFormat);
  const lineItems = openRecords(connection, runLineItemFormat);

  /** The latest sending run of each course, by the index of institution and age. */
  const latest = (institutionId: string) => [
    { $match: { institutionId, kind: { $ne: 'compare' } } },
    { $sort: { createdAt: -1 as const } },
    {
      $group: {
        _id: '$courseKey',
        title: { $first: '$course.title' },
        runId: { $first: '$_id' },
        state: { $first: '$state' },
        isLimited: { $first: { $eq: ['$reach.kind', 'sections'] } },
        // Counts of zero are not stored.
        failed: {
          $first: { $cond: [{ $ifNull: ['$counts', false] }, { $ifNull: ['$counts.failed', 0] }, null] },
        },
        problem: { $first: '$problem.code' },
        lastSyncAt: { $max: { $cond: [isWholeSync, '$endedAt', null] } },
      },
    },
  ];

  const findLastEnded = (institutionId: string): Promise<{ _id: string; runId: string }[]> =>
    runs.aggregate(z.object({ _id: z.string(), runId: z.string() }), [
      {
        $match: {
          institutionId,
          kind: { $ne: 'compare' },
          endedAt: { $ne: null },
          state: { $ne: 'cancelled' },
        },
      },
      { $sort: { createdAt: -1 } },
      { $group: { _id: '$courseKey', runId: { $first: '$_id' } } },
    ]);

  return {
    countRuns: (institutionId, filter) => runs.count(matchRuns(institutionId, filter)),
    async findRuns(institutionId, filter, { skip, limit }) {
      // Two lists one after another instead of a computed order: each follows the index of age.
      const asked = filter.states;
      const wanted = (isProblem: boolean): InstitutionRunFilter => ({
        ...filter,
        states: (asked ?? allStates).filter((state) => problems.includes(state) === isProblem),
      });
      const find = (part: InstitutionRunFilter, from: number, max: number): Promise<RunRecord[]> =>
        runs.find(matchRuns(institutionId, part), {
          sort: { createdAt: -1, _id: 1 },
          skip: from,
          limit: max,
        });
      const first = await find(wanted(true), skip, limit);
      if (first.length === limit) return first;
      const before = await runs.count(matchRuns(institutionId, wanted(true)));
      const rest = await find(wanted(false), Math.max(0, skip - before), limit - first.length);
      return [...first, ...rest];
    },
    findRun: (institutionId, runId) => runs.findOne({ _id: runId, institutionId }),
    async findCourses(institutionId, { skip, limit }) {
      const rows = await runs.aggregate(courseRow, [
        ...latest(institutionId),
        { $addFields: { rank: { $indexOfArray: [healthOrder, '$state'] } } },
        { $sort: { rank: 1, title: 1, _id: 1 } },
        { $skip: skip },
        { $limit: limit },
      ]);
      return rows.map(({ _id, ...course }) => ({ courseKey: _id, ...course }));
    },
    async countCourses(institutionId) {
      const endedWell = ['completed', 'nothing_to_send'] satisfies RunState[];
      const group = {
        $cond: [{ $and: ['$isLimited', { $in: ['$state', endedWell] }] }, 'sections', '$state'],
      };
      const rows = await runs.aggregate(
        z.object({ _id: z.enum([...runStates, 'sections']), n: z.number() }),
        [...latest(institutionId), { $group: { _id: group, n: { $sum: 1 } } }],
      );
      return new Map(rows.map(({ _id, n }) => [_id, n]));
    },
    async countDays(institutionId, { since, timeZone }) {
      const runsIn = (...states: readonly RunState[]) => ({
        $sum: { $cond: [{ $in: ['$state', states] }, 1, 0] },
      });
      // Counts of zero are not stored.
      const gradesOf = (...names: readonly string[]) => ({
        $sum: { $add: names.map((name) => ({ $ifNull: [`$counts.${name}`, 0] })) },
      });
      const rows = await runs.aggregate(dayRow, [
        {
          $match: {
            institutionId,
            endedAt: { $gte: since },
            kind: { $ne: 'compare' },
            state: { $ne: 'cancelled' },
          },
        },
        {
          $group: {
            _id: { $dateToString: { date: '$endedAt', format: '%Y-%m-%d', timezone: timeZone } },
            well: runsIn('completed', 'nothing_to_send'),
            withProblems: runsIn('completed_with_problems'),
            failed: runsIn('failed'),
            sent: gradesOf('sent', 'confirmed'),
            notSent: gradesOf('failed'),
          },
        },
      ]);
      return rows.map(({ _id: day, ...counts }) => ({ day, ...counts }));
    },
    async countReasons(institutionId) {
      const ended = await findLastEnded(institutionId);
      const runIds = ended.map(({ runId }) => runId);
      const courseKeys = ended.map(({ _id }) => _id);
      const inRuns = { institutionId, courseKey: { $in: courseKeys }, runId: { $in: runIds } };
      const [ofRuns, ofLineItems, ofItems] = await Promise.all([
        runs.aggregate(z.object({ _id: errorCodeSchema, n: z.number() }), [
          { $match: { _id: { $in: runIds }, problem: { $ne: null } } },
          { $group: { _id: '$problem.code', n: { $sum: 1 } } },
        ]),
        lineItems.aggregate(grouped(z.enum(checkCodes)), [
          { $match: { ...inRuns, outcome: 'refused' } },
          { $unwind: '$problems' },
          { $group: { _id: '$problems.check', n: { $sum: 1 }, runs: { $addToSet: '$runId' } } },
          countSet,
        ]),
        items.aggregate(grouped(itemGroup), [
          { $match: { ...inRuns, outcome: { $in: ['failed', 'skipped'] } } },
          {
            $group: {
              _id: { reason: '$reason', outcome: '$outcome' },
              n: { $sum: 1 },
              runs: { $addToSet: '$runId' },
            },
          },
          countSet,
        ]),
      ]);
      return [
        ...ofRuns.map(({ _id, n }) => ({ reason: { of: 'run' as const, code: _id }, count: n, courses: n })),
        ...ofLineItems.map(({ _id, n, courses }) => ({
          reason: { of: 'assignment' as const, code: _id },
          count: n,
          courses,
        })),
        ...ofItems.map(({ _id, n, courses }) => ({
          reason: { of: 'grade' as const, code: _id.reason, outcome: _id.outcome },
          count: n,
          courses,
        })),
      ];
    },
  };
}

const courseRow = z.object({
  _id: z.string(),
  title: z
    .string()
    .nullish()
    .transform((title) => title ?? ''),
  runId: z.string(),
  state: z.enum(runStates),
  isLimited: z.boolean(),
  failed: z
    .number()
    .nullish()
    .transform((failed) => failed ?? null),
  problem: errorCodeSchema.nullish().transform((code) => code ?? null),
  lastSyncAt: z
    .date()
    .nullish()
    .transform((at) => at ?? null),
});
const dayRow = z.object({
  _id: z.string(),
  well: z.number(),
  withProblems: z.number(),
  failed: z.number(),
  sent: z.number(),
  notSent: z.number(),
});
const itemGroup = z.object({ reason: z.enum(itemReasons), outcome: z.enum(['failed', 'skipped']) });
const grouped = <Id>(id: z.ZodType<Id>) => z.object({ _id: id, n: z.number(), courses: z.number() });

const countSet = { $project: { n: 1, courses: { $size: '$runs' } } } as const;

/** Every state, those that need attention first. */
const healthOrder: readonly RunState[] = [
  'failed',
  'completed_with_problems',
  'waiting_for_sis',
  'waiting_for_person',
  'running',
  'scheduled',
  'queued',
  'cancelled',
  'completed',
  'nothing_to_send',
];
const allStates = healthOrder;

function matchRuns(
  institutionId: string,
  { states, course, from, until }: InstitutionRunFilter,
): mongoose.mongo.Filter<StoredRun> {
  const createdAt = { ...(from === null ? {} : { $gte: from }), ...(until === null ? {} : { $lt: until }) };
  return {
    institutionId,
    ...(states === null ? {} : { state: { $in: [...states] } }),
    ...(course === null ? {} : { 'course.title': { $regex: escapePattern(course), $options: 'i' } }),
    ...(from === null && until === null ? {} : { createdAt }),
  };
}

/** A pattern that matches exactly this text. */
function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
