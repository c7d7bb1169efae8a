import type { Clock, RandomBytes } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import type { LoginInitiation, LoginStore } from '../../store/logins.ts';
import { hashSecret } from './browser-proof.ts';

/** A login must come back within this time, which is longer than Canvas's message hint lives (5 minutes). */
export const loginLifeMs = 10 * 60_000;

export interface StartedLogin {
  readonly state: string;
  /** What this browser stores, as a cookie or in Platform Storage, to prove itself at the launch. */
  readonly browserSecret: string;
  /** Where the browser goes next. */
  readonly authorizationUrl: string;
}

export interface StartLoginDeps {
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly logins: LoginStore;
}

/** Stores a new login (state, nonce and browser secret of 256 random bits each, S1). */
export async function startLogin(
  deps: StartLoginDeps,
  institution: Institution,
  initiation: LoginInitiation,
): Promise<StartedLogin> {
  const newSecret = (): string => deps.randomBytes(32).toString('base64url');
  const [state, nonce, browserSecret] = [newSecret(), newSecret(), newSecret()];
  await deps.logins.insert(state, {
    institutionId: institution.id,
    nonce,
    browserSecretHash: hashSecret(browserSecret),
    initiation,
    expiresAt: new Date(deps.clock().getTime() + loginLifeMs),
  });
  const redirectUri = `${deps.publicUrl}/lti/launch`;
  const authorizationUrl = buildAuthorizationUrl(institution, initiation, { redirectUri, state, nonce });
  return { state, browserSecret, authorizationUrl };
}

/** The authentication request of Security Framework 1.0 § 5.1.1.2; the hints go back verbatim. */
function buildAuthorizationUrl(
  { platform }: Institution,
  initiation: LoginInitiation,
  ours: { readonly redirectUri: string; readonly state: string; readonly nonce: string },
): string {
  const url = new URL(platform.authorizationEndpoint);
  const parameters = {
    scope: 'openid',
    response_type: 'id_token',
    response_mode: 'form_post',
    prompt: 'none',
    client_id: platform.clientId,
    redirect_uri: ours.redirectUri,
    login_hint: initiation.loginHint,
    state: ours.state,
    nonce: ours.nonce,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (initiation.messageHint !== null) url.searchParams.set('lti_message_hint', initiation.messageHint);
  return url.href;
}
