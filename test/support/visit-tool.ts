import type { LaunchContext } from '../../src/domain/launch-context.ts';
import { nameSessionCookie } from '../../src/lti/session/session-cookie.ts';
import { openSession } from '../../src/lti/session/start-session.ts';
import { readText } from './read-page.ts';
import type { TestSandbox } from './sandbox.ts';

/** Opens a session of a sandbox's tool directly, without a launch; pages are asked for over HTTP. */
export async function visitTool({ product, toolUrl }: TestSandbox, launch: LaunchContext) {
  const { clock, randomBytes, stores } = product.services;
  const { session, secret } = await openSession({ clock, randomBytes, sessions: stores.sessions }, launch);
  const name = nameSessionCookie(session.id);
  const base = `/s/${session.id}`;
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { cookie: `${name}=${secret}`, origin: toolUrl };
    const url = new URL(path.startsWith('/s/') ? path : base + path, toolUrl);
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    const html = await answer.text();
    return {
      status: answer.status,
      location: answer.headers.get('location') ?? '',
      html,
      text: readText(html),
    };
  };
  return {
    base,
    /** For a browser, which takes a `__Host-` cookie only as one of HTTPS, and sends it to localhost. */
    cookie: { name, value: secret, url: toolUrl.replace('http:', 'https:') },
    get: (path: string) => ask(path),
    /** Submits a form as the session's own page would, and follows where it leads. */
    async post(path: string, fields: readonly (readonly [string, string])[] = []) {
      const body = new URLSearchParams([
        ['csrf', session.csrfToken],
        ...fields.map(([field, value]): [string, string] => [field, value]),
      ]);
      const answer = await ask(path, { method: 'POST', body });
      return answer.status === 303 ? ask(answer.location) : answer;
    },
  };
}
