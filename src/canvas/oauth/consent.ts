import { z } from 'zod';
import type { Clock, RandomBytes } from '../../clock.ts';
import { findLostSecrets, type Institution, requireSecret } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import type { Http } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import { hashSecret, loginLabel, readCookie } from '../../lti/login/browser-proof.ts';
import type { CanvasConsentStore } from '../../store/canvas-consents.ts';
import type { CanvasGrantStore } from '../../store/canvas-grants.ts';
import type { CanvasKeyFaultStore } from '../../store/canvas-key-faults.ts';
import { noteKeyFaults } from '../note-key-faults.ts';
import { findGrant } from './find-grant.ts';
import { accountScopes, canvasScopes } from './scopes.ts';
import { exchangeCode, type KeyedCanvas, revokeToken } from './token-endpoint.ts';

/** How long a person may take: a link may be on a page for a while before somebody follows it. */
const consentLifeMs = 30 * 60_000;
/** Where Canvas sends the person back; the API key must list exactly this redirect URI. */
export const callbackPath = '/canvas/oauth/callback';
/** Gives a window on its way to Canvas the cookie that proves it on the way back. */
export const openPath = '/canvas/oauth/open';

export interface ConsentDeps {
  readonly http: Http;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  /** Without a trailing slash. */
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
  /** The `sub` of the person's launches, by which the audit record names people everywhere (S50). */
  readonly ltiUserId: string;
}

/**
 * A person at one institution, by Canvas user id and the `sub` of their launch, which must belong together.
 */
export interface ConsentingPerson {
  readonly institution: Institution;
  readonly canvasUserId: string;
  readonly ltiUserId: string;
}

/** A browser on its way to Canvas. */
export interface OpenedConsent {
  /** The address in Canvas that asks the person. */
  readonly address: string;
  /** The secret that the browser shows when it comes back. */
  readonly cookie: { readonly name: string; readonly value: string; readonly maxAge: number };
}

/** A person's permission to read Canvas's REST API on their behalf (OAuth 2 authorization code). */
export interface CanvasConsents {
  /** Whether the school gave a usable API key. */
  isOffered(institution: Institution): boolean;
  /** Whether the person gave consent and, as far as is known, has not revoked it. */
  has(person: ConsentingPerson): Promise<boolean>;
  /**
   * An address of ours that leads to Canvas, for its own window. Afterwards the person returns to
   * `returnPath`, a path of the tool.
   * @throws ProductError `canvas_not_connected` without an API key
   */
  begin(person: ConsentingPerson, returnPath: string): Promise<string>;
  /** The same for an administrator, who also lets schedules list the institution's courses. */
  beginForAccount(person: ConsentingPerson, returnPath: string): Promise<string>;
  /** Whether the person gave consent as an administrator. */
  hasForAccount(person: ConsentingPerson): Promise<boolean>;
  /**
   * Binds the consent to the browser that opens our address first (S71). A frame shares no cookies with the
   * window that it opens, so the window gets its own.
   * @throws ProductError `canvas_consent_refused`
   */
  open(query: unknown, cookies: string | undefined): Promise<OpenedConsent>;
  /**
   * Handles the query of Canvas's redirect and stores the tokens. Returns the path to continue at.
   * @throws ProductError `canvas_consent_refused`, or as the token endpoint
   */
  finish(query: unknown, cookies: string | undefined): Promise<string>;
  /** Ends the consent, at Canvas too if it can be reached. */
  revoke(person: ConsentingPerson): Promise<void>;
}

/** The state with a code or an error (`doc/api/oauth.md`). */
const callbackSchema = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(2000).optional(),
  error: z.string().max(200).optional(),
});

const openSchema = callbackSchema.pick({ state: true });

