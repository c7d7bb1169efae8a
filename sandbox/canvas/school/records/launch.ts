/** A person's login in one browser; only the cookie's hash is stored. */
export interface LoginSession {
  readonly tokenHash: string;
  readonly userId: number;
  readonly createdAt: Date;
}

/** The id_token body of a launch, made at login initiation and deleted on first use. */
export interface PendingLaunch {
  readonly verifier: string;
  readonly clientId: number;
  readonly userId: number;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly expiresAt: Date;
}

/** One request to the sandbox. */
export interface AccessLogEntry {
  readonly method: string;
  /** The path without its query. */
  readonly path: string;
  /** The query with its `?`, or empty. */
  readonly query: string;
  readonly at: Date;
}
