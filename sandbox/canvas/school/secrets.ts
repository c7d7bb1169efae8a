import { createHash, randomBytes } from 'node:crypto';

/** A fresh opaque secret of 64 characters, the length of Canvas's tokens. */
export const makeSecret = (): string => randomBytes(32).toString('hex');

/** The hash that is stored instead of the secret. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
