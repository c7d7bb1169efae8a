/** ISO day `YYYY-MM-DD`. */
export type Day = string;

export interface SisClass {
  readonly sourcedId: string;
  readonly title: string;
  readonly schoolSourcedId: string;
  readonly classCode: string | null;
  readonly termSourcedIds: readonly string[];
}

/** What looking for one thing by a SIS id found; two are never guessed between. */
export type SisMatch<T> =
  | { readonly found: 'one'; readonly value: T }
  | { readonly found: 'none' }
  | { readonly found: 'many' };

export interface SisCategory {
  readonly sourcedId: string;
  readonly title: string;
  /** Null: valid for every class. */
  readonly classSourcedId: string | null;
}

export interface SisGradingPeriod {
  readonly sourcedId: string;
  readonly title: string;
  /** First day, inclusive. */
  readonly startDate: Day;
  /** Last day, inclusive. */
  readonly endDate: Day;
}

export interface SisStudent {
  readonly sourcedId: string;
  readonly identifier: string | null;
  readonly username: string | null;
  readonly email: string | null;
}

export interface SisLineItem {
  readonly sourcedId: string;
  readonly title: string;
  readonly description: string | null;
  readonly classSourcedId: string;
  readonly schoolSourcedId: string;
  readonly categorySourcedId: string | null;
  readonly gradingPeriodSourcedId: string | null;
  /** Days of the course; an empty string where a line item read from the SIS states none. */
  readonly assignDate: Day;
  readonly dueDate: Day;
  readonly resultValueMin: number;
  /** Points possible; 0 where a line item read from the SIS states none, which equals no real assignment's. */
  readonly resultValueMax: number;
}

export const scoreStatuses = [
  'exempt',
  'fully graded',
  'not submitted',
  'partially graded',
  'submitted',
] as const;
export type ScoreStatus = (typeof scoreStatuses)[number];

export interface SisResult {
  readonly sourcedId: string;
  readonly lineItemSourcedId: string;
  readonly studentSourcedId: string;
  readonly classSourcedId: string;
  readonly scoreStatus: ScoreStatus;
  /** Null only with a status that needs none; OneRoster 1.1 cannot carry it. */
  readonly score: number | null;
  readonly scoreDate: Day;
  readonly late: boolean;
  readonly missing: boolean;
}

/** What a failed request to the SIS means for the run. */
export type SisErrorKind = 'transient' | 'rate' | 'auth' | 'item' | 'institution';

/** A refusal or failure of the SIS, with its own words kept. `words` may be shown to the teacher; it is never logged. */
export interface SisFailure {
  readonly kind: SisErrorKind;
  readonly status: number | null;
  /** `imsx_codeMinor` value, such as `invaliddata`, where the SIS gave one. */
  readonly codeMinor: string | null;
  readonly words: string;
  /** Milliseconds that the SIS asked to wait (Retry-After), within sane bounds; null where it said nothing. */
  readonly retryAfterMs: number | null;
  /** For the log only: what our side saw, such as `timeout` or `missing_collection_key`. Never secrets, names, scores. */
  readonly detail?: string;
}

export type SisReply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: SisFailure };

/** What a PUT was answered: the id under which the SIS keeps the object (its own wins over ours). */
export interface PutReceipt {
  readonly sourcedId: string;
}

/**
 * One SIS connection. No method retries a write by itself: the pipeline decides. Reads follow `Link: next`,
 * then offset, and are whole or a failure. Expected failures are values; a throw is a defect or an abort.
 */
export interface SisClient {
  readonly profile: SisProfile;
  /** The class whose `matchClassBy` field equals the Canvas section's SIS id. */
  readClass(sisId: string, signal: AbortSignal): Promise<SisReply<SisMatch<SisClass>>>;
  /** Categories valid for the class: class-scoped where the SIS has them, `metadata.classId`, else global. */
  readCategories(classSourcedId: string, signal: AbortSignal): Promise<SisReply<readonly SisCategory[]>>;
  readGradingPeriods(sisClass: SisClass, signal: AbortSignal): Promise<SisReply<readonly SisGradingPeriod[]>>;
  readStudents(classSourcedId: string, signal: AbortSignal): Promise<SisReply<readonly SisStudent[]>>;
  /** Null where the provider offers no such read (push-only). */
  readLineItems(
    classSourcedId: string,
    signal: AbortSignal,
  ): Promise<SisReply<readonly SisLineItem[] | null>>;
  readResults(
    classSourcedId: string,
    lineItemSourcedId: string,
    signal: AbortSignal,
  ): Promise<SisReply<readonly SisResult[] | null>>;
  putLineItem(lineItem: SisLineItem, signal: AbortSignal): Promise<SisReply<PutReceipt>>;
  putResult(result: SisResult, signal: AbortSignal): Promise<SisReply<PutReceipt>>;
}

