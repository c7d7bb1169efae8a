/**
 * Where one SIS is and how it is entered: the part of an institution's SIS connection that the client needs.
 * Structural on purpose: the stored connection fits it, and this folder depends on no other.
 */
export interface OneRosterConnection {
  /** Bases without the object path, such as `https://sis.example/ims/oneroster/v1p1`; in 1.1 both are usually equal. */
  readonly rosteringUrl: string;
  readonly gradebookUrl: string;
  readonly auth: OneRosterAuth;
  /** Extra headers that a vendor demands; sent with every request but the token's. Secret. */
  readonly headers: Readonly<Record<string, string>>;
}

export type OneRosterAuth = OAuth2Auth | OAuth1Auth;

/** OAuth 2 client credentials (RFC 6749 § 4.4); the token URL is not fixed by OneRoster. */
export interface OAuth2Auth {
  readonly kind: 'oauth2';
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientAuthentication: 'basic' | 'post';
}

/** Two-legged OAuth 1.0a (RFC 5849), OneRoster 1.1 only. The hash differs by provider. */
export interface OAuth1Auth {
  readonly kind: 'oauth1';
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly signature: 'HMAC-SHA1' | 'HMAC-SHA256';
}
