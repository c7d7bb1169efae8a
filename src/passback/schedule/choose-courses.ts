import { listHours, type ScheduleTiming } from '../../domain/schedule.ts';
import type { CourseRef } from '../../store/passback/course-record.ts';
import { fractionOf, minuteMs } from './local-time.ts';

const hourMs = 60 * minuteMs;
/** A course that was synced within this time is in order for tonight. */
const nearMs = 6 * hourMs;

/** What else syncs the course by itself. */
export interface OtherSyncs {
  /** When its nightly sync starts next and last started; null: it has none, or not yet. */
  readonly nightlyNextAt: Date | null;
  readonly nightlyLastAt: Date | null;
  /** When a schedule or a nightly sync last synced it without failing; null: not lately. */
  readonly syncedAt: Date | null;
}

/**
 * How near another sync by night makes this one superfluous, in milliseconds: six hours, and less for a
 * schedule that starts several times a day.
 */
export function findNearness(timing: Pick<ScheduleTiming, 'hour' | 'everyHours'>): number {
  const gapMs = listHours(timing).length > 1 ? (timing.everyHours ?? 24) * hourMs : 24 * hourMs;
  return Math.min(nearMs, gapMs / 2);
}

/** Whether the course needs no sync of the schedule now, because another one covers it (no course twice in a night). */
export function isCovered(other: OtherSyncs, now: Date, near: number): boolean {
  const isNear = (at: Date | null): boolean => at !== null && Math.abs(at.getTime() - now.getTime()) < near;
  return isNear(other.nightlyNextAt) || isNear(other.nightlyLastAt) || isNear(other.syncedAt);
}

/** When a course of a schedule starts: always after the same fraction of the spread. */
export function findStart(
  course: Pick<CourseRef, 'key'>,
  from: Date,
  { spreadMinutes }: Pick<ScheduleTiming, 'spreadMinutes'>,
): Date {
  return new Date(from.getTime() + Math.floor(fractionOf(course.key) * spreadMinutes * minuteMs));
}
