import { z } from 'zod';
import type { CanvasContext } from '../canvas-context.ts';

const lifeSeconds = 3600;
const claimsShape = z.object({
  registration_id: z.string(),
  exp: z.number(),
  updated_key_id: z.number().nullable(),
});

/** A registration that is not finished yet. */
export interface PendingRegistration {
  readonly id: string;
  /** *Update Registration*: the key that stays; null: a new one is made. */
  readonly updatedKeyId: number | null;
}

/**
 * Makes the `registration_token` of one registration: valid for an hour and for one key
 * (`doc/api/registration.md`).
 */
export async function makeRegistrationToken(
  { keys, clock }: CanvasContext,
  userId: number,
  accountId: number,
  { id, updatedKeyId }: PendingRegistration,
): Promise<string> {
  const claims = {
    user_id: userId,
    initiated_at: clock().toISOString(),
    root_account_global_id: accountId,
    registration_id: id,
    updated_key_id: updatedKeyId,
  };
  return keys.signInternal(claims, lifeSeconds);
}

/** Null: not ours, expired, or used. */
export async function readRegistrationToken(
  { keys, clock, store }: CanvasContext,
  token: string | null,
): Promise<PendingRegistration | null> {
  const claims = claimsShape.safeParse(token === null ? null : await keys.readInternal(token));
  if (!claims.success || claims.data.exp * 1000 <= clock().getTime()) return null;
  const { registration_id: id, updated_key_id: updatedKeyId } = claims.data;
  const isUsed = (await store.tools.listLtiKeys()).some((key) => key.registrationId === id);
  return isUsed ? null : { id, updatedKeyId };
}
