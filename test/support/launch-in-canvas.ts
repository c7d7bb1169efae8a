import type { TestSandbox } from './sandbox.ts';

/** A session of the tool, opened by a real, signed launch. */
export interface LaunchedSession {
  /** The path of its pages, such as `/s/3f9a`. */
  readonly base: string;
  readonly cookie: string;
}

/** Opens Grade Sync (the school's first tool unless said) from a course's navigation as a browser would, except for scripts. */
export async function launchInCanvas(
  { canvas, toolUrl }: Pick<TestSandbox, 'canvas' | 'toolUrl'>,
  canvasUserId: number,
  courseId: number,
  toolId?: number,
): Promise<LaunchedSession> {
  const id = toolId ?? (await canvas.store.tools.list())[0]?.id;
  const inCanvas = { cookie: `canvas_session=${await canvas.store.sessions.open(canvasUserId)}` };
  const address = `${canvas.url}/courses/${courseId}/external_tools/${id}?display=borderless`;
  const begun = readForm(await (await fetch(address, { headers: inCanvas })).text());
  const login = await fetch(begun.action, { method: 'POST', body: begun.fields, redirect: 'manual' });
  const inTool = { cookie: cookiesOf(login), origin: canvas.url };
  const page = await login.text();
  const authorize = unescapeHtml(/data-authorization-url="([^"]+)"/.exec(page)?.[1] ?? '');
  const authorized = readForm(await (await fetch(authorize, { headers: inCanvas })).text());
  const options = { method: 'POST', headers: inTool, body: authorized.fields, redirect: 'manual' } as const;
  const launched = await fetch(authorized.action, options);
  const location = launched.headers.get('location') ?? '';
  const base = /\/s\/[\w-]+/.exec(location)?.[0];
  if (base === undefined) throw new Error(`${toolUrl} did not let the person in: ${launched.status}`);
  return { base, cookie: cookiesOf(launched) };
}

/** The form of a page that posts itself. */
function readForm(html: string): { readonly action: string; readonly fields: URLSearchParams } {
  const action = /<form action="([^"]+)"/.exec(html)?.[1];
  if (action === undefined) throw new Error('Canvas shows no form that posts itself');
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of html.matchAll(/name="([^"]+)" value="([^"]*)"/g)) {
    fields.set(name, unescapeHtml(value));
  }
  return { action: unescapeHtml(action), fields };
}

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0] ?? '')
    .join('; ');
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
