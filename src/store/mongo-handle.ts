/** A MongoDB that is reachable now, and what to do when it or this process ends. */
export interface MongoHandle {
  /** Address for any driver of this machine. It may hold credentials: never log it. */
  readonly uri: string;
  readonly kind: 'server' | 'mongod' | 'embedded';
  /** Where the data lies, when a MongoDB was started here. */
  readonly dataDir?: string;
  /** The child process, when a MongoDB was started here. */
  readonly pid?: number;
  /** The one sentence said at start: which MongoDB is in use and where the data lies. */
  readonly describe: string;
  /** Calls `listener` once with a sentence if a MongoDB started here ends without `close()`. */
  onExit(listener: (sentence: string) => void): void;
  /** Ends a MongoDB started here in good order; a server elsewhere is left alone. */
  close(): Promise<void>;
}

/** The database used where the address names none. */
export const databaseName = 'grade_passback';
