import { json, type RequestHandler, urlencoded } from 'express';
import { z } from 'zod';
import { isTrue } from '../../front/request-fields.ts';
import { parseApiTime } from '../api-time.ts';

/** Bodies as Rails takes them: JSON, or forms with nested names such as `submission[posted_grade]`. */
export const readBodies: readonly RequestHandler[] = [
  json({ limit: '5mb' }),
  urlencoded({ extended: true, limit: '5mb' }),
];

/** A yes or no, as JSON or as the text of a form. */
export const flag = z.union([z.boolean(), z.string().transform((text) => isTrue(text))]);
export const id = z.coerce.number().int().positive();
/** An ISO 8601 time; empty or null: none. */
export const instant = z
  .string()
  .nullable()
  .transform((text, context) => {
    if (text === null || text === '') return null;
    const time = parseApiTime(text);
    if (time === null) context.addIssue({ code: 'custom', message: 'invalid datetime' });
    return time;
  });
/** Empty means null, as in a form field that was cleared. */
export const clearable = z
  .string()
  .nullable()
  .transform((text) => text || null);
