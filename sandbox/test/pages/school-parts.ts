import { plain } from '../../canvas/school/models.ts';
import type { Assignment } from '../../canvas/school/records/assignment.ts';
import type { Submission } from '../../canvas/school/records/submission.ts';
import type { PagesUnderTest } from './running-pages.ts';

/** A Biology assignment by name. */
export async function findAssignment({ canvas, biology }: PagesUnderTest, name: string): Promise<Assignment> {
  const assignments = await canvas.store.assignments.list(biology.id);
  const found = assignments.find((assignment) => assignment.name === name);
  if (found === undefined) throw new Error(`No assignment ${name}`);
  return found;
}

/** A person's id by login. */
export async function findUserId({ canvas }: PagesUnderTest, login: string): Promise<number> {
  const user = await canvas.store.people.findByLogin(login);
  if (user === null) throw new Error(`No person ${login}`);
  return user.id;
}

/** A student's stored cell. */
export async function findCell(
  pages: PagesUnderTest,
  assignmentName: string,
  login: string,
): Promise<{ cell: Submission; path: string }> {
  const assignment = await findAssignment(pages, assignmentName);
  const userId = await findUserId(pages, login);
  const cell = await pages.canvas.store.models.submissions
    .findOne({ assignmentId: assignment.id, userId }, plain)
    .lean<Submission>();
  if (cell === null) throw new Error(`${login} does not get ${assignmentName}`);
  return { cell, path: `/courses/${pages.biology.id}/gradebook/cells/${assignment.id}/${userId}` };
}
