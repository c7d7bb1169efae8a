import type mongoose from 'mongoose';
import type { SecretCipher } from './encryption.ts';
import { forgiveDuplicates, openRecords } from './passback/collection.ts';

interface CanaryRecord {
  readonly _id: string;
  readonly sealed: string;
}

/** A secret of no worth, by which a process sees that its keys are those of the stored data. */
export interface EncryptionCanary {
  /** Makes it the first time, and seals it anew with the current key as long as an older key still opens it. */
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
  const records = openRecords<CanaryRecord>(connection, 'canary');
  const opens = ({ sealed }: CanaryRecord): boolean => {
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
      if (!present) return forgiveDuplicates(records.insertOne({ _id: id, sealed }));
      if (present.sealed.startsWith(cipher.currentPrefix) || !opens(present)) return;
      await records.updateOne(present, { $set: { sealed } });
    },
    async isReadable() {
      const present = await records.findOne({ _id: id });
      return present === null || opens(present);
    },
  };
}
