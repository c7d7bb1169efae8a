/** Shapes of error bodies seen from real providers (OF4). */
export const errorShapes = [
  'bare',
  'imsx_StatusInfo',
  'statusInfoSet',
  'statusInfo',
  'flat',
  'error',
  'html',
  'empty',
] as const;

export type ErrorShape = (typeof errorShapes)[number];

/**
 * How this SIS deviates from the specification, as real ones do. The default follows the official OpenAPI
 * files strictly.
 */
export interface SisStyle {
  readonly errorShape: ErrorShape;
  /** Refuses writes with status 200 and an error body (Questar and Blackbaud models). */
  readonly refusesWith200: boolean;
  /**
   * `object`: the stored object in its envelope; `capital`: `LineItem`, with the category in an array
   * (Veracross).
   */
  readonly putBody: 'none' | 'object' | 'capital';
  /** `own`: the SIS assigns ids; `own-without-path`: also, a PUT has no id in its path (modified mode). */
  readonly ids: 'supplied' | 'own' | 'own-without-path';
  /** False: a PUT to an unknown id is answered 404, because it only changes what the SIS has; POST creates (OF18). */
  readonly putCreates: boolean;
  /** Answers 200 to every PUT but changes nothing (OF12). */
  readonly ignoresWrites: boolean;
  /** False: every result is kept as fully graded, whatever status it came with. */
  readonly keepsStatus: boolean;
  /** False: the `textScore` of a result is dropped. */
  readonly keepsText: boolean;
  /** Certified for push only: it offers no reads of results, or of the whole gradebook. */
  readonly reads: 'all' | 'no-results' | 'none';
  /** False: it has no bulk POSTs, as 1.2 leaves open (OF15). */
  readonly bulkPosts: boolean;
  /** False: it has no results of a whole class (OF17). */
  readonly classResults: boolean;
  /** False: DELETE is refused (Blackbaud). */
  readonly deletes: boolean;
  /** Requests per token in a time window; null: unlimited. */
  readonly rateLimit: {
    readonly requests: number;
    readonly seconds: number;
    readonly retryAfter: boolean;
  } | null;
  /** The longest title of a line item; null: unlimited. */
  readonly titleLimit: number | null;
  /** What happens to a longer one. */
  readonly longTitles: 'refuse' | 'cut';
  /** Two line items of a class cannot have the same title (PowerSchool, Infinite Campus). */
  readonly uniqueTitles: boolean;
  /** Decimals that are kept of a score; null: all. */
  readonly scoreDecimals: number | null;
  /** False: the grading window is closed, and line items and results are refused (Infinite Campus). */
  readonly gradingWindowOpen: boolean;
  /** Points possible must be whole (Skyward). */
  readonly wholePointsOnly: boolean;
  /** False: a line item of 0 points possible is refused. */
  readonly zeroPoints: boolean;
  /** Google's conformance suite requires `store`. */
  readonly aboveMaximum: 'store' | 'refuse' | 'cap';
  /** Due dates must lie within a term of the class (PowerSchool). */
  readonly dueDateInsideTerm: boolean;
  /** Returns scores as strings (Microsoft-style sample servers). */
  readonly scoresAsText: boolean;
  /** The accepted form of `scoreDate`. */
  readonly scoreDate: 'date' | 'date-time' | 'either';
  /** The largest page, whatever `limit` asks for (Ed-Fi: 500). */
  readonly largestPage: number;
  /** False: every `filter` is refused. */
  readonly filters: boolean;
  /** `/classes/{c}/categories` on 1.1, which the specification lacks but some providers offer. */
  readonly classCategoriesOn11: boolean;
  /** The value of `x-vendor-authorization` that gradebook calls need (Infinite Campus); null: none needed. */
  readonly vendorAuthorization: string | null;
  /** The OAuth 1.0a signature methods accepted on 1.1. */
  readonly signatureMethods: readonly string[];
}

/** Follows the specification strictly. */
export const strictStyle: SisStyle = {
  errorShape: 'bare',
  refusesWith200: false,
  putBody: 'none',
  ids: 'supplied',
  putCreates: true,
  ignoresWrites: false,
  keepsStatus: true,
  keepsText: true,
  reads: 'all',
  bulkPosts: true,
  classResults: true,
  deletes: true,
  rateLimit: null,
  titleLimit: null,
  longTitles: 'refuse',
  uniqueTitles: false,
  scoreDecimals: null,
  gradingWindowOpen: true,
  wholePointsOnly: false,
  zeroPoints: true,
  aboveMaximum: 'store',
  dueDateInsideTerm: false,
  scoresAsText: false,
  scoreDate: 'date',
  largestPage: 10_000,
  filters: true,
  classCategoriesOn11: false,
  vendorAuthorization: null,
  signatureMethods: ['HMAC-SHA1', 'HMAC-SHA256'],
};
