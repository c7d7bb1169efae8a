import type { Institution } from '../../domain/institution.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import type { PostableAssignment, PostGradesOverview } from '../../domain/post-grades.ts';
import { limitSections, overlaps, type Reach } from '../../domain/reach.ts';
import { ProductError } from '../../errors.ts';
import type { CourseAssignment, CourseRecord } from '../../store/passback/course-record.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import { readSisClass } from '../mirror/read-sis-class.ts';
import { refreshCourse } from '../mirror/refresh-course.ts';
import type { PassbackDeps, SisAccess } from '../passback-deps.ts';
import { findReach } from '../runs/find-reach.ts';
import { courseOfLaunch } from '../runs/launched-course.ts';
import { summarizeRun } from '../runs/summarize-run.ts';
import { type Comparison, loadComparison } from './load-comparison.ts';

/** A class snapshot this recent is good enough for the page; a run always reads anew. */
const snapshotAgeMs = 5 * 60_000;
const classesAtOnce = 4;
/** The page waits this long for the SIS, then shows what is known. */
const sisTimeoutMs = 8_000;

/** The Post Grades page: Canvas as it is now, the SIS as last read, and what a run would send, as far as the person may see. */
export async function readPostGrades(
  deps: PassbackDeps,
  launch: LaunchContext,
  signal: AbortSignal,
): Promise<PostGradesOverview> {
  const { stores } = deps;
  const ref = courseOfLaunch(launch);
  const institution = await deps.findInstitution(ref.institutionId);
  if (!institution) throw new ProductError('institution_invalid');
  const sis = await deps.openSis(institution);
  if (!sis) throw new ProductError('sis_not_connected', { next: 'fix' });
  const reach = await findReach(deps, launch);
  const readBy = launch.person.canvasUserId;
  const reader = await deps.openCanvas(institution, ref, readBy);
  const refresh = { ...deps, savePageCursor: async () => {}, onProgress: async () => {} };
  const watchHidden = !institution.settings.sendHiddenGrades;
  const options = { readBy, full: false, silentChanges: false, watchHidden, resume: null };
  const read = await refreshCourse({ deps: refresh, reader, course: ref, signal }, options);
  const course = { ...read, sections: limitSections(reach, read.sections) };
  await readStaleClasses(deps, sis, course, signal);
  const { profile } = sis.client;
  const { contextId } = ref;
  const source = { institution, profile, course: read, reach, contextId, now: deps.clock() };
  const comparison = await loadComparison(stores, source);
  const lastSent = await stores.receipts.findLastSent(ref.key, comparison.classSourcedIds);
  const assignments: PostableAssignment[] = [];
  for (const assignment of course.assignments) {
    assignments.push(await describeAssignment(comparison, assignment, lastSent.get(assignment.id) ?? null));
  }
  const open = await stores.runs.findActive(ref.key);
  return {
    courseTitle: course.title,
    timeZone: course.timeZone,
    sections: course.sections.map(({ id, name, sisId }) => ({ id, name, sisId })),
    isLimited: reach.kind === 'sections',
    assignments,
    warnings: await collectWarnings(deps, institution, course, reach),
    openRun: open && overlaps(reach, open.reach) ? await summarizeRun(stores, open, reach) : null,
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
        // Taken before reading: what is sent in the meantime must not look missing.
        const readAt = deps.clock();
        const reply = await readSisClass(sis, sectionSisId, deadline);
        if (!reply.ok) return false;
        const record = {
          institutionId,
          sectionSisId,
          readAt,
          runId: null,
          snapshot: reply.value,
        };
        await classSnapshots.save(record);
        return true;
      },
    );
  } catch (error) {
    if (signal.aborted || !deadline.aborted) throw error;
  }
}

async function describeAssignment(
  comparison: Comparison,
  assignment: CourseAssignment,
  lastSyncAt: Date | null,
): Promise<PostableAssignment> {
  const plan = comparison.plan(assignment);
  const grades = { new: 0, changed: 0, unchanged: 0, heldBack: 0 };
  const pendingClasses = new Set<string | null>();
  const unchangedByClass = new Map<string | null, number>();
  for await (const batch of comparison.compare(plan, () => ({ taken: true, forced: false }))) {
    for (const { item } of batch) {
      const { classSourcedId, outcome } = item;
      if (outcome === 'pending') {
        grades[item.isNew ? 'new' : 'changed'] += 1;
        pendingClasses.add(classSourcedId);
      }
      if (outcome === 'unchanged') {
        unchangedByClass.set(classSourcedId, (unchangedByClass.get(classSourcedId) ?? 0) + 1);
      }
      if (outcome === 'held_back') grades.heldBack += 1;
    }
  }
  for (const [classSourcedId, count] of unchangedByClass) {
    // Changed details go out with the next score of the class; without one they wait.
    const section = plan.sections.find((sent) => sent.classSourcedId === classSourcedId && sent.lineItem);
    const waits =
      section && !pendingClasses.has(classSourcedId) && comparison.holdsBackDetails(assignment.id, section);
    grades[waits ? 'heldBack' : 'unchanged'] += count;
  }
  const dueTimes = plan.sections.flatMap((section) => section.dueAt?.getTime() ?? []);
  return {
    id: assignment.id,
    name: assignment.name,
    url: assignment.url,
    sentTitle: plan.title.shortened ? plan.title.title : null,
    dueAt: dueTimes.length > 0 ? new Date(Math.min(...dueTimes)) : null,
    sections: plan.sections.map(({ section, dueAt, category }) => ({
      sectionId: section.id,
      sectionName: section.name,
      dueAt,
      categoryTitle: category?.title ?? null,
      categoryByName: category?.byName ?? false,
    })),
    pointsPossible: assignment.pointsPossible,
    lastSyncAt,
    grades,
    problems: distinctProblems(plan.sections.flatMap((section) => section.problems)),
    // A class that was never read has neither a line item nor a problem: the run reads it.
    selectable: plan.sections.some((section) => section.problems.length === 0),
  };
}

/** A problem of the whole assignment is in every section's list and is shown once. */
function distinctProblems<T>(problems: readonly T[]): T[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

async function collectWarnings(
  { stores }: PassbackDeps,
  institution: Institution,
  course: CourseRecord,
  reach: Reach,
): Promise<PostGradesOverview['warnings']> {
  const ids = course.assignments.map((assignment) => assignment.id);
  const { rosterId } = course;
  const countHidden = async (): Promise<number> => {
    if (institution.settings.sendHiddenGrades) return 0;
    const personIds = rosterId ? await stores.members.findPersonIds(rosterId, reach) : null;
    return stores.grades.countHidden(course._id, ids, personIds);
  };
  const [hiddenGrades, studentsWithoutSisId] = await Promise.all([
    countHidden(),
    rosterId ? stores.members.countStudentsWithoutSisId(rosterId, reach) : 0,
  ]);
  return {
    ungraded: course.assignments.reduce((sum, assignment) => sum + assignment.needsGradingCount, 0),
    hiddenGrades,
    studentsWithoutSisId,
    sectionsWithoutSisId: course.sections.flatMap(({ name, sisId }) => (sisId === null ? [name] : [])),
  };
}
