import type { AccessLogEntry } from '../../school/records/launch.ts';

/** How often each service was asked, busiest first; numbers in a path count as one `:id`. */
export function countRequests(
  entries: readonly AccessLogEntry[],
): readonly { readonly request: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { method, path } of entries) {
    if (!path.startsWith('/api/') && !path.startsWith('/login/oauth2/')) continue;
    const request = `${method} ${path.replaceAll(/\/\d+(?=\/|$)/gu, '/:id')}`;
    counts.set(request, (counts.get(request) ?? 0) + 1);
  }
  return [...counts]
    .map(([request, count]) => ({ request, count }))
    .sort((a, b) => b.count - a.count || a.request.localeCompare(b.request));
}
