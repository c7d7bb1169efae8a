import type { CourseReading } from './course-reading.ts';

/**
 * Adds to the roster, as inactive, students who left before it was first read and whose grades Canvas still lists: a run
 * that leaves their grades out names them. Canvas is only asked if a grade is new whose owner nobody knows.
 */
export async function nameFormerStudents({ deps, reader, course, signal }: CourseReading): Promise<void> {
  const { courses, grades, members } = deps.stores;
  if (!reader.rest) return;
  const changes = await grades.findUnevaluated(course.key);
  const owners = [...new Set(changes.map(({ personId }) => personId))].filter((id) => !id.startsWith('lti:'));
  if (owners.length === 0) return;
  const record = await courses.find(course.key);
  if (!record || record.rosterId === null) return;
  const known = await members.findByPersons(record.rosterId, owners);
  const knownIds = new Set(known.flatMap(({ personIds }) => personIds));
  const unknown = new Set(owners.filter((id) => !knownIds.has(id)));
  if (unknown.size === 0) return;
  const former = (await reader.rest.readFormerStudents(signal)).filter(
    ({ canvasUserId }) => canvasUserId !== null && unknown.has(canvasUserId),
  );
  const roster = {
    institutionId: course.institutionId,
    courseKey: course.key,
    rosterId: record.rosterId,
    readAt: deps.clock(),
  };
  await members.addPage(roster, former);
}
