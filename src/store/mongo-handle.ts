/** A reachable MongoDB, and what to do when it or this process ends. */
export interface MongoHandle {
  /** The address for any driver on this machine. It may hold credentials: never log it. */
  readonly uri: string;
  readonly kind: 'server' | 'mongod' | 'embedded';
  /** Where the data is, if MongoDB was started here. */
  readonly dataDir?: string;
  /** The child process, if MongoDB was started here. */
  readonly pid?: number;
  /** The sentence shown at start: which MongoDB is used, and where the data is. */
  readonly describe: string;
  /** Calls `listener` once with a sentence if a MongoDB started here ends without `close()`. */
  onExit(listener: (sentence: string) => void): void;
  /** Stops a MongoDB that was started here; a server elsewhere is left alone. */
  close(): Promise<void>;
}

/** The database to use if the address names none. */
export const databaseName = 'grade_passback';
