/** One tenant: an LTI platform (issuer + client id), its SIS connection and its settings. */
export interface Institution {
  /** Our own id: a short random string that says nothing. */
  readonly id: string;
  readonly name: string;
  /** False stops launches and runs without erasing anything. */
  readonly enabled: boolean;
  readonly platform: Platform;
  readonly canvas: CanvasConnection;
  readonly sis: SisConnection | null;
  readonly settings: InstitutionSettings;
}

/** Endpoints of the LTI platform. Canvas cloud: one issuer and key set for all schools, so the client id tells tenants apart. */
export interface Platform {
  readonly issuer: string;
  readonly clientId: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUrl: string;
}

/** The school's Canvas host and, where the school gave one, its API key for OAuth2. */
export interface CanvasConnection {
  /** For example `https://school.instructure.com`, without a closing slash. */
  readonly baseUrl: string;
  readonly apiKey: { readonly clientId: string; readonly clientSecret: string } | null;
}

/** Where and how results are posted. The profile in `config/sis/` says how this SIS behaves. */
export interface SisConnection {
  /** Name of a file in `config/sis/`, for example `oneroster-1p2`. */
  readonly profile: string;
  readonly rosteringUrl: string;
  readonly gradebookUrl: string;
  readonly auth: SisAuth;
  /** Most requests in flight at once; null takes the profile's. */
  readonly maxInFlight: number | null;
  /** Extra headers that a vendor demands, such as `x-vendor-authorization`. Secret. */
  readonly headers: Readonly<Record<string, string>>;
}

export type SisAuth =
  | {
      readonly kind: 'oauth2';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly clientAuthentication: 'basic' | 'post';
    }
  | {
      readonly kind: 'oauth1';
      readonly consumerKey: string;
      readonly consumerSecret: string;
      readonly signature: 'HMAC-SHA1' | 'HMAC-SHA256';
    };

/** What is sent again once it has been sent: see product.md "What is sent, and when". */
export type ResendPolicy = 'score' | 'score+status' | 'everything';

/** What an institution decided. Defaults are in `defaultInstitutionSettings`. */
export interface InstitutionSettings {
  /** The institution's own name for its SIS, shown wherever Canvas shows "SIS". */
  readonly sisLabel: string;
  readonly resend: ResendPolicy;
  /** Offers Sync SIS Categories. Where it is off, groups are matched to SIS categories by name alone. */
  readonly categoryPage: boolean;
  /** Unmapped groups use the SIS category of the same name (case and outer blanks ignored). */
  readonly matchCategoriesByName: boolean;
  /** Send grades that are not posted to students yet. */
  readonly sendHiddenGrades: boolean;
  /** Roles besides teachers that may post. */
  readonly alsoMayPost: readonly ('ta' | 'designer')[];
  /** Longest title of a line item; null takes the SIS profile's. */
  readonly titleLimit: number | null;
  /** What happens to a longer title: the assignment is refused, or shortened and made unique. */
  readonly longTitles: 'refuse' | 'shorten';
  /** Teachers may switch on a nightly sync of their course. */
  readonly nightlySyncOffered: boolean;
  /** When nightly syncs start, spread over the whole of it. */
  readonly nightlyWindow: NightlyWindow;
  /** Pause all: no run is begun or gone on with until it ends; nothing is lost. */
  readonly paused: boolean;
  /** Days after which a line of the audit record is erased. */
  readonly auditDays: number;
  /** Days after which an ended run, with what became of each grade, is erased. */
  readonly runDays: number;
}

/** A part of every night, by the clocks of its zone. An `end` that is not after `start` lies on the next day. */
export interface NightlyWindow {
  /** `HH:MM`, 24 hours. */
  readonly start: string;
  readonly end: string;
  /** IANA name, such as `America/Chicago`. */
  readonly timeZone: string;
}

export const defaultInstitutionSettings: InstitutionSettings = {
  sisLabel: 'SIS',
  resend: 'score',
  categoryPage: true,
  matchCategoriesByName: true,
  sendHiddenGrades: false,
  alsoMayPost: ['ta'],
  titleLimit: null,
  longTitles: 'refuse',
  nightlySyncOffered: false,
  nightlyWindow: { start: '01:00', end: '05:00', timeZone: 'UTC' },
  paused: false,
  auditDays: 400,
  runDays: 400,
};
