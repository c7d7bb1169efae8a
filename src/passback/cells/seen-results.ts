import { type SeenScore, showsScore } from '../../domain/cell.ts';
import type { SisResult } from '../../domain/sis.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';

/** All results of one line item, as the SIS showed them in one complete reading. */
export interface SeenResults {
  /** The results of a student. */
  of(studentSourcedId: string | null): readonly SisResult[];
  /** The cell with what the SIS was seen to hold; the same cell if it says so already. */
  enter(cell: CellRecord, at: Date): CellRecord;
}

export function readSeen(results: readonly SisResult[]): SeenResults {
  const byStudent = new Map<string, SisResult[]>();
  for (const result of results) {
    const known = byStudent.get(result.studentSourcedId);
    if (known) known.push(result);
    else byStudent.set(result.studentSourcedId, [result]);
  }
  const of = (studentSourcedId: string | null): readonly SisResult[] =>
    byStudent.get(studentSourcedId ?? '') ?? [];
  return {
    of,
    enter(cell, at) {
      const { held } = cell;
      if (held === null) return cell;
      const own = of(cell.studentSourcedId);
      const equal = own.find((result) => showsScore(result, held.sent));
      const shown = equal ?? own.find(({ sourcedId }) => sourcedId === cell.resultSourcedId) ?? own[0];
      const seen = shown ? toSeen(shown) : 'absent';
      const isKnown = isSameSeen(held.seen, seen) && (equal === undefined || held.confirmedAt !== null);
      if (isKnown) return cell;
      return { ...cell, held: { ...held, seen, seenAt: at, confirmedAt: equal ? at : held.confirmedAt } };
    },
  };
}

function toSeen({ score, scoreStatus }: SisResult): SeenScore {
  return { score, scoreStatus };
}

function isSameSeen(one: SeenScore | 'absent' | null, other: SeenScore | 'absent'): boolean {
  if (one === null || one === 'absent' || other === 'absent') return one === other;
  return one.score === other.score && one.scoreStatus === other.scoreStatus;
}
