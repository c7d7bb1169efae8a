import { withoutQuery } from '../../lti/begin-launch.ts';
import type { ExternalTool } from '../../school/records/tool.ts';
import type { CourseVisit } from '../visit.ts';

/**
 * The tool of a course (or of the account above it) that a launch address belongs to: of the given client
 * id, if any, the one whose registered address or domain fits; null: none.
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
