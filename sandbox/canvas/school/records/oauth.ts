/** An authorization code, for one use. */
export interface OauthCode {
  readonly codeHash: string;
  readonly clientId: number;
  readonly userId: number;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
}

/** An access token with its refresh token; only their hashes are stored. */
export interface OauthToken {
  readonly id: number;
  readonly clientId: number;
  readonly userId: number;
  readonly scopes: readonly string[];
  readonly accessHash: string;
  readonly refreshHash: string;
  readonly expiresAt: Date;
}
