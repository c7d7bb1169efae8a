import { algebra } from './invented/algebra.ts';
import { biology } from './invented/biology.ts';
import { english } from './invented/english.ts';
import { canvasUsers } from './invented/people.ts';
import { inventedSis } from './invented/sis.ts';
import type { SampleSchool } from './types.ts';

/** A small invented school with every case that a teacher can meet; the same on every call. */
export function inventedSchool(): SampleSchool {
  return {
    name: 'Juniper Hills High School',
    sisLabel: 'Juniper SIS',
    timeZone: 'America/Chicago',
    sis: inventedSis,
    canvas: { users: canvasUsers, courses: [biology, algebra, english] },
  };
}
