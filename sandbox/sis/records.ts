/** OneRoster versions served over the same data. */
export type Version = 'v1p1' | 'v1p2';

/** Kinds of gradebook objects that can be written. */
export type WritableKind = 'categories' | 'lineItems' | 'results';

/** Common fields of stored objects; `_id` is the sourcedId. */
interface StoredObject {
  readonly _id: string;
  readonly status: 'active' | 'tobedeleted';
  readonly modifiedAt: Date;
  /** As sent; null when none was. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** The client's id, where this SIS assigned its own. */
  readonly suppliedId?: string;
}

export interface CategoryRecord extends StoredObject {
  readonly title: string;
  /** Null: valid for every class. */
  readonly classId: string | null;
  readonly weight: number | null;
}

export interface LineItemRecord extends StoredObject {
  readonly title: string;
  readonly description: string | null;
  /** ISO 8601 UTC date-times. */
  readonly assignDate: string;
  readonly dueDate: string;
  readonly classId: string;
  readonly schoolId: string;
  readonly categoryId: string;
  readonly gradingPeriodId: string | null;
  readonly academicSessionId: string | null;
  readonly resultValueMin: number | null;
  readonly resultValueMax: number | null;
  readonly learningObjectiveSet: unknown;
}

export interface ResultRecord extends StoredObject {
  readonly lineItemId: string;
  readonly studentId: string;
  /** The class of the line item. */
  readonly classId: string;
  readonly scoreStatus: string;
  readonly score: number | null;
  readonly textScore: string | null;
  /** `YYYY-MM-DD`. */
  readonly scoreDate: string;
  readonly comment: string | null;
  readonly learningObjectiveSet: unknown;
  /** Null: not said. */
  readonly inProgress: boolean | null;
  readonly incomplete: boolean | null;
  readonly late: boolean | null;
  readonly missing: boolean | null;
}

/** One write request that reached the SIS, applied or not. Never changed, never deleted. */
export interface LedgerEntry {
  readonly at: Date;
  readonly version: Version;
  readonly method: 'PUT' | 'POST' | 'DELETE';
  /** Path within the service, such as `/results/r1`. */
  readonly path: string;
  readonly kind: WritableKind | null;
  /** As the client named it; null for bulk requests. */
  readonly sourcedId: string | null;
  /** The status that was answered. */
  readonly status: number;
  /** Whether the gradebook holds what was sent. */
  readonly applied: boolean;
  /** The object inside the body's envelope; null for DELETE and for bodies that are no JSON object. */
  readonly fields: Readonly<Record<string, unknown>> | null;
}
