import type mongoose from 'mongoose';

/** Where a migration goes on after an interruption: whatever it needs, as text. Null: from the beginning. */
export type MigrationCursor = string | null;

/**
 * One change of stored documents, in small steps. It runs beside processes of the previous version, so each step leaves
 * every document readable by both, and it may be repeated: a process can die between a step and the note of its end.
 */
export interface Migration {
  /** Grows by one; never used again. The file is named after it. */
  readonly number: number;
  readonly name: string;
  /** Does the next part, a second of work at most. Returns where the next step begins, `done` after the last. */
  step(database: mongoose.mongo.Db, cursor: MigrationCursor): Promise<MigrationCursor | 'done'>;
}
