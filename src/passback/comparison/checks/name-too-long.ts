import { cleanName } from '../titles.ts';
import type { AssignmentCheck } from './subject.ts';

/** Longer than the SIS takes, where the institution does not let names be shortened. */
export const checkNameTooLong: AssignmentCheck = ({ assignment, title, titleLimit }) =>
  title.tooLong
    ? {
        check: 'name_too_long',
        sectionName: null,
        values: { limit: String(titleLimit), length: String(Array.from(cleanName(assignment.name)).length) },
      }
    : null;
