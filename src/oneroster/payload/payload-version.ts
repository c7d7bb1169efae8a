import type { SisConnection } from '../../domain/institution.ts';
import type { SisLineItem, SisResult } from '../../domain/sis.ts';
import type { SisProfile } from '../profile/sis-profile.ts';
import type { SisReply } from '../sis-client.ts';

/** What differs between OneRoster 1.1 and 1.2. */
export interface OneRosterVersion {
  /** The scopes that the client uses, and no others; `create` and `remove` only once they are needed. */
  readonly scopes: {
    readonly roster: string;
    readonly read: string;
    readonly write: string;
    /** Bulk POSTs, which 1.1 does not have. */
    readonly create: string;
    readonly remove: string;
  };
  /** The wrapped body of `PUT /lineItems`. */
  writeLineItem(lineItem: SisLineItem, context: WriteContext): SisReply<object>;
  /** The wrapped body of `PUT /results`; a failure if this SIS cannot express the result. */
  writeResult(result: SisResult, context: WriteContext): SisReply<object>;
}

export interface WriteContext {
  readonly connection: SisConnection;
  readonly profile: SisProfile;
  readonly now: Date;
  /** The course's zone: its days are written so that the SIS reads the same days. */
  readonly timeZone: string;
  /** The object's own status, `active` by default. */
  readonly status?: 'active' | 'tobedeleted';
}
