import { createHash } from 'node:crypto';

/** What identifies one line item worldwide. */
export interface LineItemIdentity {
  readonly institutionId: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly contextId: string;
  readonly assignmentId: string;
  readonly classSourcedId: string;
}

/**
 * The id under which a line item is first sent. The same assignment and class always give the same id, so a repeated
 * PUT writes the same object. Globally unique, as Infinite Campus requires.
 */
export function lineItemSourcedId(identity: LineItemIdentity): string {
  const { institutionId, issuer, clientId, contextId, assignmentId, classSourcedId } = identity;
  return shortHash(['line item', institutionId, issuer, clientId, contextId, assignmentId, classSourcedId]);
}

/** The id under which a result is first sent; the same line item and student always give the same id. */
export function resultSourcedId(lineItemId: string, studentSourcedId: string): string {
  return shortHash(['result', lineItemId, studentSourcedId]);
}

/** 128 bits in hex: safe in a path and below every length limit. JSON keeps the parts apart. */
export function shortHash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
