import { type Institution, requireSecret } from '../../domain/institution.ts';
import { ProductError, toProductError } from '../../errors.ts';
import { type BackoffBounds, backoffDelay } from '../../http/backoff-delay.ts';
import type { CanvasGrant, CanvasGrantStore } from '../../store/canvas-grants.ts';
import type { CanvasDeps } from '../canvas-deps.ts';
import { findGrant } from './find-grant.ts';
import { type KeyedCanvas, refreshToken } from './token-endpoint.ts';

/** A token that expires sooner is renewed first, or it might expire on its way (H19, R6). */
const marginMs = 60_000;
/** A failed refresh is not retried after this long. */
const lastAttemptMs = 15_000;
/** Longer than all attempts together can take (one takes up to 25 s), so two processes never refresh at once. */
const claimMs = 45_000;
const pollMs = 150;
const maxAttempts = 4;
const backoff: BackoffBounds = { firstMs: 500, longestMs: 8_000 };

export interface AccessTokensDeps extends CanvasDeps {
  readonly grants: CanvasGrantStore;
}

/** The access tokens of everybody who gave consent. */
export interface AccessTokens {
  /**
   * A token that is valid for at least another minute. `refused` is one that Canvas has just refused, or
   * null. Canvas is asked once, however many callers in however many processes need a new one.
   * @throws ProductError `canvas_consent_needed`, `canvas_not_connected`, or as the token endpoint
   */
  read(
    institution: Institution,
    canvasUserId: string | null,
    refused: string | null,
    signal: AbortSignal,
  ): Promise<string>;
}

export function createAccessTokens(deps: AccessTokensDeps): AccessTokens {
  const { clock, grants } = deps;

  async function read(
    canvas: KeyedCanvas,
    person: { institutionId: string; canvasUserId: string },
    refused: string | null,
    signal: AbortSignal,
  ): Promise<string> {
    const giveUpAt = clock().getTime() + 2 * claimMs;
    for (;;) {
      signal.throwIfAborted();
      const grant = await findGrant(grants, person, deps.log);
      if (grant === null) throw consentNeeded('no consent');
      const now = clock();
      const fresh = grant.accessTokenExpiresAt.getTime() - now.getTime() > marginMs;
      if (fresh && grant.accessToken !== refused) return grant.accessToken;
      const claimExpiresAt = new Date(now.getTime() + claimMs);
      if (await grants.claimRefresh(person, grant.version, claimExpiresAt, now)) {
        return renew(canvas, grant, signal);
      }
      if (now.getTime() > giveUpAt) {
        throw new ProductError('canvas_unreachable', { detail: 'a renewal does not end', next: 'retry' });
      }
      await deps.sleep(pollMs, signal);
    }
  }

  async function renew(canvas: KeyedCanvas, grant: CanvasGrant, signal: AbortSignal): Promise<string> {
    try {
      const outcome = await refreshWithRetries(canvas, grant.refreshToken, signal);
      if (outcome.kind === 'dead') {
        await grants.remove(grant, grant.version);
        deps.log.info({ event: 'canvas_grant_dead', institution: grant.institutionId }, 'consent has ended');
        throw consentNeeded('the refresh token is dead');
      }
      const accessTokenExpiresAt = new Date(clock().getTime() + outcome.lifeSeconds * 1000);
      await grants.saveRefreshed(grant, grant.version, {
        accessToken: outcome.accessToken,
        accessTokenExpiresAt,
      });
      return outcome.accessToken;
    } catch (error) {
      await grants.releaseRefresh(grant, grant.version);
      throw error;
    }
  }

  /** Safe to repeat: a refresh does not change the refresh token. */
  async function refreshWithRetries(
    canvas: KeyedCanvas,
    token: string,
    signal: AbortSignal,
  ): ReturnType<typeof refreshToken> {
    const stopAt = clock().getTime() + lastAttemptMs;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await refreshToken(deps.http, canvas, token, signal);
      } catch (thrown) {
        signal.throwIfAborted();
        const error = toProductError(thrown);
        const ms = backoffDelay(attempt, backoff, deps.randomBytes);
        const late = clock().getTime() + ms > stopAt;
        if (error.next !== 'retry' || attempt >= maxAttempts || late) throw error;
        await deps.sleep(ms, signal);
      }
    }
  }

  return {
    async read(institution, canvasUserId, refused, signal) {
      const { apiKey, baseUrl } = institution.canvas;
      if (apiKey === null) throw new ProductError('canvas_not_connected', { next: 'fix' });
      requireSecret(institution, 'canvas-api');
      if (canvasUserId === null) throw consentNeeded('Canvas did not say who the person is');
      const person = { institutionId: institution.id, canvasUserId };
      return read({ baseUrl, apiKey }, person, refused, signal);
    },
  };
}

function consentNeeded(detail: string): ProductError {
  return new ProductError('canvas_consent_needed', { detail, next: 'reconnect' });
}
