import type mongoose from 'mongoose';
import { z } from 'zod';
import type { SecretCipher } from './encryption.ts';
import { openRecords, type RecordFormat, unlessDuplicate } from './records.ts';

const storedCanary = z.object({ _id: z.string(), v: z.number().optional(), sealed: z.string() });
type Canary = z.output<typeof storedCanary>;

export const canaryFormat: RecordFormat<Canary, z.input<typeof storedCanary>> = {
  collection: 'canary',
  version: 1,
  schema: storedCanary,
};

/** A worthless secret by which a process checks that its keys fit the stored data. */
export interface EncryptionCanary {
  /**
   * Creates it the first time, and encrypts it again with the current key while an older key still opens it.
   */
  renew(): Promise<void>;
  /** Whether this process's keys open it. */
  isReadable(): Promise<boolean>;
}

const id = 'encryption-canary';
const song = 'readable';

export function createEncryptionCanary(
  connection: mongoose.Connection,
  cipher: SecretCipher,
): EncryptionCanary {
  const records = openRecords(connection, canaryFormat);
  const opens = ({ sealed }: Canary): boolean => {
    try {
      return cipher.decrypt(sealed, id) === song;
    } catch {
      return false;
    }
  };
  return {
    async renew() {
      const sealed = cipher.encrypt(song, id);
      const present = await records.findOne({ _id: id });
      if (!present) {
        await unlessDuplicate(records.insertOne({ _id: id, sealed }));
        return;
      }
      if (present.sealed.startsWith(cipher.currentPrefix) || !opens(present)) return;
      await records.updateOne({ _id: id, sealed: present.sealed }, { $set: { sealed } });
    },
    async isReadable() {
      const present = await records.findOne({ _id: id });
      return present === null || opens(present);
    },
  };
}
