import { createHash } from 'node:crypto';

/** What tells one line item from all others of the world. */
export interface LineItemIdentity {
  readonly institutionId: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly contextId: string;
  readonly assignmentId: string;
  readonly classSourcedId: string;
}

/**
 * The id under which a line item is first sent: the same assignment and class always give the same id, so that a
 * repeated PUT is the same object. Globally unique, as Infinite Campus demands.
 */
export function lineItemSourcedId(identity: LineItemIdentity): string {
  const { institutionId, issuer, clientId, contextId, assignmentId, classSourcedId } = identity;
  return shortHash(['line item', institutionId, issuer, clientId, contextId, assignmentId, classSourcedId]);
}

/** The id under which a result is first sent: from its line item and student. */
export function resultSourcedId(lineItemId: string, studentSourcedId: string): string {
  return shortHash(['result', lineItemId, studentSourcedId]);
}

/** 128 bits in hex: safe in a path, far below every length limit. JSON keeps the parts apart. */
export function shortHash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
