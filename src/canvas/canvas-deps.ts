import type { Clock, Sleep } from '../clock.ts';
import type { Http } from '../http/types.ts';
import type { Log } from '../log.ts';

/** What calling Canvas takes. */
export interface CanvasDeps {
  readonly http: Http;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}
