import { randomBytes } from 'node:crypto';
import { groupBy } from '../../domain/group-by.ts';
import { canClearResults } from '../../oneroster/profile/sis-profile.ts';
import type { BookAssignment, CellBook, OpenEvaluation } from '../../store/passback/cell-books.ts';
import type { CellCount } from '../../store/passback/cells.ts';
import type { CourseScope } from '../../store/passback/course-scope.ts';
import type { GradeChange } from '../../store/passback/grades.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import { type Comparison, type ComparisonSource, loadComparison } from '../comparison/load-comparison.ts';
import type { AssignmentPlan } from '../comparison/plan-assignment.ts';
import { shortHash } from '../comparison/sourced-ids.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import { isFinalGradeId } from '../mirror/final-grades.ts';
import { type EvaluationRules, evaluateCells } from './evaluate-cells.ts';
import { importReceipts } from './import-receipts.ts';
import { type CoursePart, createPartReader, type PartReader } from './read-part.ts';
import { findRosterChanges } from './roster-changes.ts';

/** A course whose cells are up to date. */
export interface EvaluatedCourse {
  readonly comparison: Comparison;
  readonly book: CellBook;
}

export interface EvaluationOptions {
  /** Evaluate every cell, whatever is known to have changed. */
  readonly everything: boolean;
  /** Nobody sends grades of the course now, so what was counted stays true. */
  readonly isQuiet: boolean;
}

/** Each round is lost to somebody else's successful evaluation of the same course, so few are needed. */
const maxRounds = 20;
/** Assignments evaluated at once: while the database works on one, the next is decided. */
const partsAtOnce = 4;
/** In milliseconds; no evaluation takes so long, so one that is open since before has died. */
const longestEvaluationMs = 10 * 60_000;
/** What the basis of an assignment that no longer takes part in grade passback begins with. */
const gone = 'gone';

/**
 * Brings the cells of a course up to date with what was last read from Canvas and the SIS, and counts them.
 * Only looks at what changed since the last evaluation: grades by person, everything else by assignment.
 * Writes nothing if nothing changed.
 *
 * Whoever is about to write cells says so in the book first. If it dies before it has saved what it wrote, the
 * cells may follow from facts that nobody knows any more, so whoever comes next evaluates those assignments in
 * full.
 */
export async function evaluateCourse(
  stores: PassbackStores,
  source: ComparisonSource,
  options: EvaluationOptions,
): Promise<EvaluatedCourse> {
  const { course, institution, now } = source;
  const scope = { institutionId: institution.id, courseKey: course._id };
  let present = source;
  let forced = new Set<string>();
  const own: OpenEvaluation = { id: randomBytes(12).toString('hex'), at: now, assignmentIds: [] };
  let begun = new Set<string>();
  for (let round = 1; round <= maxRounds; round += 1) {
    const comparison = await loadComparison(stores, present);
    const book = await importReceipts(stores, scope, now);
    const everything = options.everything || (book.recheckAt !== null && book.recheckAt <= now);
    const unknown = book.evaluations.flatMap(({ assignmentIds }) => assignmentIds);
    const work = await planEvaluation(stores, comparison, book, {
      everything,
      forced: new Set([...forced, ...unknown]),
    });
    const parts = work.parts.map(({ assignmentId }) => assignmentId);
    if (parts.some((id) => !begun.has(id))) {
      begun = new Set([...begun, ...parts]);
      await stores.cellBooks.beginEvaluation(scope, { ...own, assignmentIds: [...begun] });
    }
    const readPart = createPartReader(stores, comparison, scope);
    await forEachConcurrent(work.parts, partsAtOnce, async (part) => {
      await evaluatePart(stores, toRules(comparison, scope, part), part, readPart);
      return true;
    });
    const touched = new Set([...parts, ...book.stale]);
    const isSame = touched.size === 0 && book.rosterId === course.rosterId && book.version > 0;
    const counts = isSame ? [] : await stores.cells.count(scope, [...touched]);
    const { evaluations, ...known } = book;
    const next = {
      ...known,
      rosterId: present.course.rosterId,
      assignments: enterCounts(book, work.bases, touched, counts),
      stale: options.isQuiet ? [] : book.stale,
      recheckAt: everything ? null : book.recheckAt,
    };
    if (isSame || (await stores.cellBooks.save(scope, next, book.version))) {
      await stores.grades.markEvaluated(work.changes);
      const died = evaluations.filter(({ at }) => now.getTime() - at.getTime() > longestEvaluationMs);
      const ended = [...died.map(({ id }) => id), ...(begun.size > 0 ? [own.id] : [])];
      if (ended.length > 0) await stores.cellBooks.endEvaluations(scope, ended);
      return { comparison, book: isSame ? book : { ...next, evaluations, version: book.version + 1 } };
    }
    // Somebody else has evaluated it, perhaps with a newer reading: what this one wrote is evaluated again.
    forced = new Set([...forced, ...touched]);
    present = { ...source, course: (await stores.courses.find(course._id)) ?? course };
  }
  throw new Error('the cells of a course change all the time');
}

/** The assignments to evaluate, with all cells of each or those of some people. */
interface EvaluationWork {
  readonly parts: readonly EvaluationPart[];
  /** By assignment, for all that were ever evaluated. */
  readonly bases: ReadonlyMap<string, string>;
  /** The changed grades that are known once the parts are evaluated. */
  readonly changes: readonly GradeChange[];
}

interface EvaluationPart extends CoursePart {
  readonly plan: AssignmentPlan | null;
}

