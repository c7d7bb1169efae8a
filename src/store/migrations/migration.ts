import type mongoose from 'mongoose';

/** Where a migration resumes after an interruption: whatever it needs, as text. Null: from the beginning. */
export type MigrationCursor = string | null;

/**
 * One change of stored documents, in small steps. It runs beside processes of the previous version, so each
 * step leaves every document readable by both. A step may be repeated: a process can die before it records
 * the step's end.
 */
export interface Migration {
  /** Counts up and is never reused. The file is named after it. */
  readonly number: number;
  readonly name: string;
  /**
   * Does the next part, a second of work at most. Returns where the next step begins, or `done` after the
   * last.
   */
  step(database: mongoose.mongo.Db, cursor: MigrationCursor): Promise<MigrationCursor | 'done'>;
}
