import { json, type Request, type RequestHandler, type Response, urlencoded } from 'express';
import { z } from 'zod';
import { isTrue } from '../../front/request-fields.ts';
import { parseApiTime } from '../api-time.ts';

/** Bodies that Rails accepts: JSON, or forms with nested names such as `submission[posted_grade]`. */
export const readBodies: readonly RequestHandler[] = [
  json({ limit: '5mb' }),
  urlencoded({ extended: true, limit: '5mb' }),
];

/** Parses a request's body. Answers 400 itself and returns null if the body does not fit. */
export function readBody<T>(schema: z.ZodType<T>, req: Request, res: Response): T | null {
  const body = schema.safeParse(req.body);
  if (body.success) return body.data;
  res.status(400).json({ errors: body.error.issues });
  return null;
}

/** A boolean, as JSON or as form text. */
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
/** Empty means null, as when a form field was cleared. */
export const clearable = z
  .string()
  .nullable()
  .transform((text) => text || null);
