import type { Clock } from '../../../src/clock.ts';
import { nextId } from './ids.ts';
import { type Models, plain } from './models.ts';
import type { OauthCode, OauthToken } from './records/oauth.ts';
import { hashSecret, makeSecret } from './secrets.ts';

/** Whom a token is for. */
export interface OauthGrant {
  readonly clientId: number;
  readonly userId: number;
  readonly scopes: readonly string[];
}

const codeLifeMs = 10 * 60_000;
const tokenLifeMs = 3_600_000;

export interface OauthStore {
  makeCode(grant: OauthGrant, redirectUri: string): Promise<string>;
  /** Uses up a code. Null: unknown, used or expired. */
  takeCode(code: string): Promise<OauthCode | null>;
  /** Issues a token pair. `replaceOthers` ends the person's other tokens of the key. */
  issue(
    grant: OauthGrant,
    replaceOthers: boolean,
  ): Promise<{ token: OauthToken; access: string; refresh: string }>;
  /**
   * Issues a token that a person makes for themselves, as with *New Access Token* in Canvas's profile. It
   * does not expire, and it ends their earlier ones of the key.
   */
  issuePersonal(grant: OauthGrant): Promise<string>;
  findByAccess(access: string): Promise<OauthToken | null>;
  findByRefresh(refresh: string): Promise<OauthToken | null>;
  /** A new access token for the same refresh token; the old access token ends. */
  renew(tokenId: number): Promise<string>;
  revoke(tokenId: number): Promise<void>;
  /** Ends every token of a person, as deleting the integration in the profile does. */
  revokeAllOf(userId: number): Promise<void>;
}

export function createOauthStore(models: Models, clock: Clock): OauthStore {
  const inMs = (ms: number): Date => new Date(clock().getTime() + ms);
  const { oauthCodes, oauthTokens } = models;
  const issue = async (grant: OauthGrant, replaceOthers: boolean, expiresAt: Date) => {
    if (replaceOthers) await oauthTokens.deleteMany({ clientId: grant.clientId, userId: grant.userId });
    const access = makeSecret();
    const refresh = makeSecret();
    const token: OauthToken = {
      ...grant,
      id: await nextId(models, 'access_tokens'),
      accessHash: hashSecret(access),
      refreshHash: hashSecret(refresh),
      expiresAt,
    };
    await oauthTokens.create({ ...token });
    return { token, access, refresh };
  };
  return {
    makeCode: async (grant, redirectUri) => {
      const code = makeSecret();
      const record: OauthCode = {
        ...grant,
        codeHash: hashSecret(code),
        redirectUri,
        expiresAt: inMs(codeLifeMs),
      };
      await oauthCodes.create({ ...record });
      return code;
    },
    takeCode: async (code) => {
      const record = await oauthCodes.findOneAndDelete({ codeHash: hashSecret(code) }).lean<OauthCode>();
      return record === null || record.expiresAt.getTime() <= clock().getTime() ? null : record;
    },
    issue: (grant, replaceOthers) => issue(grant, replaceOthers, inMs(tokenLifeMs)),
    issuePersonal: async (grant) => (await issue(grant, true, new Date('9999-12-31'))).access,
    findByAccess: (access) =>
      oauthTokens
        .findOne({ accessHash: hashSecret(access) }, plain)
        .lean<OauthToken>()
        .exec(),
    findByRefresh: (refresh) =>
      oauthTokens
        .findOne({ refreshHash: hashSecret(refresh) }, plain)
        .lean<OauthToken>()
        .exec(),
    renew: async (tokenId) => {
      const access = makeSecret();
      await oauthTokens.updateOne(
        { id: tokenId },
        { $set: { accessHash: hashSecret(access), expiresAt: inMs(tokenLifeMs) } },
      );
      return access;
    },
    revoke: async (tokenId) => {
      await oauthTokens.deleteOne({ id: tokenId });
    },
    revokeAllOf: async (userId) => {
      await oauthTokens.deleteMany({ userId });
    },
  };
}
