import { withoutQuery } from '../../lti/begin-launch.ts';
import type { ExternalTool } from '../../school/records/tool.ts';
import type { CourseVisit } from '../visit.ts';

/**
 * The tool that a launch address belongs to, in a course or the account above it: its registered address or
 * domain matches and, if a client id is given, so does that. Null: none.
 */
export async function findToolForAddress(
  { store, course }: CourseVisit,
  { url, clientId }: { readonly url: string; readonly clientId: string | null },
): Promise<ExternalTool | null> {
  if (!URL.canParse(url)) return null;
  const tools = (await store.tools.list()).filter(
    (tool) =>
      (tool.courseId === null || tool.courseId === course.id) &&
      (clientId === null || String(tool.developerKeyId) === clientId),
  );
  return (
    tools.find((tool) => registeredAddresses(tool).includes(withoutQuery(url))) ??
    tools.find((tool) => tool.domain === new URL(url).host) ??
    null
  );
}

const registeredAddresses = (tool: ExternalTool): readonly string[] =>
  [tool.targetLinkUri, ...tool.placements.map((placement) => placement.targetLinkUri)].map(withoutQuery);
