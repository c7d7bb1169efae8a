import { z } from 'zod';
import { isTimeZone } from './time-zone.ts';

/** How often a schedule can start in a day, in hours between two starts; null: once. */
export const scheduleIntervals = [1, 2, 3, 4, 6, 8, 12] as const;

/** The longest time over which a schedule spreads its courses, in minutes. */
export const maxSpreadMinutes = 480;

/** When a schedule starts, by the clocks of its zone. */
export const scheduleTimingSchema = z.object({
  /** ISO weekdays: 1 is Monday. */
  days: z.array(z.int().min(1).max(7)).min(1).readonly(),
  /** The first hour of the day at which it starts. */
  hour: z.int().min(0).max(23),
  /** Then again every so many hours until the day ends; null: once a day. */
  everyHours: z.union(scheduleIntervals.map((hours) => z.literal(hours))).nullable(),
  timeZone: z.string().refine(isTimeZone),
  /** Its courses start one after another over this time. */
  spreadMinutes: z.int().min(0).max(maxSpreadMinutes),
});
export type ScheduleTiming = Readonly<z.infer<typeof scheduleTimingSchema>>;

const named = z.object({ id: z.string(), name: z.string() });
/** A sub-account or a term, as Canvas named it when it was chosen. */
export type NamedInCanvas = Readonly<z.infer<typeof named>>;

/** Which courses of the institution: those of all chosen accounts and terms. An empty list means all. */
export const scheduleScopeSchema = z.object({
  accounts: z.array(named).readonly(),
  terms: z.array(named).readonly(),
});
export type ScheduleScope = Readonly<z.infer<typeof scheduleScopeSchema>>;

/** The hours of a day at which a schedule starts. */
export function listHours({ hour, everyHours }: Pick<ScheduleTiming, 'hour' | 'everyHours'>): number[] {
  if (everyHours === null) return [hour];
  return Array.from({ length: Math.ceil((24 - hour) / everyHours) }, (_, n) => hour + n * everyHours);
}
