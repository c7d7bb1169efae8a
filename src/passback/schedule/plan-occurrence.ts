import type { AccountReader, ListedInCanvas } from '../../canvas/account-reader.ts';
import type { Institution } from '../../domain/institution.ts';
import type { ScheduleScope } from '../../domain/schedule.ts';
import { toProductError } from '../../errors.ts';
import type { NightlySync } from '../../store/nightly-syncs.ts';
import { type CourseRef, courseKey } from '../../store/passback/course-record.ts';
import type { Schedule, ScheduledCourse, ScheduleOccurrence } from '../../store/schedules.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import { chooseFinalGrades } from '../mirror/final-grades.ts';
import { findNearness, findStart, isCovered } from './choose-courses.ts';
import { dayMs } from './local-time.ts';

/**
 * Requests in flight. Each holds 50 of a token's 600 units until Canvas answers, and 10 units flow back in a
 * second (`app/middleware/request_throttle.rb`): nine leave the 150 at which we slow down, and finish 3,000
 * courses in a minute and a half when Canvas answers within a fifth of a second.
 */
const requestsAtOnce = 9;
/** Courses stored at once, so that the first start while the others are still being read. */
const batchSize = 100;
/** A course whose last run is older is asked for its LTI context again. */
const knownSinceMs = 60 * dayMs;

export interface Planning {
  readonly schedule: Schedule;
  readonly institution: Institution;
  readonly reader: AccountReader;
  readonly now: Date;
  /** Aborted when the process stops or the claim is lost. */
  readonly signal: AbortSignal;
}

export interface PlanningDeps {
  readonly listNightly: (institutionId: string) => Promise<readonly NightlySync[]>;
  readonly findKnown: (institutionId: string, since: Date) => Promise<ReadonlyMap<string, CourseRef>>;
  readonly findSynced: (institutionId: string, since: Date) => Promise<ReadonlyMap<string, Date>>;
  /** Stores courses to start. @throws if the claim was lost */
  readonly save: (courses: readonly ScheduledCourse[]) => Promise<void>;
}

type Counted = Pick<
  ScheduleOccurrence,
  'courses' | 'chosen' | 'withoutAssignments' | 'notOpened' | 'covered' | 'unreadable'
>;

/**
 * Reads which courses a schedule is to start, and stores each with its time. A course without assignments
 * that are marked Sync to SIS costs one request, and so does one that had a run before.
 * @throws ProductError `canvas_*` if the courses cannot be listed
 */
export async function planOccurrence(deps: PlanningDeps, planning: Planning): Promise<Counted> {
  const { schedule, institution, reader, now, signal } = planning;
  const near = findNearness(schedule.timing);
  const courses = await listCourses(reader, schedule.scope, signal);
  const [nightly, known, synced] = await Promise.all([
    institution.settings.nightlySyncOffered ? deps.listNightly(institution.id) : [],
    deps.findKnown(institution.id, new Date(now.getTime() - knownSinceMs)),
    deps.findSynced(institution.id, new Date(now.getTime() - near)),
  ]);
  const nightlyOf = new Map(nightly.map((sync) => [sync._id, sync]));
  const counted = { chosen: 0, withoutAssignments: 0, notOpened: 0, covered: 0, unreadable: 0 };
  let batch: ScheduledCourse[] = [];
  const flush = async (): Promise<void> => {
    const full = batch;
    batch = [];
    await deps.save(full);
  };
  const look = async (course: ListedInCanvas): Promise<'chosen' | keyof typeof counted> => {
    const ref = known.get(course.id);
    const covers = (found: CourseRef): boolean => {
      const sync = nightlyOf.get(found.key);
      const { nextAt: nightlyNextAt = null, lastStartedAt: nightlyLastAt = null } = sync ?? {};
      const other = { nightlyNextAt, nightlyLastAt, syncedAt: synced.get(found.key) ?? null };
      return isCovered(other, now, near);
    };
    if (ref !== undefined && covers(ref)) return 'covered';
    if (!(await hasGradesToSend(planning, course))) return 'withoutAssignments';
    const found = ref ?? (await findCourse(planning, course));
    if (found === null) return 'notOpened';
    if (ref === undefined && covers(found)) return 'covered';
    batch.push(toScheduled(planning, found));
    if (batch.length >= batchSize) await flush();
    return 'chosen';
  };
  await forEachConcurrent(courses, requestsAtOnce, async (course) => {
    signal.throwIfAborted();
    counted[await look(course).catch((error: unknown) => countRefused(error))] += 1;
    return true;
  });
  await flush();
  return { courses: courses.length, ...counted };
}

/** Final grades need no assignment: where they are sent, every course with a section in the SIS has some (P16). */
async function hasGradesToSend(
  { institution, reader, signal }: Planning,
  { id }: ListedInCanvas,
): Promise<boolean> {
  if (await reader.hasSisAssignments(id, signal)) return true;
  return chooseFinalGrades(institution.settings) !== null && reader.hasSisSections(id, signal);
}

/** One course that Canvas does not show must not stop the others. */
function countRefused(error: unknown): 'unreadable' {
  if (toProductError(error).code !== 'canvas_refused') throw error;
  return 'unreadable';
}

/** Every course of the chosen accounts and terms once, in the order of Canvas's ids. */
async function listCourses(
  reader: AccountReader,
  { accounts, terms }: ScheduleScope,
  signal: AbortSignal,
): Promise<readonly ListedInCanvas[]> {
  const found = new Map<string, ListedInCanvas>();
  for (const accountId of idsOrAll(accounts)) {
    for (const termId of idsOrAll(terms)) {
      for (const course of await reader.listCourses({ accountId, termId }, signal)) {
        found.set(course.id, course);
      }
    }
  }
  return [...found.values()];
}

const idsOrAll = (chosen: ScheduleScope['accounts']): readonly (string | null)[] =>
  chosen.length === 0 ? [null] : chosen.map(({ id }) => id);

/** A course that had no run yet, as a launch would name it; null if Canvas has no LTI context for it. */
async function findCourse(
  { institution, reader, signal }: Planning,
  { id, name }: ListedInCanvas,
): Promise<CourseRef | null> {
  const contextId = await reader.readContextId(id, signal);
  if (contextId === null) return null;
  // Canvas's own addresses of Names & Roles and of Assignment & Grade Services (`config/routes.rb`).
  const services = `${institution.canvas.baseUrl}/api/lti/courses/${encodeURIComponent(id)}`;
  return {
    key: courseKey(institution.id, contextId),
    institutionId: institution.id,
    contextId,
    canvasCourseId: id,
    title: name,
    nrpsUrl: `${services}/names_and_roles`,
    lineItemsUrl: `${services}/line_items`,
  };
}

function toScheduled({ schedule, now }: Planning, course: CourseRef): ScheduledCourse {
  const { _id: scheduleId, institutionId, revision, nextAt, timing } = schedule;
  return {
    _id: `${scheduleId}:${nextAt.getTime()}:${course.key}`,
    institutionId,
    scheduleId,
    revision,
    course,
    startAt: findStart(course, now, timing),
    claimedUntil: null,
  };
}
