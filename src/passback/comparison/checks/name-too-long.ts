import { cleanName, lengthOfTitle } from '../titles.ts';
import type { AssignmentCheck } from './subject.ts';

/** The name exceeds the SIS's limit, and the institution does not allow shortening. */
export const checkNameTooLong: AssignmentCheck = ({ assignment, title, titleLimit }) =>
  title.tooLong
    ? {
        check: 'name_too_long',
        sectionName: null,
        values: { limit: String(titleLimit), length: String(lengthOfTitle(cleanName(assignment.name))) },
      }
    : null;
