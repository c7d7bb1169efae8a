import { z } from 'zod';
import type { Clock, RandomBytes } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import type { Http } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import type { CanvasConsentStore } from '../../store/canvas-consents.ts';
import type { CanvasGrantStore } from '../../store/canvas-grants.ts';
import { findGrant } from './find-grant.ts';
import { canvasScopes } from './scopes.ts';
import { exchangeCode, type KeyedCanvas, revokeToken } from './token-endpoint.ts';

/** How long a person may take: the link stands on a page until it is pressed. */
const consentLifeMs = 30 * 60_000;
/** Where Canvas sends the person back; registered with the API key exactly so. */
export const callbackPath = '/canvas/oauth/callback';

export interface ConsentDeps {
  readonly http: Http;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  /** Without a closing slash. */
  readonly publicUrl: string;
  readonly grants: CanvasGrantStore;
  readonly consents: CanvasConsentStore;
  readonly findInstitution: (id: string) => Promise<Institution | null>;
  /** Told of every consent that was given or revoked. */
  readonly onChange?: (change: ConsentChange) => void;
}

/** A person gave or took back the permission to read Canvas in their name. */
export interface ConsentChange {
  readonly kind: 'given' | 'revoked';
  readonly institutionId: string;
  readonly canvasUserId: string;
}

/** A person of one institution, who needs an id in Canvas for REST reading. */
export interface ConsentingPerson {
  readonly institution: Institution;
  readonly canvasUserId: string;
}

/** A person's permission to read Canvas's REST API on their behalf (OAuth 2 authorization code). */
export interface CanvasConsents {
  /** Whether the school has an API key at all. */
  isOffered(institution: Institution): boolean;
  /** Whether the person has consented and, as far as is known, still does. */
  has(person: ConsentingPerson): Promise<boolean>;
  /**
   * The address in Canvas where the person is asked. `returnPath` is where they go afterwards: a path of our own.
   * @throws ProductError `canvas_not_connected` without an API key
   */
  begin(person: ConsentingPerson, returnPath: string): Promise<string>;
  /**
   * Takes what Canvas sent back (the query of the callback) and keeps the tokens; gives the path to go to.
   * @throws ProductError `canvas_consent_refused`, or as the token endpoint
   */
  finish(query: unknown): Promise<string>;
  /** Ends the consent, at Canvas too where it answers. */
  revoke(person: ConsentingPerson): Promise<void>;
}

/** What Canvas sends back: a code or an error, and the state (`doc/api/oauth.md`). */
const callbackSchema = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(2000).optional(),
  error: z.string().max(200).optional(),
});

export function createCanvasConsents(deps: ConsentDeps): CanvasConsents {
  const { clock, consents, grants } = deps;
  const redirectUri = deps.publicUrl + callbackPath;

  return {
    isOffered: (institution) => institution.canvas.apiKey !== null,
    async has({ institution, canvasUserId }) {
      return (await findGrant(grants, { institutionId: institution.id, canvasUserId }, deps.log)) !== null;
    },
    async begin({ institution, canvasUserId }, returnPath) {
      const { baseUrl, apiKey } = requireKey(institution);
      const state = deps.randomBytes(32).toString('base64url');
      await consents.insert(state, {
        institutionId: institution.id,
        canvasUserId,
        returnPath: toOwnPath(returnPath, deps.publicUrl),
        expiresAt: new Date(clock().getTime() + consentLifeMs),
      });
      const parameters = new URLSearchParams({
        client_id: apiKey.clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        state,
        scope: canvasScopes.join(' '),
        purpose: 'Grade Passback',
      });
      return `${baseUrl}/login/oauth2/auth?${parameters}`;
    },
    async finish(query) {
      const answer = callbackSchema.safeParse(query).data;
      const consent = answer ? await consents.take(answer.state, clock()) : null;
      if (!answer || consent === null) throw refused('unknown, used or expired state');
      if (answer.code === undefined) throw refused('Canvas sent no code');
      const institution = await deps.findInstitution(consent.institutionId);
      if (institution === null || !institution.enabled) throw refused('the institution is gone');
      const canvas = requireKey(institution);
      const tokens = await exchangeCode(deps.http, canvas, answer.code, redirectUri);
      // Whoever follows somebody else's link must not lend them their rights.
      if (tokens.userId !== consent.canvasUserId) {
        await revokeToken(deps.http, canvas.baseUrl, tokens.accessToken);
        throw refused('another person consented');
      }
      const accessTokenExpiresAt = new Date(clock().getTime() + tokens.lifeSeconds * 1000);
      await grants.save(consent, { ...tokens, accessTokenExpiresAt });
      deps.log.info({ event: 'canvas_consent_given', institution: institution.id }, 'consent given');
      const { canvasUserId } = consent;
      deps.onChange?.({ kind: 'given', institutionId: institution.id, canvasUserId });
      return consent.returnPath;
    },
    async revoke({ institution, canvasUserId }) {
      const person = { institutionId: institution.id, canvasUserId };
      const grant = await findGrant(grants, person, deps.log);
      const { baseUrl } = institution.canvas;
      const confirmed = grant !== null && (await revokeToken(deps.http, baseUrl, grant.accessToken));
      await grants.remove(person);
      deps.log.info(
        { event: 'canvas_consent_revoked', institution: institution.id, confirmed },
        'consent ended',
      );
      deps.onChange?.({ kind: 'revoked', ...person });
    },
  };
}

function refused(detail: string): ProductError {
  return new ProductError('canvas_consent_refused', { detail, next: 'reconnect' });
}

function requireKey({ canvas }: Institution): KeyedCanvas {
  if (canvas.apiKey === null) throw new ProductError('canvas_not_connected', { next: 'fix' });
  return { baseUrl: canvas.baseUrl, apiKey: canvas.apiKey };
}

/** A path of our own origin; anything that a browser would take elsewhere becomes `/` (S7). */
function toOwnPath(path: string, publicUrl: string): string {
  if (!path.startsWith('/') || !URL.canParse(path, publicUrl)) return '/';
  const url = new URL(path, publicUrl);
  const own = url.origin === new URL(publicUrl).origin;
  // `/.//elsewhere` is a path of ours until it is a `Location` of its own.
  return own && !url.pathname.startsWith('//') ? url.pathname + url.search : '/';
}
