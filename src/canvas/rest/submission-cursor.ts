import { ProductError } from '../../errors.ts';

/** Where a walk through submissions stands: the group of assignments, and Canvas's own next page in it. */
export interface SubmissionCursor {
  /** Counts from 0. */
  readonly chunk: number;
  /** Null: the first page of the group. */
  readonly address: string | null;
}

/** `chunk` or `chunk address`, as one text for the database. */
export function writeCursor({ chunk, address }: SubmissionCursor): string {
  return address === null ? String(chunk) : `${chunk} ${address}`;
}

/** @throws ProductError `internal` for a text that `writeCursor` did not make */
export function readCursor(text: string): SubmissionCursor {
  const [, chunk, address] = /^(\d+)(?: (\S+))?$/.exec(text) ?? [];
  if (chunk === undefined) throw new ProductError('internal', { detail: 'not a cursor of submissions' });
  return { chunk: Number(chunk), address: address ?? null };
}
