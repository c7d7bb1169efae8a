import type { CourseRef } from './course-record.ts';

/** A course as every query for what is stored of it names it: institution and course are the shard key. */
export interface CourseScope {
  readonly institutionId: string;
  readonly courseKey: string;
}

/** A run as every query for its items and rows names it. */
export interface RunKey extends CourseScope {
  readonly runId: string;
}

/** The part of a filter that names the course. */
export function ofCourse({ institutionId, courseKey }: CourseScope): CourseScope {
  return { institutionId, courseKey };
}

/** The part of a filter that names the run. */
export function ofRun({ institutionId, courseKey, runId }: RunKey): RunKey {
  return { institutionId, courseKey, runId };
}

/** The part of a filter that finds the run itself. */
export function byRunId({ runId, ...course }: RunKey): CourseScope & { readonly _id: string } {
  return { _id: runId, ...ofCourse(course) };
}

export function scopeOfCourse({ institutionId, key }: Pick<CourseRef, 'institutionId' | 'key'>): CourseScope {
  return { institutionId, courseKey: key };
}

export function keyOfRun({ _id, institutionId, courseKey }: CourseScope & { readonly _id: string }): RunKey {
  return { institutionId, courseKey, runId: _id };
}

/** The part of a filter that takes all ids with this prefix and a colon: `;` comes right after `:`. */
export function idsUnder(prefix: string): { readonly $gte: string; readonly $lt: string } {
  return { $gte: `${prefix}:`, $lt: `${prefix};` };
}