/** How one SIS behaves: `config/sis/*.json`, schema-checked at start (schema in `profile.ts`). */
export interface SisProfile {
  readonly name: string;
  readonly title: string;
  readonly version: '1.1' | '1.2';
  /** Which field of the SIS holds what Canvas calls the section's and the student's SIS id. */
  readonly matchClassBy: 'sourcedId' | 'classCode';
  readonly matchStudentBy: 'sourcedId' | 'identifier' | 'username' | 'email';
  readonly titleLimit: number | null;
  /** The SIS refuses or confuses two line items of one title in one class (PowerSchool, Infinite Campus). */
  readonly uniqueTitles: boolean;
  readonly wholePointsOnly: boolean;
  readonly wholeScoresOnly: boolean;
  readonly overMaximum: 'send' | 'cap' | 'refuse';
  readonly rounding: 'exact' | 'whole' | 'refuse';
  readonly category: 'required' | 'optional';
  readonly gradingPeriod: 'required' | 'optional' | 'omit';
  readonly scoreDate: 'date' | 'date-time';
  readonly readsLineItems: boolean;
  readonly readsResults: boolean;
  readonly pathId: 'ours' | 'theirs';
  /** How an excused student without score travels: 1.1 has no exempt without score. */
  readonly exempt: 'status' | 'score-zero' | 'refuse';
  readonly lateAndMissing: 'flags' | 'omit';
  readonly maxInFlight: number;
  readonly pageSize: number;
  /**
   * Whether an academic session's `endDate` belongs to it. Left out: it does, unless another period of the class starts
   * that very day. The specification excludes it, real exports mostly include it (see `last-day.ts`).
   */
  readonly periodEnd?: 'included' | 'excluded' | undefined;
  /** `metadata` that each line item must carry, such as PowerSchool's `scoreType`. */
  readonly lineItemMetadata?: Readonly<Record<string, string>> | undefined;
}

/** Steps of *Test connection*, in order. */
export const connectionSteps = ['address', 'tls', 'token', 'scopes', 'class', 'categories', 'write'] as const;
export type ConnectionStep = (typeof connectionSteps)[number];

/** What a step found out; the pages have a sentence for each, and what to ask the vendor for. */
export const connectionFindings = [
  'reached',
  'address_not_allowed',
  'name_unknown',
  'no_answer',
  'certificate_good',
  'certificate_bad',
  'not_encrypted',
  'token_received',
  'requests_signed',
  'credentials_refused',
  'token_address_wrong',
  'scopes_granted',
  'scopes_missing',
  'class_read',
  'class_unknown',
  'class_ambiguous',
  'classes_none',
  'class_not_permitted',
  'class_address_wrong',
  'categories_read',
  'categories_none',
  'categories_not_needed',
  'categories_not_permitted',
  'categories_address_wrong',
  'write_refused_as_expected',
  'write_accepted',
  'write_not_permitted',
  'write_not_offered',
  'write_not_tried',
  'refused',
  'busy',
  'failing',
  'not_reached',
] as const;
export type ConnectionFinding = (typeof connectionFindings)[number];

/** One step of *Test connection*. */
export interface ConnectionStepResult {
  readonly step: ConnectionStep;
  readonly state: 'ok' | 'failed' | 'skipped';
  readonly finding: ConnectionFinding;
  /** For the placeholders of the finding's sentence. */
  readonly values: Readonly<Record<string, string>>;
  /** HTTP status of the SIS's answer. */
  readonly status: number | null;
  /** The SIS's own words. */
  readonly words: string | null;
}