async function planEvaluation(
  stores: PassbackStores,
  comparison: Comparison,
  book: CellBook,
  { everything, forced }: { readonly everything: boolean; readonly forced: ReadonlySet<string> },
): Promise<EvaluationWork> {
  const { course } = comparison;
  const [changes, moved] = await Promise.all([
    stores.grades.findUnevaluated(course._id),
    findRosterChanges(stores, book.rosterId, course.rosterId),
  ]);
  const changed = groupBy(changes, ({ assignmentId }) => assignmentId);
  const known = new Map(book.assignments.map((entry) => [entry.id, entry]));
  const missing = [...comparison.lineItemReceipts.values()].filter(({ sourcedId }) =>
    comparison.missingInSis.has(sourcedId),
  );
  const missingOf = groupBy(missing, ({ assignmentId }) => assignmentId);
  const bases = new Map<string, string>();
  const parts: EvaluationPart[] = [];
  for (const assignment of course.assignments) {
    const { id: assignmentId } = assignment;
    const plan = comparison.plan(assignment);
    const lost = (missingOf.get(assignmentId) ?? []).map(({ sourcedId }) => sourcedId).sort();
    const basis = fingerprintPlan(comparison, plan, lost);
    bases.set(assignmentId, basis);
    if (
      everything ||
      forced.has(assignmentId) ||
      moved === 'all' ||
      known.get(assignmentId)?.basis !== basis
    ) {
      parts.push({ assignmentId, plan, personIds: null });
      continue;
    }
    const people = new Set([...(changed.get(assignmentId) ?? []).map(({ personId }) => personId), ...moved]);
    if (people.size > 0) parts.push({ assignmentId, plan, personIds: [...people] });
  }
  for (const { id: assignmentId, basis } of book.assignments) {
    if (bases.has(assignmentId)) continue;
    const present = fingerprintGone(comparison);
    bases.set(assignmentId, present);
    if (basis !== present || forced.has(assignmentId))
      parts.push({ assignmentId, plan: null, personIds: null });
  }
  return { parts, bases, changes };
}

/**
 * Everything except grades that decides about an assignment's cells.
 * @param missing its line items that are missing in the SIS: grades sent earlier may stand in one that is no
 * longer planned, for example because the assignment lost its due date
 */
function fingerprintPlan(comparison: Comparison, plan: AssignmentPlan, missing: readonly string[]): string {
  const sections = plan.sections.map((section) => [
    section.section,
    section.classSourcedId,
    section.lineItem,
    section.problems.map(({ check }) => check),
    section.lineItem !== null && comparison.missingInSis.has(section.lineItem.sourcedId),
    comparison.holdsBackDetails(plan.assignment.id, section),
  ]);
  // Without a missing one the fingerprint is that of earlier versions, so an upgrade evaluates nothing again.
  return shortHash([comparison.rulesFingerprint, sections, ...(missing.length > 0 ? [missing] : [])]);
}

/** Whether what was sent of an assignment that no longer takes part is cleared. */
function fingerprintGone(comparison: Comparison): string {
  const { settings, profile } = comparison.rules;
  const clears = settings.removal === 'clear' && canClearResults(profile) && knowsAssignments(comparison);
  return clears ? `${gone}, cleared` : gone;
}

/**
 * Whether Canvas was asked for the course's assignments: every course has groups. Without an API key only the tool's own
 * are known, and those of an earlier key have not gone from Canvas.
 */
function knowsAssignments({ course }: Pick<Comparison, 'course'>): boolean {
  return course.groups.length > 0;
}

/** Evaluates until no other writer has interfered. */
async function evaluatePart(
  stores: PassbackStores,
  rules: EvaluationRules,
  part: EvaluationPart,
  readPart: PartReader,
): Promise<void> {
  for (let round = 1; round <= maxRounds; round += 1) {
    const { grades, cells } = await readPart(part);
    const { assignmentId, plan } = part;
    const changes = evaluateCells(rules, { assignmentId, plan, grades, cells });
    await stores.cells.remove(changes.removed);
    const inserted = await stores.cells.insert(changes.added);
    const changedAt = rules.now;
    const replaced = await stores.cells.replace(
      changes.changed.map(({ cell, before }) => ({ cell: { ...cell, changedAt }, before })),
    );
    if (inserted && replaced) return;
  }
  throw new Error('the cells of an assignment change all the time');
}

function toRules(comparison: Comparison, scope: CourseScope, part: EvaluationPart): EvaluationRules {
  const { plan, assignmentId } = part;
  const { rules, missingInSis } = comparison;
  const waiting = (plan?.sections ?? []).filter(
    (section) => plan !== null && comparison.holdsBackDetails(plan.assignment.id, section),
  );
  return {
    ...rules,
    ...scope,
    missingInSis,
    sectionsOfClass: comparison.sectionsOfClass,
    // A setting that is switched off, or a grading period that ended in Canvas, takes no final grade off a report card.
    mayClear: plan !== null || (knowsAssignments(comparison) && !isFinalGradeId(assignmentId)),
    classesWithWaitingDetails: new Set(waiting.flatMap(({ classSourcedId }) => classSourcedId ?? [])),
  };
}

/**
 * The assignments of a book, with new counts for those that were touched. Deleted ones without cells are left
 * out.
 */
function enterCounts(
  book: CellBook,
  bases: ReadonlyMap<string, string>,
  touched: ReadonlySet<string>,
  counts: readonly CellCount[],
): BookAssignment[] {
  const known = new Map(book.assignments.map((entry) => [entry.id, entry]));
  const counted = groupBy(counts, ({ assignmentId }) => assignmentId);
  return [...bases].flatMap(([id, basis]) => {
    const before = known.get(id);
    if (before && !touched.has(id)) return [{ ...before, basis }];
    const own = counted.get(id) ?? [];
    if (basis.startsWith(gone) && own.length === 0) return [];
    return [
      {
        id,
        basis,
        counts: own.map(({ assignmentId: _, ...entry }) => entry),
      },
    ];
  });
}
