import type { Institution } from '../../domain/institution.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import type { PostableAssignment, PostGradesOverview } from '../../domain/post-grades.ts';
import { limitSections, overlaps, type Reach, sectionIdsWithin } from '../../domain/reach.ts';
import { ProductError } from '../../errors.ts';
import type { BookCount } from '../../store/passback/cell-books.ts';
import type { CourseRecord } from '../../store/passback/course-record.ts';
import { keyOfRun, scopeOfCourse } from '../../store/passback/course-scope.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import type { SectionIds } from '../../store/passback/section-ids.ts';
import { countOutcomes, countsWithin, findSendingClasses } from '../cells/count-outcomes.ts';
import { evaluateCourse } from '../cells/evaluate-course.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import { chooseFinalGrades } from '../mirror/final-grades.ts';
import { readSisClass } from '../mirror/read-sis-class.ts';
import { refreshCourse } from '../mirror/refresh-course.ts';
import { saveClassReading } from '../mirror/save-class-reading.ts';
import type { PassbackDeps, SisAccess } from '../passback-deps.ts';
import { findReach } from '../runs/find-reach.ts';
import { courseOfLaunch } from '../runs/launched-course.ts';
import { limitPlan } from '../runs/run-rows.ts';
import { selects } from '../runs/scope.ts';
import { summarizeRun } from '../runs/summarize-run.ts';
import { listGone } from './list-gone.ts';
import type { AssignmentPlan } from './plan-assignment.ts';

/** A class snapshot this recent is good enough for the page; a run always reads again. */
const snapshotAgeMs = 5 * 60_000;
const classesAtOnce = 4;
/** The page waits this long for the SIS, then shows what is known. */
const sisTimeoutMs = 8_000;

/** How Post Grades is looked at. */
export interface PostGradesView {
  /**
   * The only section that is shown, if the person may see it: counts, dates, problems and warnings are then of this
   * section.
   */
  readonly sectionId?: string | null;
  /** Called before Canvas is read, which can take long. */
  readonly onReading?: () => void;
}

/**
 * The Post Grades page: Canvas as it is now, the SIS as last read, and what a run would send, as far as the
 * person may see.
 */
export async function readPostGrades(
  deps: PassbackDeps,
  launch: LaunchContext,
  signal: AbortSignal,
  { sectionId = null, onReading = () => {} }: PostGradesView = {},
): Promise<PostGradesOverview> {
  const { stores } = deps;
  const ref = courseOfLaunch(launch);
  const institution = await deps.findInstitution(ref.institutionId);
  if (!institution) throw new ProductError('institution_invalid');
  const sis = await deps.openSis(institution);
  if (!sis) throw new ProductError('sis_not_connected', { next: 'fix' });
  const reach = await findReach(deps, launch);
  const readBy = launch.person.canvasUserId;
  const reader = await deps.openCanvas(institution, ref, launch.person);
  const refresh = { ...deps, savePageCursor: async () => {}, onProgress: async () => {} };
  const watchHidden = !institution.settings.sendHiddenGrades;
  const finalGrades = chooseFinalGrades(institution.settings);
  const options = { readBy, full: false, silentChanges: false, watchHidden, finalGrades, resume: null };
  onReading();
  const read = await refreshCourse({ deps: refresh, reader, course: ref, signal }, options);
  const course = { ...read, sections: limitSections(reach, read.sections) };
  await readStaleClasses(deps, sis, course, signal);
  const { profile } = sis.client;
  const { contextId } = ref;
  const source = { institution, profile, course: read, contextId, now: deps.clock() };
  const { comparison, book } = await evaluateCourse(stores, source, { everything: false, isQuiet: false });
  const entries = new Map(book.assignments.map((entry) => [entry.id, entry]));
  const sectionIds = sectionIdsWithin(reach, read.sections);
  const open = await stores.runs.findActive(scopeOfCourse(ref));
  const chosen = course.sections.find(({ id }) => id === sectionId);
  const shown = chosen ? reachOf(chosen) : reach;
  const shownIds = sectionIdsWithin(shown, read.sections);
  const taken = await countTaken(stores, open, read, sectionIds);
  const takenShown = chosen ? await countTaken(stores, open, read, shownIds) : taken;
  const assignments = course.assignments.flatMap((assignment) => {
    const whole = limitPlan(comparison.plan(assignment), reach);
    const plan = limitPlan(whole, shown);
    if (chosen && plan.sections.length === 0) return [];
    const all = countsWithin(entries.get(assignment.id)?.counts ?? [], sectionIds);
    const counts = countsWithin(all, shownIds);
    const sending = countGrades(all, taken(assignment.id, all));
    return [
      {
        ...describeAssignment(plan, counts, takenShown(assignment.id, counts)),
        adoptable: profile.readsResults && isAdoptable(whole),
        finalGrade: assignment.source === 'final' ? (finalGrades?.score ?? null) : null,
        sends: sending.new + sending.changed,
        selectable: isSelectable(whole),
      },
    ];
  });
  const gone = listGone(comparison, book).flatMap(({ id, name }) => {
    const all = countsWithin(entries.get(id)?.counts ?? [], sectionIds);
    const counts = countsWithin(all, shownIds);
    if (countGrades(counts, noneTaken).changed === 0) return [];
    const known = { shown: counts, all, takenOfAll: taken(id, all) };
    return [describeGone({ id, name }, takenShown(id, counts), known)];
  });
  return {
    courseTitle: course.title,
    timeZone: course.timeZone,
    sections: course.sections.map(({ id, name, sisId }) => ({ id, name, sisId })),
    isLimited: reach.kind === 'sections',
    assignments: [...assignments, ...gone],
    warnings: await collectWarnings(deps, institution, course, { reach: shown, isWhole: !chosen }),
    openRun:
      open && open.kind !== 'compare' && overlaps(reach, open.reach)
        ? await summarizeRun(stores, open, reach)
        : null,
  };
}

