/** Types of what is used of ltijs 5.9; the package brings none and @types/ltijs describes version 4. */

declare module 'ltijs' {
  /** What services need to know of a launch; it need not come from one. */
  export interface IdToken {
    readonly iss: string;
    readonly clientId: string;
    readonly user: string;
    readonly deploymentId: string;
    readonly platformContext: {
      readonly namesRoles?: { readonly context_memberships_url: string };
      readonly endpoint?: { readonly lineitems: string };
      readonly resource?: { readonly id: string };
    };
  }

  export interface AccessToken {
    readonly access_token: string;
    readonly token_type: string;
    readonly expires_in?: number | undefined;
  }

  /** The part of the store that keeps tokens. */
  export interface TokenDatabase {
    Replace(
      sealed: unknown,
      collection: string,
      query: unknown,
      item: unknown,
      index: unknown,
    ): Promise<unknown>;
  }

  export interface Platform {
    platformAccessToken(scopes: string): Promise<AccessToken>;
    platformKid(): Promise<string>;
    platformUrl(): Promise<string>;
    platformClientId(): Promise<string>;
    platformPrivateKey(): Promise<string>;
    platformAccessTokenEndpoint(): Promise<string>;
    platformAuthorizationServer(): Promise<string>;
  }

  export interface PlatformRegistration {
    readonly url: string;
    readonly clientId: string;
    readonly name: string;
    readonly authenticationEndpoint: string;
    readonly accesstokenEndpoint: string;
    readonly authorizationServer: string;
    readonly authConfig: { readonly method: 'JWK_SET'; readonly key: string };
  }

  export interface ProviderOptions {
    readonly ltiaas: boolean;
    readonly cors: boolean;
  }

  /** The package exports one instance; its class is reachable as the instance's constructor. */
  export class ProviderClass {
    setup(encryptionKey: string, database: { readonly plugin: object }, options: ProviderOptions): unknown;
    registerPlatform(platform: PlatformRegistration): Promise<Platform>;
    getPlatform(url: string, clientId: string): Promise<Platform | false>;
    readonly NamesAndRoles: {
      getMembers(
        token: IdToken,
        options: {
          readonly url?: string;
          readonly limit?: number;
          readonly resourceLinkId?: boolean;
          readonly role?: string;
        },
      ): Promise<unknown>;
    };
    readonly Grade: {
      getLineItems(
        token: IdToken,
        options: { readonly url?: string; readonly limit?: number },
      ): Promise<unknown>;
      getScores(
        token: IdToken,
        lineItemUrl: string,
        options: { readonly url?: string; readonly limit?: number },
      ): Promise<unknown>;
    };
  }

  export const Provider: { readonly constructor: new () => ProviderClass };
}

declare module 'ltijs/dist/Utils/Http.js' {
  /** The one HTTP client of the package (got 11). */
  const client: {
    get: (url: string, options?: unknown) => unknown;
    post: (url: string, options?: unknown) => unknown;
  };
  export default client;
}

declare module 'ltijs/dist/Utils/Auth.js' {
  const auth: {
    generatePlatformKeyPair: (
      encryptionKey: string,
      database: {
        Replace(
          sealed: unknown,
          collection: string,
          query: unknown,
          item: unknown,
          index: unknown,
        ): Promise<true>;
      },
      platformUrl: string,
      clientId: string,
    ) => Promise<string>;
    getAccessToken: (
      scopes: string,
      platform: import('ltijs').Platform,
      encryptionKey: string,
      database: import('ltijs').TokenDatabase,
    ) => Promise<import('ltijs').AccessToken>;
  };
  export default auth;
}

declare module 'ltijs/dist/Utils/Keyset.js' {
  const keyset: { build(database: object, encryptionKey: string): Promise<unknown> };
  export default keyset;
}
