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

/**
 * A refusal or failure. `sisMessage`, the SIS's own words, may be shown to the teacher but is never logged.
 */
export interface SisFailure {
  readonly kind: SisErrorKind;
  readonly status: number | null;
  /** `imsx_codeMinor`, such as `invaliddata`. */
  readonly codeMinor: string | null;
  readonly sisMessage: string;
  /** How long the SIS asked us to wait (`Retry-After`), at most `maxRetryAfterMs`. */
  readonly retryAfterMs: number | null;
  /** For the log: what the client saw, such as `timeout` or `missing_collection_key`. No secrets, names or scores. */
  readonly detail?: string;
  /** What was asked, without ids, such as `GET /classes/{id}/students`. */
  readonly request?: string;
}

export type SisReply<T> =
  /** `leftOut`: rows of a list that could not be read. What the list lacks may be one of them, so it is not gone. */
  | { readonly ok: true; readonly value: T; readonly leftOut?: number }
  | { readonly ok: false; readonly failure: SisFailure };

/** The result of a search by SIS id. If several match, none is guessed. */
export type SisMatch<T> =
  | { readonly found: 'one'; readonly value: T }
  | { readonly found: 'none' }
  | { readonly found: 'many' };

/** The id under which the SIS keeps an object; it may differ from the one we sent. */
export interface PutReceipt {
  readonly sourcedId: string;
}

/** Whether a worker may still send: asked for every request, while the request waits and when it is written. */
export interface SendPermit {
  /** Called in the same turn in which a request is written to its socket; throws if it must not be sent any more. */
  check(): void;
  /**
   * Aborts when the worker is to stop: requests in flight continue, but none waits for its turn any longer.
   */
  readonly leaving: AbortSignal;
}

/**
 * One SIS connection. Reads give the whole list or a failure. Nothing is retried here; the pipeline decides. Expected
 * failures are values; a throw is a defect or an abort.
 */
export interface SisClient {
  readonly profile: SisProfile;
  /** The same client with every request under the permit. */
  under(permit: SendPermit): SisClient;
  /** The same client for a course in this time zone: the SIS is to read the course's days. Without it, days are UTC's. */
  inZone(timeZone: string): SisClient;
  /** The class whose `matchClassBy` field equals the SIS id of a Canvas section. */
  readClass(sisId: string, signal: AbortSignal): Promise<SisReply<SisMatch<SisClass>>>;
  /** The categories valid for the class. */
  readCategories(classSourcedId: string, signal: AbortSignal): Promise<SisReply<readonly SisCategory[]>>;
  readGradingPeriods(sisClass: SisClass, signal: AbortSignal): Promise<SisReply<readonly SisGradingPeriod[]>>;
  readStudents(classSourcedId: string, signal: AbortSignal): Promise<SisReply<readonly SisStudent[]>>;
  /** Null if the provider does not offer this read (push only); the same for `readResults`. */
  readLineItems(
    classSourcedId: string,
    signal: AbortSignal,
  ): Promise<SisReply<readonly SisLineItem[] | null>>;
  readResults(
    classSourcedId: string,
    lineItemSourcedId: string,
    signal: AbortSignal,
  ): Promise<SisReply<readonly SisResult[] | null>>;
  /**
   * The results of all line items of a class, under the ids by which the SIS names the line items; null if it does not offer
   * that, or its answer is not the class's (OF17). What is not in it may be in the line item's own list.
   */
  readClassResults(
    classSourcedId: string,
    signal: AbortSignal,
  ): Promise<SisReply<readonly SisResult[] | null>>;
  /** Creates a category for one class alone, or gives it another title (P20). */
  putCategory(
    category: Pick<SisCategory, 'sourcedId' | 'title'> & { readonly classSourcedId: string },
    signal: AbortSignal,
  ): Promise<SisReply<PutReceipt>>;
  putLineItem(lineItem: SisLineItem, signal: AbortSignal): Promise<SisReply<PutReceipt>>;
  putResult(result: SisResult, signal: AbortSignal): Promise<SisReply<PutReceipt>>;
  /**
   * Creates one line item by POST, in OneRoster 1.2, for a SIS whose PUT only changes what it has (OF18). The SIS gives the
   * id. Never repeated blindly: another try would create another.
   */
  createLineItem(lineItem: SisLineItem, signal: AbortSignal): Promise<SisReply<PutReceipt>>;
  /**
   * Creates results of one line item at once, in OneRoster 1.2. The SIS gives the ids: the reply names them by ours, and an
   * id that it leaves out says nothing about its result. Never repeated blindly: another try would create others (OF15).
   */
  createResults(
    results: readonly SisResult[],
    signal: AbortSignal,
  ): Promise<SisReply<ReadonlyMap<string, string>>>;
  /** Takes a result back: sends it with the status `tobedeleted`. Whether it is gone, only reading back tells. */
  withdrawResult(result: SisResult, signal: AbortSignal): Promise<SisReply<PutReceipt>>;
  /**
   * Takes a score out of the SIS: sends the result without one, or deletes it where the version needs a score. A result
   * that the SIS does not know is gone already.
   */
  clearResult(result: SisResult, signal: AbortSignal): Promise<SisReply<PutReceipt>>;
  /** Deletes a result; one that the SIS does not know is gone already. */
  deleteResult(sourcedId: string, signal: AbortSignal): Promise<SisReply<PutReceipt>>;
  /** Deletes a line item with its results; one that the SIS does not know is gone already. */
  deleteLineItem(sourcedId: string, signal: AbortSignal): Promise<SisReply<PutReceipt>>;
}