export function createCanvasConsents(deps: ConsentDeps): CanvasConsents {
  const { clock, consents, grants } = deps;
  const redirectUri = deps.publicUrl + callbackPath;

  /** The person's consent, unless somebody else's launch gave it. */
  async function findOwnGrant({ institution, canvasUserId, ltiUserId }: ConsentingPerson) {
    const grant = await findGrant(grants, { institutionId: institution.id, canvasUserId }, deps.log);
    const isOwn = grant !== null && (grant.ltiUserId === null || grant.ltiUserId === ltiUserId);
    return isOwn ? grant : null;
  }

  async function requireInstitution(id: string): Promise<Institution> {
    const institution = await deps.findInstitution(id);
    if (institution === null || !institution.enabled) throw refused('the institution is gone');
    return institution;
  }

  async function begin(
    { institution, canvasUserId, ltiUserId }: ConsentingPerson,
    returnPath: string,
    coversAccount: boolean,
  ): Promise<string> {
    requireKey(institution);
    const state = deps.randomBytes(32).toString('base64url');
    await consents.insert(state, {
      institutionId: institution.id,
      canvasUserId,
      ltiUserId,
      coversAccount,
      returnPath: toOwnPath(returnPath, deps.publicUrl),
      expiresAt: new Date(clock().getTime() + consentLifeMs),
    });
    return `${deps.publicUrl}${openPath}?${new URLSearchParams({ state })}`;
  }

  return {
    isOffered: (institution) =>
      institution.canvas.apiKey !== null && !findLostSecrets(institution).includes('canvas-api'),
    has: async (person) => (await findOwnGrant(person)) !== null,
    begin: (person, returnPath) => begin(person, returnPath, false),
    beginForAccount: (person, returnPath) => begin(person, returnPath, true),
    hasForAccount: ({ institution, canvasUserId, ltiUserId }) =>
      grants.isOfAdministrator({ institutionId: institution.id, canvasUserId }, ltiUserId),
    async open(query, cookies) {
      const { state = '' } = openSchema.safeParse(query).data ?? {};
      const name = nameConsentCookie(state);
      const secret = readCookie(cookies, name) ?? deps.randomBytes(32).toString('base64url');
      const consent = await consents.open(state, hashSecret(secret), clock());
      if (consent === null) throw refused('unknown, expired, or opened in another browser');
      const { baseUrl, apiKey } = requireKey(await requireInstitution(consent.institutionId));
      const parameters = new URLSearchParams({
        client_id: apiKey.clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        state,
        scope: [...canvasScopes, ...(consent.coversAccount === true ? accountScopes : [])].join(' '),
        purpose: 'Grade Passback',
      });
      const address = `${baseUrl}/login/oauth2/auth?${parameters}`;
      return { address, cookie: { name, value: secret, maxAge: consentLifeMs } };
    },
    async finish(query, cookies) {
      const answer = callbackSchema.safeParse(query).data;
      const secret = answer ? readCookie(cookies, nameConsentCookie(answer.state)) : null;
      if (!answer || secret === null) throw refused('not the browser that began it');
      const consent = await consents.take(answer.state, hashSecret(secret), clock());
      if (consent === null) throw refused('unknown, used or expired state, or another browser');
      const institution = await requireInstitution(consent.institutionId);
      const canvas = requireKey(institution);
      const tokens = await noteKeyFaults(
        deps,
        institution.id,
        { mended: ['canvas_key_refused', 'canvas_key_scopes'] },
        async () => exchangeCode(deps.http, canvas, requireCode(answer), redirectUri),
      );
      // A person who follows somebody else's link must not hand over their own access.
      if (tokens.userId !== consent.canvasUserId) {
        await revokeToken(deps.http, canvas.baseUrl, tokens.accessToken);
        throw refused('another person consented');
      }
      const accessTokenExpiresAt = new Date(clock().getTime() + tokens.lifeSeconds * 1000);
      await grants.save(
        consent,
        consent.ltiUserId,
        { ...tokens, accessTokenExpiresAt },
        consent.coversAccount === true,
      );
      deps.log.info({ event: 'canvas_consent_given', institution: institution.id }, 'consent given');
      deps.onChange?.({ kind: 'given', institutionId: institution.id, ltiUserId: consent.ltiUserId });
      return consent.returnPath;
    },
    async revoke({ institution, canvasUserId, ltiUserId }) {
      const person = { institutionId: institution.id, canvasUserId };
      const grant = await findOwnGrant({ institution, canvasUserId, ltiUserId });
      if (grant === null && (await findGrant(grants, person, deps.log)) !== null) return;
      const { baseUrl } = institution.canvas;
      const confirmed = grant !== null && (await revokeToken(deps.http, baseUrl, grant.accessToken));
      await grants.remove(person);
      deps.log.info(
        { event: 'canvas_consent_revoked', institution: institution.id, confirmed },
        'consent ended',
      );
      deps.onChange?.({ kind: 'revoked', institutionId: institution.id, ltiUserId });
    },
  };
}

/** A name that does not reveal the state: several windows may ask at once. */
const nameConsentCookie = (state: string): string => `__Host-gp-consent-${loginLabel(state)}`;

function refused(detail: string): ProductError {
  return new ProductError('canvas_consent_refused', { detail, next: 'reconnect' });
}

/**
 * The code that Canvas sent. Without one Canvas names the reason: the key is at fault, or the person
 * declined.
 */
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
