import type { Clock } from '../../src/clock.ts';
import type { Log } from '../../src/log.ts';
import type { Faults } from './front/faults.ts';
import type { PlatformKeys } from './lti/platform-keys.ts';
import type { SchoolStore } from './school/school-store.ts';

/** Shared by every service and page of the sandbox Canvas. */
export interface CanvasContext {
  readonly store: SchoolStore;
  readonly clock: Clock;
  readonly log: Log;
  /** The origin that browsers and tools use, without a trailing slash. */
  readonly publicUrl: string;
  /** `iss`; never the school's own address (CF2). */
  readonly issuer: string;
  readonly keys: PlatformKeys;
  readonly faults: Faults;
  /** `prod`, `beta` or `test`: what Canvas's code sends (its docs say `production`). */
  readonly environment: string;
}

/** The token endpoint, also the audience of client assertions. */
export const tokenUrl = (context: Pick<CanvasContext, 'publicUrl'>): string =>
  `${context.publicUrl}/login/oauth2/token`;
