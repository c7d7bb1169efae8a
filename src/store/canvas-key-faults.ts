import type mongoose from 'mongoose';
import { z } from 'zod';
import { openRecords, type RecordFormat } from './records.ts';

/**
 * What went wrong for people who used a school's Canvas keys, for the API or for LTI: the codes of the errors
 * they saw, and what their launches lacked.
 */
export const canvasKeyFaultCodes = [
  'canvas_key_refused',
  'canvas_key_scopes',
  'canvas_includes_off',
  'canvas_scope_missing',
  'canvas_origin_unknown',
  'canvas_roster_withheld',
  'canvas_grades_withheld',
  'canvas_fields_withheld',
  'canvas_copy',
] as const;
export type CanvasKeyFaultCode = (typeof canvasKeyFaultCodes)[number];

const storedFault = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  code: z.enum(canvasKeyFaultCodes),
  times: z.number(),
  lastAt: z.date(),
});
export type CanvasKeyFault = Readonly<z.output<typeof storedFault>>;

export const canvasKeyFaultFormat: RecordFormat<CanvasKeyFault, z.input<typeof storedFault>> = {
  collection: 'canvas_key_faults',
  // Version 1 does not know what launches lack, version 2 no copies of Canvas.
  version: 3,
  schema: storedFault,
};

/** Faults of the API key that only show in use, for the administrator's overview. */
export interface CanvasKeyFaultStore {
  ensureIndexes(): Promise<void>;
  note(institutionId: string, code: CanvasKeyFaultCode, now: Date): Promise<void>;
  read(institutionId: string): Promise<readonly CanvasKeyFault[]>;
  /** Forgets faults that somebody has just seen fixed, or all of them with a new key. */
  clear(institutionId: string, codes?: readonly CanvasKeyFaultCode[]): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
}

export function createCanvasKeyFaultStore(connection: mongoose.Connection): CanvasKeyFaultStore {
  const faults = openRecords(connection, canvasKeyFaultFormat);
  return {
    async ensureIndexes() {
      await faults.createIndex({ institutionId: 1 });
    },
    async note(institutionId, code, now) {
      const change = {
        $set: { lastAt: now },
        $setOnInsert: { institutionId, code, v: faults.version },
        $inc: { times: 1 },
      };
      await faults.updateOne({ _id: `${institutionId}:${code}` }, change, 'upsert');
    },
    read: (institutionId) => faults.find({ institutionId }, { sort: { _id: 1 } }),
    async clear(institutionId, codes = canvasKeyFaultCodes) {
      await faults.deleteMany({ institutionId, code: { $in: [...codes] } });
    },
    async removeInstitution(institutionId) {
      await faults.deleteMany({ institutionId });
    },
  };
}
