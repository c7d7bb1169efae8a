import { ProductError } from '../errors.ts';

/** What one batch of a re-encryption did. */
export interface ReencryptedBatch {
  /** Where the next batch begins; null: this was the last one. */
  readonly next: string | null;
  readonly changed: number;
  /**
   * Ids of records that are damaged or whose key is no longer among the encryption keys: left as they are.
   */
  readonly unreadable: readonly string[];
}

/** A store whose secrets can be encrypted again with the current key. */
export interface Reencryptable {
  /**
   * Looks at the next `limit` records after `after`, by id, that another key encrypted. A record that
   * somebody changes meanwhile is left alone: what they write has the current key.
   */
  reencrypt(after: string | null, limit: number): Promise<ReencryptedBatch>;
}

/** Runs `reseal` over the `rows` of one batch; it says whether it changed the row. */
export async function reencryptRows<Row>(
  rows: readonly Row[],
  limit: number,
  idOf: (row: Row) => string,
  reseal: (row: Row) => Promise<boolean>,
): Promise<ReencryptedBatch> {
  const unreadable: string[] = [];
  let changed = 0;
  for (const row of rows) {
    try {
      if (await reseal(row)) changed += 1;
    } catch (error) {
      if (!(error instanceof ProductError) || error.code !== 'secret_unreadable') throw error;
      unreadable.push(idOf(row));
    }
  }
  const last = rows.at(-1);
  return { next: last === undefined || rows.length < limit ? null : idOf(last), changed, unreadable };
}

/** Matches texts that do not begin with `prefix`: those of an older key. */
export function otherThan(prefix: string): { readonly $not: RegExp } {
  return { $not: new RegExp(`^${prefix.replaceAll('.', '\\.')}`) };
}