/** Renews class snapshots that are too old. If the SIS does not answer, the old ones stay. */
async function readStaleClasses(
  deps: PassbackDeps,
  sis: SisAccess,
  course: CourseRecord,
  signal: AbortSignal,
): Promise<void> {
  const { classSnapshots } = deps.stores;
  const { institutionId } = course;
  const sisIds = [...new Set(course.sections.flatMap((section) => section.sisId ?? []))];
  const known = await classSnapshots.find(institutionId, sisIds);
  const oldest = deps.clock().getTime() - snapshotAgeMs;
  const fresh = new Set(
    known.filter(({ readAt }) => readAt.getTime() > oldest).map(({ sectionSisId }) => sectionSisId),
  );
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(sisTimeoutMs)]);
  try {
    await forEachConcurrent(
      sisIds.filter((sisId) => !fresh.has(sisId)),
      classesAtOnce,
      async (sectionSisId) => {
        // Taken before reading: what is sent meanwhile must not look missing.
        const readAt = deps.clock();
        const reply = await readSisClass(sis, sectionSisId, deadline);
        if (!reply.ok) return false;
        const record = { institutionId, sectionSisId, readAt, runId: null };
        await saveClassReading(deps.stores, course._id, record, reply.value);
        return true;
      },
    );
  } catch (error) {
    if (signal.aborted || !deadline.aborted) throw error;
  }
}

/** Grades that the active run sends, so that the next one does not. */
interface TakenGrades {
  readonly new: number;
  readonly changed: number;
}

const noneTaken: TakenGrades = { new: 0, changed: 0 };

/** By assignment. Until it has compared, a run takes everything that was requested. */
async function countTaken(
  { items }: PassbackDeps['stores'],
  run: RunRecord | null,
  course: CourseRecord,
  sectionIds: SectionIds,
): Promise<(assignmentId: string, counts: readonly BookCount[]) => TakenGrades> {
  if (run === null || run.kind === 'compare' || run.kind === 'undo') return () => noneTaken;
  if (run.stage <= 3) {
    const reached = sectionIdsWithin(run.reach, course.sections);
    return (id, counts) => {
      if (!selects(run.scope.selection, id)) return noneTaken;
      const { new: fresh, pending } = countOutcomes(countsWithin(counts, reached), () => false);
      return { new: fresh, changed: pending - fresh };
    };
  }
  const pending = await items.countPending(keyOfRun(run), sectionIds);
  return (id) => pending.get(id) ?? noneTaken;
}

