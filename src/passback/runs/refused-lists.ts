import { limitSections } from '../../domain/reach.ts';
import type { RefusedList, SisList } from '../../domain/refused-list.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { ClassSnapshotRecord } from '../../store/passback/class-snapshots.ts';
import type { RunContext } from './run-context.ts';

/**
 * The lists that the SIS refuses to show and that the run does without. What cannot be sent at all for want of a list is a
 * problem of its assignments instead.
 * @param unreadSections the sections whose results the SIS refused to show
 */
export async function findRefusedLists(
  { deps, run, sis }: Pick<RunContext, 'deps' | 'run' | 'sis'>,
  unreadSections: readonly string[] = [],
): Promise<readonly RefusedList<readonly string[]>[]> {
  const course = await deps.stores.courses.find(run.courseKey);
  const sections = limitSections(run.reach, course?.sections ?? []);
  const sisIds = [...new Set(sections.flatMap(({ sisId }) => sisId ?? []))];
  const snapshots = await deps.stores.classSnapshots.find(run.institutionId, sisIds);
  const refusedBySisId = new Map(snapshots.map((record) => [record.sectionSisId, refusedIn(record)]));
  const found = dispensableLists(sis.client.profile).map((list) => ({
    list,
    sections: sections.flatMap(({ id, sisId }) =>
      refusedBySisId.get(sisId ?? '')?.includes(list) ? [id] : [],
    ),
  }));
  const results = { list: 'results' as const, sections: [...new Set(unreadSections)] };
  return [...found, results].filter(({ sections: ids }) => ids.length > 0);
}

function refusedIn({ snapshot }: ClassSnapshotRecord): readonly SisList[] {
  return snapshot.match === 'one' ? snapshot.refused : [];
}

/** The lists without which grades can be sent. */
function dispensableLists({ matchStudentBy, category, gradingPeriod }: SisProfile): readonly SisList[] {
  return [
    ...(matchStudentBy === 'sourcedId' ? (['students'] as const) : []),
    ...(category === 'optional' ? (['categories'] as const) : []),
    ...(gradingPeriod === 'optional' ? (['gradingPeriods'] as const) : []),
    'lineItems',
  ];
}
