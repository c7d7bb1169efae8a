import type {
  SisCategory,
  SisClass,
  SisGradingPeriod,
  SisLineItem,
  SisResult,
  SisStudent,
} from '../domain/sis.ts';
import type { SisProfile } from './profile/sis-profile.ts';

/** What a failed request to the SIS means for the run. */
export type SisErrorKind = 'transient' | 'rate' | 'auth' | 'item' | 'institution';

/** A refusal or failure of the SIS, with the message it gave. `sisMessage` may be shown to the teacher; it is never logged. */
export interface SisFailure {
  readonly kind: SisErrorKind;
  readonly status: number | null;
  /** `imsx_codeMinor` value, such as `invaliddata`, where the SIS gave one. */
  readonly codeMinor: string | null;
  readonly sisMessage: string;
  /** Milliseconds that the SIS asked to wait (Retry-After), within sane bounds; null where it said nothing. */
  readonly retryAfterMs: number | null;
  /** For the log only: what our side saw, such as `timeout` or `missing_collection_key`. Never secrets, names, scores. */
  readonly detail?: string;
}

export type SisReply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: SisFailure };

/** What looking for one thing by a SIS id found; two are never guessed between. */
export type SisMatch<T> =
  | { readonly found: 'one'; readonly value: T }
  | { readonly found: 'none' }
  | { readonly found: 'many' };

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
