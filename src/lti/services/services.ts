import type { Institution } from '../../domain/institution.ts';

/** Whom to ask Names & Roles about. */
export interface MembersQuery {
  readonly nrpsUrl: string;
  /** Sent as `rlid`, which makes Canvas add each member's custom fields (`doc/api/names_and_role.md`). */
  readonly contextId: string;
  /** Only members with this role, a full URI; absent: everybody. */
  readonly role?: string;
}

/** One page of Names & Roles; members are unparsed JSON. `next` is null on the last page. */
export interface MembersPage {
  readonly members: readonly unknown[];
  readonly next: string | null;
}

/** One page of the tool's own line items (AGS); unparsed JSON. */
export interface LineItemsPage {
  readonly lineItems: readonly unknown[];
  readonly next: string | null;
}

/** One page of the results of one line item (AGS); unparsed JSON. */
export interface ResultsPage {
  readonly results: readonly unknown[];
  readonly next: string | null;
}

/**
 * What the LTI platform answers to the tool itself, without a person. Every method waits out throttling and
 * short outages, stops as soon as `signal` aborts, and otherwise throws `ProductError`: `canvas_unreachable`,
 * `canvas_throttled`, `canvas_refused`, `canvas_unexpected`, or `address_refused` and `institution_invalid`,
 * which only the operator can fix. The service URLs come from a launch; they and every `next` must be on an
 * origin that the institution registered, or the bearer token is not sent (`canvas_unexpected`).
 */
export interface LtiServices {
  /** With `next`, `members` only says where that page must be. */
  readMembersPage(
    institution: Institution,
    members: MembersQuery,
    next: string | null,
    signal: AbortSignal,
  ): Promise<MembersPage>;
  readLineItemsPage(
    institution: Institution,
    lineItemsUrl: string,
    next: string | null,
    signal: AbortSignal,
  ): Promise<LineItemsPage>;
  readResultsPage(
    institution: Institution,
    lineItemUrl: string,
    next: string | null,
    signal: AbortSignal,
  ): Promise<ResultsPage>;
}
