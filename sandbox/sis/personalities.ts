import type { SisStyle } from './sis-style.ts';

/** A SIS that schools use, as far as its habits are documented: `--sis NAME` of the demo. */
export interface SisPersonality {
  readonly title: string;
  readonly version: '1.1' | '1.2';
  /** The profile of `config/sis` that is made for it; it names the sources of most habits. */
  readonly profile: string;
  readonly style: Partial<SisStyle>;
  /** Extra headers that it asks for. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The invented key of a vendor; real ones come from Infinite Campus and are secret. */
const vendorAuthorization = 'sandbox-vendor:sandbox-vendor-secret';

/**
 * Like the SISs that they are named after, and no more than that: each switch stands for something that was documented of
 * the SIS (`config/sis`), and everything else follows the specification.
 */
export const sisPersonalities = {
  'infinite-campus': {
    title: 'Infinite Campus-like',
    version: '1.2',
    profile: 'infinite-campus-1p2',
    style: { vendorAuthorization, titleLimit: 50, uniqueTitles: true },
    headers: { 'x-vendor-authorization': vendorAuthorization },
  },
  powerschool: {
    title: 'PowerSchool-like',
    version: '1.1',
    profile: 'powerschool',
    style: { titleLimit: 50, uniqueTitles: true, dueDateInsideTerm: true, keepsStatus: false },
    headers: {},
  },
  veracross: {
    title: 'Veracross-like',
    version: '1.1',
    profile: 'veracross',
    style: {
      ids: 'own-without-path',
      putBody: 'capital',
      errorShape: 'statusInfo',
      rateLimit: { requests: 300, seconds: 180, retryAfter: false },
    },
    headers: {},
  },
  blackbaud: {
    title: 'Blackbaud-like',
    version: '1.1',
    profile: 'blackbaud',
    style: {
      deletes: false,
      scoreDate: 'date-time',
      putBody: 'object',
      errorShape: 'statusInfoSet',
      refusesWith200: true,
    },
    headers: {},
  },
  skyward: {
    title: 'Skyward-like',
    version: '1.1',
    profile: 'skyward',
    style: { titleLimit: 49, wholePointsOnly: true },
    headers: {},
  },
  aeries: {
    title: 'Aeries-like',
    version: '1.1',
    profile: 'aeries',
    style: { uniqueTitles: true },
    headers: {},
  },
} as const satisfies Readonly<Record<string, SisPersonality>>;

export type SisPersonalityName = keyof typeof sisPersonalities;

export function isPersonality(name: string): name is SisPersonalityName {
  return Object.hasOwn(sisPersonalities, name);
}
