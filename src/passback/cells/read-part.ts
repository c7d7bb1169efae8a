import type { CourseScope } from '../../store/passback/course-scope.ts';
import type { GradeRecord } from '../../store/passback/grades.ts';
import type { MemberRecord } from '../../store/passback/members.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { Comparison } from '../comparison/load-comparison.ts';
import type { EvaluatedPart } from './evaluate-cells.ts';

/** One assignment: everybody's grades, or those of some people. */
export interface CoursePart {
  readonly assignmentId: string;
  /** Null: everybody. */
  readonly personIds: readonly string[] | null;
}

export type PartReader = (part: CoursePart) => Promise<Pick<EvaluatedPart, 'grades' | 'cells'>>;

/**
 * Reads the grades and cells of parts of a course. For some people, also those of people who share a SIS id with
 * them. The course's people are read once, however many whole assignments need them.
 */
export function createPartReader(
  stores: PassbackStores,
  { course: { _id: courseKey, rosterId }, rules }: Comparison,
  scope: CourseScope,
): PartReader {
  const { grades, members, cells } = stores;
  let roster: Promise<ReadonlyMap<string, MemberRecord>> | null = null;
  const readRoster = (): Promise<ReadonlyMap<string, MemberRecord>> => {
    roster ??= rosterId === null ? Promise.resolve(new Map()) : members.findAll(rosterId).then(byPerson);
    return roster;
  };
  return async ({ assignmentId, personIds }) => {
    if (personIds === null) {
      const [all, known, memberOf] = await Promise.all([
        grades.find(courseKey, assignmentId, null),
        cells.findOfAssignment(scope, assignmentId),
        readRoster(),
      ]);
      return { grades: withMembers(all, memberOf), cells: known };
    }
    const own = rosterId === null ? [] : await members.findByPersons(rosterId, personIds);
    const sisIds = [...new Set(own.flatMap(({ sisId }) => sisId ?? []))];
    const entries = rosterId === null ? [] : [...own, ...(await members.findBySisIds(rosterId, sisIds))];
    const people = [...new Set([...personIds, ...entries.flatMap((member) => member.personIds)])];
    const studentSourcedIds = sisIds.flatMap((sisId) =>
      [...rules.students.values()].flatMap((index) => {
        const found = index.find(sisId);
        return found.found === 'one' ? [found.sourcedId] : [];
      }),
    );
    const [some, known] = await Promise.all([
      grades.find(courseKey, assignmentId, people),
      cells.findOfPeople(scope, assignmentId, { personIds: people, studentSourcedIds }),
    ]);
    return { grades: withMembers(some, byPerson(entries)), cells: known };
  };
}

/** By the ids that grades name people by. */
function byPerson(members: readonly MemberRecord[]): ReadonlyMap<string, MemberRecord> {
  return new Map(members.flatMap((member) => member.personIds.map((id) => [id, member] as const)));
}

function withMembers(
  grades: readonly GradeRecord[],
  memberOf: ReadonlyMap<string, MemberRecord>,
): EvaluatedPart['grades'] {
  return grades.map((grade) => ({ grade, member: memberOf.get(grade.personId) ?? null }));
}
