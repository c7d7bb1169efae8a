import type { Assignment } from '../../school/records/assignment.ts';
import type { AssignmentGroup } from '../../school/records/assignment-group.ts';
import type { Section } from '../../school/records/course.ts';
import { formatTime } from '../date-text.ts';

export interface IndexFacts {
  readonly groups: readonly AssignmentGroup[];
  readonly assignments: readonly Assignment[];
  readonly sections: readonly Section[];
  readonly timeZone: string;
  readonly sisName: string;
  /** Whether the person may edit. Students see published work only, without switches. */
  readonly manages: boolean;
}

/** The assignment groups with their assignments, ready for the index view. */
export function buildGroups(facts: IndexFacts) {
  const { groups, assignments, manages, sisName } = facts;
  return groups.map((group) => ({
    id: group.id,
    name: group.name,
    weight: group.groupWeight > 0 ? `${group.groupWeight}% of Total` : null,
    icons: manages ? groupIcons(group, sisName) : [],
    assignments: assignments
      .filter((assignment) => assignment.groupId === group.id && (manages || assignment.published))
      .map((assignment) => buildRow(assignment, facts)),
  }));
}

/**
 * The icons a group shows for other systems (CF7): the imported icon for `sis_source_id`; the link icon for
 * an `integration_data.sistemic.categoryMapping` with at least one key; nothing for other integration data.
 */
export function groupIcons(
  group: Pick<AssignmentGroup, 'sisSourceId' | 'integrationData'>,
  sisName: string,
): readonly { readonly icon: string; readonly className: string; readonly title: string }[] {
  const sistemic = group.integrationData['sistemic'];
  const mapping = isRecord(sistemic) ? sistemic['categoryMapping'] : null;
  const isAligned = isRecord(mapping) && Object.values(mapping).some(isRecord);
  return [
    ...(group.sisSourceId === null || group.sisSourceId === ''
      ? []
      : [{ icon: 'imported', className: 'icon-sis-imported', title: `Imported from ${sisName}` }]),
    ...(isAligned
      ? [{ icon: 'link', className: 'icon-link', title: 'Grading category aligned with SIS' }]
      : []),
  ];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function buildRow(assignment: Assignment, { sections, timeZone, manages, sisName }: IndexFacts) {
  const base = `/courses/${assignment.courseId}/assignments/${assignment.id}`;
  const dates = listDueDates(assignment, sections, timeZone);
  return {
    id: assignment.id,
    name: assignment.name,
    href: base,
    editHref: manages ? `${base}/edit` : null,
    points:
      assignment.gradingType === 'not_graded'
        ? 'Not graded'
        : assignment.pointsPossible === null
          ? 'No points'
          : `${assignment.pointsPossible} pts`,
    dates,
    due: dates.length > 1 ? 'Multiple Dates' : (dates[0]?.text ?? null),
    published: assignment.published,
    publishAction: manages ? `${base}/publish` : null,
    sync:
      manages && assignment.gradingType !== 'not_graded'
        ? {
            on: assignment.postToSis,
            action: `${base}/sync`,
            label: `Sync to ${sisName} ${assignment.postToSis ? 'enabled' : 'disabled'}. Click to toggle.`,
          }
        : null,
  };
}

/** Each due date with the people it is for, or just the date if there is one for everyone. */
export function listDueDates(
  assignment: Assignment,
  sections: readonly Section[],
  timeZone: string,
): readonly { readonly audience: string; readonly text: string }[] {
  const text = (date: Date | null): string => (date === null ? 'No due date' : formatTime(date, timeZone));
  const dates = assignment.overrides.map((override) => ({
    audience:
      override.sectionId === null
        ? `${override.studentIds?.length ?? 0} ${override.studentIds?.length === 1 ? 'student' : 'students'}`
        : (sections.find((section) => section.id === override.sectionId)?.name ?? override.title),
    text: text(override.dueAt),
  }));
  const covered = new Set(assignment.overrides.map((override) => override.sectionId));
  const isForEveryone =
    !assignment.onlyVisibleToOverrides &&
    (assignment.dueAt !== null || sections.some((section) => !covered.has(section.id)));
  if (!isForEveryone) return dates;
  if (dates.length === 0 && assignment.dueAt === null) return [];
  const audience = dates.length > 0 ? 'Everyone else' : 'Everyone';
  return [...dates, { audience, text: text(assignment.dueAt) }];
}
