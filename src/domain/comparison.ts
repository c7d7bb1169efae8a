import type { CellState, SeenScore } from './cell.ts';
import type { DifferingDetail } from './line-item-reading.ts';
import { type ItemReason, isSentReason } from './outcomes.ts';
import type { RunSummary } from './run.ts';

/** What there is to do about a cell, in the order of the Compare page. */
export const cellGroups = [
  'changed_in_sis',
  'missing_in_sis',
  'not_as_sent',
  'waiting',
  'held_back',
  'left_behind',
  'excluded',
  'in_order',
] as const;
export type CellGroup = (typeof cellGroups)[number];

/** The group of a cell; `sends`: the next run sends it. */
export function groupOfCell(state: CellState, reason: ItemReason | null, sends: boolean): CellGroup {
  if (state === 'changed_in_sis' || state === 'missing_in_sis') return state;
  if (sends) return 'waiting';
  if (reason !== null && isSentReason(reason)) return 'not_as_sent';
  if (state === 'held_back' || state === 'status_changed') return 'held_back';
  return state === 'left_behind' || state === 'excluded' ? state : 'in_order';
}

/** One student's grade for one assignment: Canvas, last sent, and SIS as last seen. */
export interface ComparedCell {
  readonly id: string;
  readonly group: CellGroup;
  readonly assignmentName: string;
  readonly sectionName: string;
  readonly studentName: string;
  readonly studentSisId: string | null;
  readonly canvas: number | null;
  readonly sent: number | null;
  readonly sentAt: Date | null;
  /** Null: never read since. */
  readonly seen: SeenScore | 'absent' | null;
  readonly reason: ItemReason | null;
}

/** A line item that the SIS holds differently from what was sent, or no longer. */
export interface ComparedLineItem {
  /** Names it within its course. */
  readonly id: string;
  readonly assignmentId: string;
  readonly classSourcedId: string;
  /** Canvas has it, and nothing keeps it from being sent. */
  readonly isSendable: boolean;
  /** A person may keep what the SIS shows. */
  readonly isAcceptable: boolean;
  readonly assignmentName: string;
  /** The names of the sections that feed its class. */
  readonly sectionNames: readonly string[];
  readonly isMissing: boolean;
  /** `ours`: what is sent next; null if it is not sent now. */
  readonly fields: readonly (DifferingDetail & { readonly ours: string | number | null })[];
}

/** The Compare page of a course. */
export interface CourseComparison {
  readonly counts: ReadonlyMap<CellGroup, number>;
  readonly group: CellGroup;
  readonly cells: readonly ComparedCell[];
  readonly hasMore: boolean;
  /** Line items that differ. */
  readonly lineItems: readonly ComparedLineItem[];
  /** The SIS lets its results be read. */
  readonly isReadable: boolean;
  /** When the SIS was last asked about every grade that the person may see; null: never. */
  readonly comparedAt: Date | null;
  /** A comparison that has not ended. */
  readonly openRun: RunSummary | null;
}
