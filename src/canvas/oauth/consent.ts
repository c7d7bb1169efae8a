import { z } from 'zod';
import type { Clock, RandomBytes } from '../../clock.ts';
import { findLostSecrets, type Institution, requireSecret } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import type { Http } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import type { CanvasConsentStore } from '../../store/canvas-consents.ts';
import type { CanvasGrantStore } from '../../store/canvas-grants.ts';
import type { CanvasKeyFaultStore } from '../../store/canvas-key-faults.ts';
import { noteKeyFaults } from '../note-key-faults.ts';
import { findGrant } from './find-grant.ts';
import { canvasScopes } from './scopes.ts';
import { exchangeCode, type KeyedCanvas, revokeToken } from './token-endpoint.ts';

/** How long a person may take: the link may stay on a page for a while before they follow it. */
const consentLifeMs = 30 * 60_000;
/** Where Canvas sends the person back; the API key must list exactly this redirect URI. */
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
  readonly keyFaults: CanvasKeyFaultStore;
  readonly findInstitution: (id: string) => Promise<Institution | null>;
  /** Called for every consent that is given or revoked. */
  readonly onChange?: (change: ConsentChange) => void;
}

/** A person gave or revoked the permission to read Canvas on their behalf. */
export interface ConsentChange {
  readonly kind: 'given' | 'revoked';
  readonly institutionId: string;
  readonly canvasUserId: string;
}

/** A person at one institution, by their Canvas user id. */
export interface ConsentingPerson {
  readonly institution: Institution;
  readonly canvasUserId: string;
}

/** A person's permission to read Canvas's REST API on their behalf (OAuth 2 authorization code). */
export interface CanvasConsents {
  /** Whether the school gave an API key that can be used. */
  isOffered(institution: Institution): boolean;
  /** Whether the person consented and, as far as is known, has not revoked it. */
  has(person: ConsentingPerson): Promise<boolean>;
  /**
   * The URL in Canvas that asks the person. Afterwards they return to `returnPath`, a path of the tool.
   * @throws ProductError `canvas_not_connected` without an API key
   */
  begin(person: ConsentingPerson, returnPath: string): Promise<string>;
  /**
   * Handles the query of Canvas's redirect and stores the tokens; gives the path to return to.
   * @throws ProductError `canvas_consent_refused`, or as the token endpoint
   */
  finish(query: unknown): Promise<string>;
  /** Ends the consent, at Canvas too if it can be reached. */
  revoke(person: ConsentingPerson): Promise<void>;
}

/** The state with a code or an error (`doc/api/oauth.md`). */
const callbackSchema = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(2000).optional(),
  error: z.string().max(200).optional(),
});

export function createCanvasConsents(deps: ConsentDeps): CanvasConsents {
  const { clock, consents, grants } = deps;
  const redirectUri = deps.publicUrl + callbackPath;

  return {
    isOffered: (institution) =>
      institution.canvas.apiKey !== null && !findLostSecrets(institution).includes('canvas-api'),
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
      const institution = await deps.findInstitution(consent.institutionId);
      if (institution === null || !institution.enabled) throw refused('the institution is gone');
      const canvas = requireKey(institution);
      const tokens = await noteKeyFaults(
        deps,
        institution.id,
        ['canvas_key_refused', 'canvas_key_scopes'],
        async () => exchangeCode(deps.http, canvas, requireCode(answer), redirectUri),
      );
      // A person who follows somebody else's link must not give them their own rights.
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

/** The code that Canvas sent; without one it names the reason, and the key is at fault or the person refused. */
function requireCode({ code, error }: z.output<typeof callbackSchema>): string {
  if (code !== undefined) return code;
  if (error === 'invalid_scope') throw new ProductError('canvas_key_scopes', { next: 'fix' });
  if (error === 'unauthorized_client') throw new ProductError('canvas_key_refused', { next: 'fix' });
  throw refused('Canvas sent no code');
}

function requireKey(institution: Institution): KeyedCanvas {
  const { canvas } = institution;
  requireSecret(institution, 'canvas-api');
  if (canvas.apiKey === null) throw new ProductError('canvas_not_connected', { next: 'fix' });
  return { baseUrl: canvas.baseUrl, apiKey: canvas.apiKey };
}

/** `path` if it stays on our own origin, else `/` (S7). */
function toOwnPath(path: string, publicUrl: string): string {
  if (!path.startsWith('/') || !URL.canParse(path, publicUrl)) return '/';
  const url = new URL(path, publicUrl);
  const own = url.origin === new URL(publicUrl).origin;
  // `/.//elsewhere` parses as a path, but as a `Location` it would lead to another host.
  return own && !url.pathname.startsWith('//') ? url.pathname + url.search : '/';
}
