import type { SisConnection } from '../../../domain/institution.ts';
import type { FormEntries } from '../form/read-form.ts';

/** The connection form as shown: what is stored, or what was typed; never a secret. */
export interface SisEntries {
  readonly profile: string;
  readonly rosteringUrl: string;
  readonly gradebookUrl: string;
  readonly auth: 'oauth1' | 'oauth2';
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientAuthentication: 'basic' | 'post';
  readonly consumerKey: string;
  readonly signature: 'HMAC-SHA1' | 'HMAC-SHA256';
  readonly maxInFlight: string;
  readonly classSisId: string;
  readonly removeHeaders: boolean;
}

/** Secrets that were typed just now; empty: keep what is stored. */
export interface TypedSecrets {
  readonly clientSecret: string;
  readonly consumerSecret: string;
  readonly headers: string;
}

/** The stored connection as a form; an empty form without one. */
export function showStored(sis: SisConnection | null): SisEntries {
  const oauth2 = sis?.auth.kind === 'oauth2' ? sis.auth : null;
  const oauth1 = sis?.auth.kind === 'oauth1' ? sis.auth : null;
  return {
    profile: sis?.profile ?? '',
    rosteringUrl: sis?.rosteringUrl ?? '',
    gradebookUrl: sis?.gradebookUrl ?? '',
    auth: oauth1 === null ? 'oauth2' : 'oauth1',
    tokenUrl: oauth2?.tokenUrl ?? '',
    clientId: oauth2?.clientId ?? '',
    clientAuthentication: oauth2?.clientAuthentication ?? 'basic',
    consumerKey: oauth1?.consumerKey ?? '',
    signature: oauth1?.signature ?? 'HMAC-SHA256',
    maxInFlight: sis?.maxInFlight?.toString() ?? '',
    classSisId: '',
    removeHeaders: false,
  };
}

/** The form as it was typed. */
export function readEntries(form: FormEntries): {
  readonly shown: SisEntries;
  readonly secrets: TypedSecrets;
} {
  return {
    shown: {
      profile: form.text('profile'),
      rosteringUrl: form.text('rosteringUrl'),
      gradebookUrl: form.text('gradebookUrl'),
      auth: form.text('auth') === 'oauth1' ? 'oauth1' : 'oauth2',
      tokenUrl: form.text('tokenUrl'),
      clientId: form.text('clientId'),
      clientAuthentication: form.text('clientAuthentication') === 'post' ? 'post' : 'basic',
      consumerKey: form.text('consumerKey'),
      signature: form.text('signature') === 'HMAC-SHA1' ? 'HMAC-SHA1' : 'HMAC-SHA256',
      maxInFlight: form.text('maxInFlight'),
      classSisId: form.text('classSisId'),
      removeHeaders: form.has('removeHeaders'),
    },
    secrets: {
      // Pasted secrets often include a line break; blanks inside stay.
      clientSecret: form.text('clientSecret'),
      consumerSecret: form.text('consumerSecret'),
      headers: form.text('headers'),
    },
  };
}
