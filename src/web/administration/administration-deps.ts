import type { RequestHandler } from 'express';
import type { Audit } from '../../audit/create-audit.ts';
import type { Clock } from '../../clock.ts';
import type { ApiKey, ApiKeyFault, Institution, SisConnection } from '../../domain/institution.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import type { SetupFacts, SetupTests } from '../../domain/setup.ts';
import type { GradeHabit } from '../../domain/sis-habit.ts';
import type { AddressRules } from '../../http/address-rules.ts';
import type { ChooseLanguage } from '../../i18n/language.ts';
import type { InstitutionWebhooks } from '../../notices/institution-webhooks.ts';
import type { ConnectionStepResult } from '../../oneroster/connection-test/step-result.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { CsvExports } from '../../passback/csv-export/csv-exports.ts';
import type { Passback } from '../../passback/passback.ts';
import type { InstitutionComparisons } from '../../passback/runs/institution-comparisons.ts';
import type { InstitutionRuns } from '../../passback/runs/institution-runs.ts';
import type { InstitutionSchedules } from '../../passback/schedule/institution-schedules.ts';
import type { NightlySchedule } from '../../passback/schedule/nightly-schedule.ts';
import type { CanvasKeyFault } from '../../store/canvas-key-faults.ts';
import type { SecretDates } from '../../store/institution-secrets.ts';
import type { LearnedHabit } from '../../store/passback/learned-habits.ts';
import type { Render } from '../ui/render.ts';
import type { WebDeps, WebSessionGuard } from '../ui/web-deps.ts';

/** Whose consent it is. */
export interface ConsentOwner {
  readonly canvasUserId: string;
  readonly ltiUserId: string;
}

/** The consents of an institution's people to the REST API of its Canvas. */
export interface AdminConsents {
  count(institutionId: string): Promise<number>;
  /** Whether this person has given consent. */
  has(institution: Institution, person: ConsentOwner): Promise<boolean>;
  revoke(institution: Institution, person: ConsentOwner): Promise<void>;
  /** Whether this person gave consent as an administrator, for schedules. */
  hasForAccount(institution: Institution, person: ConsentOwner): Promise<boolean>;
  /** Where Canvas asks for that consent; null if it cannot ask. */
  connectAccount(launch: LaunchContext, institution: Institution): Promise<string | null>;
}

/** Everything that Administration needs. */
export interface AdminDeps {
  readonly guard: Pick<WebSessionGuard, 'requireForm' | 'formTokenField' | 'sessionOf' | 'baseOf'> & {
    /** Refuses requests without a living session of an administrator. */
    readonly requireAdministrator: RequestHandler;
  };
  readonly passback: Passback;
  readonly runs: InstitutionRuns;
  readonly comparisons: InstitutionComparisons;
  readonly schedules: InstitutionSchedules;
  readonly nightly: Pick<NightlySchedule, 'list' | 'runNow'>;
  readonly readInstitution: (launch: LaunchContext) => Promise<Institution>;
  /** Stores `after` and records what differs from `before` as changed by the person of the launch. */
  readonly changeInstitution: (
    launch: LaunchContext,
    before: Institution,
    after: Institution,
  ) => Promise<void>;
  readonly readSecretDates: (institutionId: string) => Promise<SecretDates>;
  /** SIS profiles by name. */
  readonly profiles: ReadonlyMap<string, SisProfile>;
  readonly addressRules: AddressRules;
  readonly testConnection: (
    test: {
      readonly connection: SisConnection;
      readonly profile: SisProfile;
      readonly classSisId: string | null;
      readonly writes: boolean;
    },
    signal: AbortSignal,
  ) => Promise<readonly ConnectionStepResult[]>;
  /** Checks an API key with Canvas; null if nothing is wrong. */
  readonly probeApiKey: (
    institution: Institution,
    canvas: { readonly baseUrl: string; readonly apiKey: ApiKey },
    signal: AbortSignal,
  ) => Promise<ApiKeyFault | null>;
  /** What went wrong for people who used the API key. */
  readonly readKeyFaults: (institutionId: string) => Promise<readonly CanvasKeyFault[]>;
  /** What the checklist is made from. */
  readonly setup: {
    readonly read: (institution: Institution) => Promise<SetupFacts>;
    readonly test: (institution: Institution, signal: AbortSignal) => Promise<SetupTests>;
  };
  /** What reading back has taught about the institution's SIS. */
  readonly readHabits: (institution: Institution) => Promise<readonly LearnedHabit[]>;
  /** Keeps what a test has taught about the institution's SIS. */
  readonly noteHabits: (institution: Institution, habits: readonly GradeHabit[]) => Promise<void>;
  readonly consents: AdminConsents;
  /** Exactly what the school's API key needs. */
  readonly canvasKey: { readonly redirectUri: string; readonly scopes: readonly string[] };
  readonly webhooks: InstitutionWebhooks;
  readonly csvExports: CsvExports;
  readonly audit: Pick<Audit, 'record' | 'read' | 'stream'>;
  readonly render: Render;
  readonly stream: WebDeps['stream'];
  readonly chooseLanguage: ChooseLanguage;
  readonly clock: Clock;
  readonly onDownload: WebDeps['onDownload'];
}
