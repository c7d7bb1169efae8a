/** A person logged in with a browser; only the hash of the cookie is kept. */
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

/** One request that reached the sandbox. */
export interface AccessLogEntry {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  /** Query with its `?`, or empty. */
  readonly query: string;
  readonly at: Date;
}
