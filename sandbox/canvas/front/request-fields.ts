import type { Request } from 'express';
import { z } from 'zod';

const looseRecord = z.record(z.string(), z.unknown());

/** The text fields of a query or form. Repeated and nested fields are left out. */
export function textFields(input: unknown): Readonly<Record<string, string>> {
  const parsed = looseRecord.safeParse(input ?? {});
  if (!parsed.success) return {};
  return Object.fromEntries(
    Object.entries(parsed.data).filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
}

/** Query and form merged, as a Rails controller sees them. */
export const requestFields = (req: Request): Readonly<Record<string, string>> => ({
  ...textFields(req.query),
  ...textFields(req.body),
});

/** The query with repeated `name[]` keys kept, in order. */
export const queryOf = (req: Request): URLSearchParams =>
  new URL(req.originalUrl, 'http://canvas.invalid').searchParams;

/** Whether Rails takes the text as true (`value_to_boolean`). */
export const isTrue = (value: string | null): boolean =>
  value !== null && ['true', 't', '1', 'on', 'yes', 'y'].includes(value.trim().toLowerCase());

/** A numeric route parameter. Null where it is no number: Canvas then answers 404. */
export function routeId(req: Request, name: string): number | null {
  const value = req.params[name];
  return typeof value === 'string' && /^\d{1,15}$/u.test(value) ? Number(value) : null;
}

/** The bearer token of the Authorization header or of `access_token`, or null. */
export function bearerToken(req: Request): string | null {
  const match = /^Bearer\s+(\S+)$/iu.exec(req.get('authorization') ?? '');
  return match?.[1] ?? textFields(req.query)['access_token'] ?? null;
}
