import { earnsSameScore, type SeenScore } from '../../domain/cell.ts';
import type { InstitutionSettings } from '../../domain/institution-settings.ts';
import type { Reach } from '../../domain/reach.ts';
import type { SisResult } from '../../domain/sis.ts';
import type { SisClient, SisFailure } from '../../oneroster/sis-client.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import type { CourseScope } from '../../store/passback/course-scope.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import { type Adopted, lineItemReceiptId } from '../../store/passback/receipts.ts';
import type { Comparison } from '../comparison/load-comparison.ts';
import type { SectionPlan } from '../comparison/plan-assignment.ts';
import { limitPlan } from '../runs/run-rows.ts';
import { changeCells } from './change-cells.ts';
import { readSeen } from './seen-results.ts';

/** An assignment whose line item in a class is to be adopted. */
export interface Adoption {
  readonly assignmentId: string;
  readonly lineItem: NonNullable<SectionPlan['lineItem']>;
}

/** Who adopts, and with what. */
export interface AdoptionHow {
  readonly scope: CourseScope;
  readonly settings: InstitutionSettings;
  readonly client: Pick<SisClient, 'readResults'>;
  readonly signal: AbortSignal;
  readonly at: Date;
  readonly adopted: Adopted;
  /**
   * A run adopts only what it sends, and sends only what has a grade (P2). It goes on where the SIS refuses this one reading,
   * because it looks for each result before it sends it. A person is told instead.
   */
  readonly isRun: boolean;
}

/** How an adoption ended. `grades`: results that stood there; `differing`: those of them that Canvas has otherwise. */
export type AdoptionEnd =
  | { readonly kind: 'adopted'; readonly grades: number; readonly differing: number }
  | { readonly kind: 'without_grades' }
  | { readonly kind: 'unread'; readonly failure: SisFailure };

/** The adoptions that a comparison plans, one for each line item of the SIS. */
export function findAdoptions(
  { course, plan }: Pick<Comparison, 'course' | 'plan'>,
  { selects, reach }: { readonly selects: (assignmentId: string) => boolean; readonly reach: Reach },
): readonly Adoption[] {
  const found = new Map<string, Adoption>();
  for (const assignment of course.assignments) {
    const { id: assignmentId } = assignment;
    if (!selects(assignmentId)) continue;
    for (const { lineItem, adopts } of limitPlan(plan(assignment), reach).sections) {
      if (lineItem && adopts) found.set(lineItem.sourcedId, { assignmentId, lineItem });
    }
  }
  return [...found.values()];
}

/**
 * Enters the results of a line item in the cells of its class, then writes the receipt: whoever dies in between enters
 * them again. All of the class, whoever asks: the line item is the class's, and a result that nobody entered would get a
 * twin.
 */
export async function adoptLineItem(
  stores: PassbackStores,
  { assignmentId, lineItem }: Adoption,
  { scope, settings, client, signal, at, adopted, isRun }: AdoptionHow,
): Promise<AdoptionEnd> {
  const { classSourcedId, sourcedId } = lineItem;
  const cells = await stores.cells.findOfClass(scope, assignmentId, classSourcedId);
  const own = cells.filter((cell) => cell.held === null);
  if (isRun && own.every(({ wanted }) => wanted.kind !== 'score')) return { kind: 'without_grades' };
  const reply = await client.readResults(classSourcedId, sourcedId, signal);
  if (!reply.ok && !(isRun && reply.failure.kind === 'item'))
    return { kind: 'unread', failure: reply.failure };
  const results = (reply.ok ? reply.value : null) ?? [];
  const seen = readSeen({ ...(reply.ok ? reply : {}), value: results }, lineItem.resultValueMax);
  const takeOver = (cell: CellRecord): CellRecord => {
    const [result, ...others] = seen.of(cell.studentSourcedId);
    const isPlain = cell.held === null && others.length === 0;
    return result && isPlain ? enterResult(cell, result, at) : cell;
  };
  const entered = own
    .map((cell) => ({ cell, next: takeOver(cell) }))
    .filter(({ cell, next }) => cell !== next);
  if (entered.length > 0) {
    await stores.cellBooks.markStale(scope, [assignmentId], new Map());
    await changeCells(
      stores,
      entered.map(({ cell }) => cell._id),
      { scope, settings, now: at, fencingToken: ({ fencingToken }) => fencingToken, change: takeOver },
    );
  }
  const { institutionId, courseKey } = scope;
  const key = { courseKey, assignmentId, classSourcedId };
  const receipt = {
    _id: lineItemReceiptId(key),
    institutionId,
    ...key,
    sourcedId,
    // Nobody knows all that it holds, so it is sent.
    fingerprint: '',
    details: null,
    sentAt: at,
    seen: null,
    seenAt: null,
    confirmedAt: null,
    accepted: null,
    acceptedAt: null,
    sendings: 1,
    runId: null,
    adopted,
    classFencingToken: 0,
  };
  await stores.receipts.saveLineItems([receipt]);
  const differing = entered.filter(({ cell: { wanted }, next: { held } }) => {
    if (wanted.kind !== 'score' || held === null || held.seen === null || held.seen === 'absent')
      return false;
    return !earnsSameScore(wanted.score, held.seen);
  });
  return { kind: 'adopted', grades: entered.length, differing: differing.length };
}

/** The cell with a result that stood in the SIS before, as if it had been sent. */
function enterResult(cell: CellRecord, result: SisResult, at: Date): CellRecord {
  const { score, scoreStatus } = result;
  const seen: SeenScore = { score, scoreStatus };
  const { wanted } = cell;
  // SISs merge statuses, so an equal score is no reason to send them.
  const isEqual = wanted.kind === 'score' && earnsSameScore(wanted.score, seen);
  const sent = isEqual
    ? wanted.score
    : { ...seen, late: result.late, missing: result.missing, scoreDate: result.scoreDate };
  return {
    ...cell,
    resultSourcedId: result.sourcedId,
    held: {
      lineItemSourcedId: result.lineItemSourcedId,
      sent,
      sentAt: at,
      runId: null,
      confirmedAt: at,
      seen,
      seenAt: at,
      accepted: null,
      inDoubt: false,
      flaw: null,
      sendings: 1,
      replaced: null,
    },
  };
}
