import type { Request } from 'express';
import { z } from 'zod';
import { ProductError } from '../../errors.ts';
import { isSame } from '../login/browser-proof.ts';

/**
 * Whether a POST came from one of our own pages (S15). Browsers name the origin of every POST; if a referrer
 * policy blanked it (`null`), `Sec-Fetch-Site` says the same and no page can forge it.
 */
export function isOwnPost(request: Request, publicUrl: string): boolean {
  const origin = request.get('origin');
  if (origin !== undefined && origin !== 'null') return origin === new URL(publicUrl).origin;
  return request.get('sec-fetch-site') === 'same-origin';
}

/** The form field with the session's token. */
export const csrfField = 'csrf';
const csrfForm = z.object({ [csrfField]: z.string().max(255) });

/**
 * Checks that a form came from a page of this session: our own origin, and the session's token in the field
 * `csrf` or, from scripts, in the header `X-CSRF-Token`.
 * @throws ProductError `form_forged`
 */
export function requireOwnForm(request: Request, publicUrl: string, csrfToken: string): void {
  if (!isOwnPost(request, publicUrl)) throw new ProductError('form_forged', { detail: 'foreign origin' });
  const form = csrfForm.safeParse(request.body);
  const given = request.get('x-csrf-token') ?? (form.success ? form.data[csrfField] : null);
  if (given === null || !isSame(given, csrfToken)) {
    throw new ProductError('form_forged', { detail: 'the token of the session is missing or wrong' });
  }
}
