import type { Clock, RandomBytes, Sleep } from '../clock.ts';
import type { Http } from '../http/http.ts';
import type { Log } from '../log.ts';

/** What every call to Canvas needs. */
export interface CanvasDeps {
  readonly http: Http;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}
