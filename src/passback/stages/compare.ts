import { sectionIdsWithin } from '../../domain/reach.ts';
import { ProductError } from '../../errors.ts';
import type { CellBook } from '../../store/passback/cell-books.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import { joinQuiet } from '../cells/count-outcomes.ts';
import { evaluateCourse } from '../cells/evaluate-course.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import type { RunContext } from '../runs/run-context.ts';
import { limitPlan } from '../runs/run-rows.ts';
import { createScopeFilter } from '../runs/scope.ts';
import { done, type StageResult } from '../runs/stage-result.ts';
import { adoptLineItems } from './adopt-line-items.ts';
import { checkBrake } from './check-brake.ts';
import { type ComparedAssignment, compareAssignment, isWhole } from './compare-assignment.ts';
import { compareGone, findGone } from './compare-gone.ts';
import { compareRotation } from './compare-rotation.ts';
import { findClearing, readBeforeClearing } from './read-before-clearing.ts';
import { settleUnverified } from './settle-unverified.ts';

/** Each keeps the cells of one assignment that the run takes up in memory. */
const assignmentsAtOnce = 4;

/**
 * Stage 3: brings the course's cells up to date, and makes an item of each that is to be sent or whose reason
 * no run has reported yet. All others are only counted. Repeating the stage gives the same items; those of an
 * interrupted comparison are replaced.
 */
export async function compare(context: RunContext): Promise<StageResult> {
  const { deps, run, institution, sis, lease } = context;
  const { stores } = deps;
  const course = await stores.courses.find(run.courseKey);
  if (!course) throw new ProductError('internal', { detail: 'stage 3 without a course' });
  const settled = await settleUnverified(context, course);
  if (settled.kind !== 'done') return settled;
  const adopted = await adoptLineItems(context, course);
  if (adopted.kind !== 'done') return adopted;
  const rotated = await compareRotation(context, course);
  if (rotated.kind !== 'done') return rotated;
  const { fence } = lease;
  await Promise.all([stores.items.dropOlder(fence), stores.lineItems.dropOlder(fence)]);
  const { profile } = sis.client;
  const { contextId } = run.course;
  const source = { institution, profile, course, contextId, now: deps.clock() };
  const options = { everything: run.kind === 'remaster', isQuiet: true };
  let evaluated = await evaluateCourse(stores, source, options);
  const scope = createScopeFilter(run.scope, await stores.items.findFailed(ofCourse(run), run.scope.retryOf));
  const sectionIds = sectionIdsWithin(run.reach, evaluated.comparison.course.sections);
  const clearing = findClearing({ ...evaluated, sectionIds }, scope);
  if (clearing.length > 0) {
    const seen = await readBeforeClearing(context, clearing, sectionIds);
    if (seen.kind !== 'done') return seen;
    evaluated = await evaluateCourse(stores, source, { ...options, everything: false });
  }
  const { comparison } = evaluated;
  const assignments = comparison.course.assignments.filter(({ id }) => scope.takesAssignment(id));
  const results: ComparedAssignment[] = [];
  let halted: 'cancel' | 'stop' | null = null;
  await forEachConcurrent(assignments, assignmentsAtOnce, async (assignment) => {
    halted ??= lease.haltRequested();
    if (halted) return false;
    lease.signal.throwIfAborted();
    const plan = limitPlan(comparison.plan(assignment), run.reach);
    results.push(await compareAssignment(context, { ...evaluated, sectionIds }, scope, plan));
    if (results.length === Math.ceil(assignments.length / 2)) deps.failpoint('items-half-planned');
    if (results.length % 20 === 0) {
      await context.save({ progress: { done: results.length, total: assignments.length } });
    }
    return true;
  });
  if (halted) return { kind: 'halted', by: halted };
  for (const assignmentId of findGone(evaluated, scope)) {
    results.push(await compareGone(context, { ...evaluated, sectionIds }, scope, assignmentId));
  }
  // A worker that lost the run may have added items meanwhile.
  await Promise.all([stores.items.dropOlder(fence), stores.lineItems.dropOlder(fence)]);
  await context.save({
    assignments: results.filter(({ sends }) => sends).length,
    quiet: joinQuiet(results.flatMap(({ quiet }) => quiet)),
    quietProblems: results.reduce((sum, { quietProblems }) => sum + quietProblems, 0),
  });
  const brake = checkBrake(
    context,
    results.map(({ figures }) => figures),
  );
  if (brake !== null) return { kind: 'braked', brake };
  await noteNews(context, evaluated.book, results);
  return done;
}

/**
 * Records what this run reports, so that the next one need not, and that its assignments' counts will change.
 */
async function noteNews(
  { deps, run }: RunContext,
  book: CellBook,
  results: readonly ComparedAssignment[],
): Promise<void> {
  const { cells, cellBooks } = deps.stores;
  const touched = results.filter(({ hasItems }) => hasItems).map(({ assignmentId }) => assignmentId);
  const toldProblems = (isWhole(run) ? results : []).flatMap(({ assignmentId, problems }) =>
    problems === (book.toldProblems[assignmentId] ?? '') ? [] : [[assignmentId, problems] as const],
  );
  await cellBooks.markStale(ofCourse(run), touched, new Map(toldProblems));
  await cells.markTold(results.flatMap(({ told }) => told));
}
