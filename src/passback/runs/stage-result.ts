import type { ErrorCode, ProductError } from '../../errors.ts';

/** How a stage ended, or a whole execution of a run. */
export type StageEnd =
  | { readonly kind: 'done' }
  /**
   * Canvas or the SIS did not answer: go on later. `items`: the SIS answers, but not for these items. `askedMs` is
   * what they asked for.
   */
  | {
      readonly kind: 'wait';
      readonly on: 'canvas' | 'sis' | 'items';
      readonly code: ErrorCode;
      readonly askedMs: number | null;
    }
  /** Another run writes to the same class: go on soon. */
  | { readonly kind: 'busy' }
  /** The pause of the SIS connection that somebody else began. */
  | { readonly kind: 'paused'; readonly until: Date }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly detail?: string }
  /** An error that nobody foresaw: tried again a few times. */
  | { readonly kind: 'unexpected'; readonly error: ProductError }
  /** Cancelled by a person, or the worker stops. */
  | { readonly kind: 'halted'; readonly by: 'cancel' | 'stop' };

export const done: StageEnd = { kind: 'done' };
