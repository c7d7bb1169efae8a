import type { SeenScore } from '../../domain/cell.ts';
import { earnsSameScore } from '../../domain/cell.ts';
import { sectionIdsWithin } from '../../domain/reach.ts';
import type { SisResult } from '../../domain/sis.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import type { CourseRecord } from '../../store/passback/course-record.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import { lineItemReceiptId } from '../../store/passback/receipts.ts';
import { isInSections } from '../../store/passback/section-ids.ts';
import { changeCells } from '../cells/change-cells.ts';
import { evaluateCourse } from '../cells/evaluate-course.ts';
import { readSeen } from '../cells/seen-results.ts';
import { loadComparison } from '../comparison/load-comparison.ts';
import type { SectionPlan } from '../comparison/plan-assignment.ts';
import type { RunContext } from '../runs/run-context.ts';
import { limitPlan } from '../runs/run-rows.ts';
import { selects } from '../runs/scope.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';

/** An assignment whose line item in a class is to be taken over. */
interface Adoption {
  readonly assignmentId: string;
  readonly lineItem: NonNullable<SectionPlan['lineItem']>;
}

/**
 * Before a run compares: takes over line items that another tool or a person made before (P14), with their results. From
 * then on they count as sent: an equal score is not sent again, another one changes the result that is there, the brake
 * counts it, and an undo brings it back.
 */
export async function adoptLineItems(context: RunContext, course: CourseRecord): Promise<StageResult> {
  const { deps, run, institution, sis, lease } = context;
  const { stores } = deps;
  const { profile } = sis.client;
  if (institution.settings.existingLineItems !== 'adopt' || profile.pathId === 'theirs') return done;
  const { contextId } = run.course;
  const source = { institution, profile, course, contextId, now: deps.clock() };
  const adoptions = findAdoptions(context, await loadComparison(stores, source));
  if (adoptions.length === 0) return done;
  // Results are entered in cells.
  await evaluateCourse(stores, source, { everything: false, isQuiet: true });
  for (const adoption of adoptions) {
    const halt = lease.haltRequested();
    if (halt) return { kind: 'halted', by: halt };
    const adopted = await adoptLineItem(context, course, adoption);
    if (adopted.kind !== 'done') return adopted;
  }
  return done;
}

function findAdoptions(
  { run }: RunContext,
  { course, plan }: Awaited<ReturnType<typeof loadComparison>>,
): readonly Adoption[] {
  const found = new Map<string, Adoption>();
  for (const assignment of course.assignments) {
    const { id: assignmentId } = assignment;
    if (!selects(run.scope.selection, assignmentId)) continue;
    for (const { lineItem, adopts } of limitPlan(plan(assignment), run.reach).sections) {
      if (lineItem && adopts) found.set(lineItem.sourcedId, { assignmentId, lineItem });
    }
  }
  return [...found.values()];
}

/** Enters its results in the cells, then writes the receipt: a worker that dies in between enters them again. */
async function adoptLineItem(
  context: RunContext,
  course: CourseRecord,
  { assignmentId, lineItem }: Adoption,
): Promise<StageResult> {
  const { deps, run, institution, sis, lease } = context;
  const { stores } = deps;
  const { classSourcedId, sourcedId } = lineItem;
  const scope = ofCourse(run);
  const sectionIds = sectionIdsWithin(run.reach, course.sections);
  const cells = await stores.cells.findOfClass(scope, assignmentId, classSourcedId);
  const own = cells.filter((cell) => cell.held === null && isInSections(cell, sectionIds));
  // It is sent only with a grade (P2).
  if (own.every(({ wanted }) => wanted.kind !== 'score')) return done;
  const readAt = deps.clock();
  const reply = await sis.client.readResults(classSourcedId, sourcedId, lease.signal);
  if (!reply.ok && reply.failure.kind !== 'item') return resultOfFailure(reply.failure);
  if (reply.ok && reply.value !== null) {
    const seen = readSeen({ ...reply, value: reply.value }, lineItem.resultValueMax);
    await stores.cellBooks.markStale(scope, [assignmentId], new Map());
    await changeCells(
      stores,
      own.map(({ _id }) => _id),
      {
        scope,
        settings: institution.settings,
        now: readAt,
        fencingToken: ({ fencingToken }) => fencingToken,
        change: (cell) => {
          const [result, ...others] = seen.of(cell.studentSourcedId);
          const isPlain = cell.held === null && others.length === 0;
          return result && isPlain ? takeOver(cell, result, readAt) : cell;
        },
      },
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
    sentAt: readAt,
    seen: null,
    seenAt: null,
    confirmedAt: null,
    accepted: null,
    acceptedAt: null,
    sendings: 1,
    runId: null,
    classFencingToken: 0,
  };
  await stores.receipts.saveLineItems([receipt]);
  deps.log.info({ event: 'line_item_adopted', runId: run._id }, 'A line item of the SIS was taken over');
  return done;
}

/** The cell with a result that stood in the SIS before, as if it had been sent. */
function takeOver(cell: CellRecord, result: SisResult, at: Date): CellRecord {
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
