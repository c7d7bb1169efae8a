import type { CellGroup } from './comparison.ts';

/** A download: the grades of a run, a preview, a comparison, one grade's history, or the audit record. `only` narrows it. */
export type Download =
  | { readonly what: 'run'; readonly runId: string; readonly only: 'problems' | null }
  | { readonly what: 'comparison'; readonly only: CellGroup | null }
  | { readonly what: 'history'; readonly only: null }
  | { readonly what: 'preview'; readonly only: string | null }
  | { readonly what: 'csv'; readonly only: 'bulk' | 'delta' }
  | { readonly what: 'audit'; readonly only: string | null };
