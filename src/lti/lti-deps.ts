import type { Clock, RandomBytes } from '../clock.ts';
import type { Http } from '../http/http.ts';
import type { ChooseLanguage } from '../i18n/language.ts';
import type { DeploymentStore } from '../store/deployments.ts';
import type { InstitutionStore } from '../store/institutions.ts';
import type { LoginStore } from '../store/logins.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { TakeDeploymentDeps } from './deployments/take-deployment.ts';
import type { OutcomeDeps } from './launch/launch-outcome.ts';
import type { WithheldDeps } from './launch/note-withheld.ts';
import type { AttemptLimits } from './login/attempt-limits.ts';
import type { LtiEngine } from './services/lti-engine.ts';

/** What login, launch and sessions need from the rest of the process. */
export interface LtiDeps extends OutcomeDeps, TakeDeploymentDeps, WithheldDeps {
  /** The address at which browsers reach the tool, without a trailing slash. */
  readonly publicUrl: string;
  readonly chooseLanguage: ChooseLanguage;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly http: Http;
  readonly engine: Pick<LtiEngine, 'readKeySet'>;
  readonly institutions: InstitutionStore;
  readonly deployments: DeploymentStore;
  readonly logins: LoginStore;
  readonly sessions: SessionStore;
  readonly attemptLimits: AttemptLimits;
}
