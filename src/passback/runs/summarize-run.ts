import type { CanvasSection } from '../../domain/course.ts';
import { covers, limitSections, type Reach, sectionIdsWithin, wholeCourse } from '../../domain/reach.ts';
import type { RunSummary } from '../../domain/run.ts';
import { keyOfRun } from '../../store/passback/course-scope.ts';
import { addCounts } from '../../store/passback/item-counts.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import { sumQuiet } from '../../store/passback/quiet-counts.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import type { SectionIds } from '../../store/passback/section-ids.ts';

/**
 * A run as pages show it. The counts of an open run come from its items, and so do those of a run that covers
 * sections which the viewer may not see.
 * @param viewer the part of the course that the viewer may see
 */
export async function summarizeRun(
  {
    items,
    courses,
  }: Pick<PassbackStores, 'courses'> & { readonly items: Pick<PassbackStores['items'], 'count'> },
  run: RunRecord,
  viewer: Reach = wholeCourse,
): Promise<RunSummary> {
  const { done, total } = run.progress;
  const seesAll = covers(viewer, run.reach);
  const needsSections = !seesAll || run.reach.kind === 'sections' || run.refusedLists.length > 0;
  const sections = needsSections ? ((await courses.find(run.courseKey))?.sections ?? []) : [];
  const sectionIds = seesAll ? null : sectionIdsWithin(viewer, sections);
  const counts =
    (seesAll ? run.counts : null) ??
    addCounts(await items.count(keyOfRun(run), sectionIds), sumQuiet(run.quiet, sectionIds));
  const retryable = counts.failed === 0 ? 0 : (await items.count(keyOfRun(run), sectionIds)).failed;
  return {
    id: run._id,
    kind: run.kind,
    state: run.state,
    requestedBy: run.requestedBy,
    coveredSections: nameSections(run.reach, sections),
    shownSections: seesAll ? null : nameSections(viewer, sections),
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    stage: run.stage,
    stages: run.stages,
    progress: run.endedAt ? 1 : total > 0 ? Math.min(1, done / total) : 0,
    assignments: run.assignments,
    counts,
    // The figures of a run that covers more include sections that the viewer may not see.
    findings: seesAll ? run.findings : null,
    refusedLists: nameRefused(run, sections, sectionIds),
    retryable,
    nextAt: run.slot === 'active' && run.problem ? run.nextAt : null,
    cancelRequested: run.cancelRequested,
    // Its figures include sections that not every viewer may see.
    brake: seesAll ? run.brake : null,
    problem: run.problem,
  };
}

/** What the SIS refused to show of the sections that the viewer may see. */
function nameRefused(
  { refusedLists }: RunRecord,
  sections: readonly CanvasSection[],
  sectionIds: SectionIds,
): RunSummary['refusedLists'] {
  const seen = sections.filter(({ id, sisId }) => sisId !== null && (sectionIds?.includes(id) ?? true));
  return refusedLists.flatMap(({ list, sections: ids }) => {
    const own = seen.filter(({ id }) => ids.includes(id));
    if (own.length === 0) return [];
    return [{ list, sections: own.length === seen.length ? null : own.map(({ name }) => name) }];
  });
}

/** The names of the sections within reach; their ids if the course was not read yet or has lost them. */
function nameSections(reach: Reach, sections: readonly CanvasSection[]): readonly string[] | null {
  if (reach.kind === 'course') return null;
  const names = limitSections(reach, sections).map(({ name }) => name);
  if (names.length > 0) return names;
  return reach.sisIds.length > 0 ? reach.sisIds : reach.ids;
}
