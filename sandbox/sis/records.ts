/** The OneRoster versions, both served from the same data. */
export type Version = 'v1p1' | 'v1p2';

/** The gradebook objects that clients can write. */
export type WritableKind = 'categories' | 'lineItems' | 'results';

/** Fields of every stored object; `_id` is the sourcedId. */
interface StoredObject {
  readonly _id: string;
  readonly status: 'active' | 'tobedeleted';
  readonly modifiedAt: Date;
  /** As sent; null if none was. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** The client's id, if this SIS assigned its own. */
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
  /** ISO 8601 date-times in UTC. */
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
  /** The line item's class. */
  readonly classId: string;
  readonly scoreStatus: string;
  readonly score: number | null;
  readonly textScore: string | null;
  /** `YYYY-MM-DD`. */
  readonly scoreDate: string;
  readonly comment: string | null;
  readonly learningObjectiveSet: unknown;
  /** Null: not stated. */
  readonly inProgress: boolean | null;
  readonly incomplete: boolean | null;
  readonly late: boolean | null;
  readonly missing: boolean | null;
}

/** One write request that reached the SIS, applied or not. Entries are never changed or deleted. */
export interface LedgerEntry {
  readonly at: Date;
  readonly version: Version;
  readonly method: 'PUT' | 'POST' | 'DELETE';
  /** The path within the service, such as `/results/r1`. */
  readonly path: string;
  readonly kind: WritableKind | null;
  /** As the client sent it; null for bulk requests. */
  readonly sourcedId: string | null;
  /** The status of the answer. */
  readonly status: number;
  /** Whether the gradebook now holds what was sent. */
  readonly applied: boolean;
  /** The object inside the body's envelope. Null for DELETE and for a body that is no JSON object. */
  readonly fields: Readonly<Record<string, unknown>> | null;
}