function describeAssignment(
  plan: AssignmentPlan,
  counts: readonly BookCount[],
  taken: TakenGrades,
): Omit<PostableAssignment, 'sends' | 'selectable' | 'finalGrade' | 'adoptable'> {
  const { assignment } = plan;
  const sentTimes = counts.flatMap(({ lastSentAt }) => lastSentAt?.getTime() ?? []);
  const dueTimes = plan.sections.flatMap((section) => section.dueAt?.getTime() ?? []);
  return {
    id: assignment.id,
    name: assignment.name,
    url: assignment.url,
    sentTitle: plan.title.shortened ? plan.title.title : null,
    dueAt: dueTimes.length > 0 ? new Date(Math.min(...dueTimes)) : null,
    sections: plan.sections.map(({ section, dueAt, standInDay, category }) => ({
      sectionId: section.id,
      sectionName: section.name,
      dueAt,
      standInDay,
      categoryTitle: category?.title ?? null,
      categoryByName: category?.byName ?? false,
    })),
    pointsPossible: assignment.pointsPossible,
    omitFromFinalGrade: assignment.omitFromFinalGrade,
    hideInGradebook: assignment.hideInGradebook,
    adopts: plan.sections.some(({ adopts }) => adopts),
    isGone: false,
    lastSyncAt: sentTimes.length > 0 ? new Date(Math.max(...sentTimes)) : null,
    grades: countGrades(counts, taken),
    problems: distinctProblems(plan.sections.flatMap((section) => section.problems)),
  };
}

/** An assignment that no longer takes part has no plan: what stands of it in the SIS is known from what was sent. */
function describeGone(
  { id, name }: { readonly id: string; readonly name: string },
  taken: TakenGrades,
  counts: {
    readonly shown: readonly BookCount[];
    readonly all: readonly BookCount[];
    readonly takenOfAll: TakenGrades;
  },
): PostableAssignment {
  const sentTimes = counts.shown.flatMap(({ lastSentAt }) => lastSentAt?.getTime() ?? []);
  return {
    id,
    name,
    url: '',
    sentTitle: null,
    dueAt: null,
    sections: [],
    pointsPossible: null,
    omitFromFinalGrade: false,
    hideInGradebook: false,
    adopts: false,
    adoptable: false,
    isGone: true,
    finalGrade: null,
    lastSyncAt: sentTimes.length > 0 ? new Date(Math.max(...sentTimes)) : null,
    grades: countGrades(counts.shown, taken),
    sends: countGrades(counts.all, counts.takenOfAll).changed,
    problems: [],
    selectable: true,
  };
}

function countGrades(counts: readonly BookCount[], taken: TakenGrades): PostableAssignment['grades'] {
  const sending = findSendingClasses(counts);
  const outcomes = countOutcomes(counts, (classKey) => sending.has(classKey));
  return {
    new: Math.max(0, outcomes.new - taken.new),
    changed: Math.max(0, outcomes.pending - outcomes.new - taken.changed),
    unchanged: outcomes.unchanged,
    heldBack: outcomes.heldBack,
  };
}

/** A class that was never read has neither a line item nor a problem: the run reads it. */
function isSelectable({ sections }: AssignmentPlan): boolean {
  return sections.some((section) => section.problems.length === 0);
}

/** In a class where nothing else stops it. */
function isAdoptable({ sections }: AssignmentPlan): boolean {
  return sections.some(({ problems }) => {
    const [problem, ...others] = problems;
    return problem?.check === 'line_item_exists' && others.length === 0;
  });
}

function reachOf({ id, sisId }: CourseRecord['sections'][number]): Reach {
  return { kind: 'sections', ids: [id], sisIds: sisId === null ? [] : [sisId] };
}

/** A problem of the whole assignment is in every section's list and is shown once. */
function distinctProblems<T>(problems: readonly T[]): T[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

async function collectWarnings(
  { stores }: PassbackDeps,
  institution: Institution,
  course: CourseRecord,
  { reach, isWhole }: { readonly reach: Reach; readonly isWhole: boolean },
): Promise<PostGradesOverview['warnings']> {
  const ids = course.assignments.map((assignment) => assignment.id);
  const { rosterId } = course;
  const personIds = rosterId ? await stores.members.findPersonIds(rosterId, reach) : null;
  const [hiddenGrades, customStatuses, studentsWithoutSisId] = await Promise.all([
    institution.settings.sendHiddenGrades ? 0 : stores.grades.countHidden(course._id, ids, personIds),
    stores.grades.countCustomStatuses(course._id, ids, personIds),
    rosterId ? stores.members.countStudentsWithoutSisId(rosterId, reach) : 0,
  ]);
  return {
    // Canvas counts them by assignment alone, so one section's are not known.
    ungraded: isWhole ? course.assignments.reduce((sum, one) => sum + one.needsGradingCount, 0) : 0,
    hiddenGrades,
    customStatuses,
    finalOverrides: chooseFinalGrades(institution.settings)?.ofCourse
      ? 0
      : course.finalOverrides.filter((id) => personIds === null || personIds.includes(id)).length,
    studentsWithoutSisId,
    sectionsWithoutSisId: limitSections(reach, course.sections).flatMap(({ name, sisId }) =>
      sisId === null ? [name] : [],
    ),
  };
}
