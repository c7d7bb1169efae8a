import { formPostPage, type LtiPlatform, type PlatformRequest, type ReplyFacts } from '../lti-platform.ts';
import { type LtiFixture, loginParameters } from './lti-fixture.ts';

const html = (body: string): ReplyFacts => ({
  headers: { 'content-type': 'text/html' },
  body: `<!doctype html><meta charset="utf-8">${body}`,
});

/**
 * The platform's Platform Storage frame, as in Canvas: keeps values in its local storage and answers the sender. `mute`
 * listens but never answers, like Canvas's mobile apps.
 */
const storageFrame = (mute: boolean): string => `<script>
addEventListener('message', ({ data, source, origin }) => {
  parent.frames['stranger']?.postMessage(data, '*');
  if (${mute} || !data || !/^lti\\.(put|get)_data$/.test(data.subject)) return;
  if (data.subject === 'lti.put_data') {
    if (data.value === null) localStorage.removeItem(data.key);
    else localStorage.setItem(data.key, data.value);
  }
  source.postMessage({ subject: 'lti.capabilities.response', message_id: data.message_id, key: data.key, value: 'wrong subject' }, origin);
  source.postMessage({ subject: data.subject + '.response', message_id: 'another message', key: data.key, value: 'not yours' }, origin);
  source.postMessage({ subject: data.subject + '.response', message_id: data.message_id, key: data.key, value: localStorage.getItem(data.key) }, origin);
});
</script>`;

/** A frame of another origin that intercepts a message and answers in the platform's place. */
const strangerFrame = `<script>
addEventListener('message', ({ data }) => {
  if (!data.message_id) return;
  const answer = { subject: data.subject + '.response', message_id: data.message_id, key: data.key, value: data.value };
  parent.frames['tool'].postMessage(answer, '*');
});
</script>`;

export interface CourseOptions {
  /** What the login says about Platform Storage; null: not offered. */
  readonly storageTarget: string | null;
  readonly mute?: boolean;
  /** Origin of the storage frame; the platform by default. */
  readonly storageOrigin?: string;
  /** Adds a frame of another origin that answers in the storage frame's place. */
  readonly stranger?: boolean;
}

/**
 * Makes the platform show a course page at `/course`, with the tool in a frame that is opened as Canvas opens
 * it (a form post into the frame), and answer authorizations, each hint only once, as in Canvas.
 */
export function showCourse(tool: LtiFixture, options: CourseOptions): void {
  const { platform } = tool;
  let launches = 0;
  const usedHints = new Set<string>();
  platform.answers.set('GET /storage', () => html(storageFrame(options.mute ?? false)));
  platform.answers.set('GET /stranger', () => html(strangerFrame));
  const elsewhere = platform.origin.replace('127.0.0.1', 'localhost');
  const stranger = options.stranger
    ? `<iframe name="stranger" src="${elsewhere}/stranger" hidden></iframe>`
    : '';
  platform.answers.set('GET /course', () => {
    launches += 1;
    const fields = {
      ...loginParameters(tool),
      lti_message_hint: `hint-${launches}`,
      ...(options.storageTarget === null ? {} : { lti_storage_target: options.storageTarget }),
    };
    const inputs = Object.entries(fields).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
    );
    return html(
      `${stranger}<iframe name="post_message_forwarding" src="${options.storageOrigin ?? ''}/storage" hidden></iframe>
       <form id="open" method="post" action="${tool.url}/lti/login" target="tool">${inputs.join('')}</form>
       <iframe name="tool" width="800" height="600"></iframe>
       <script>addEventListener('load', () => document.getElementById('open').submit())</script>`,
    );
  });
  platform.answers.set('GET /authorize', (request) => authorize(platform, request, usedHints));
}

async function authorize(
  platform: LtiPlatform,
  { query }: PlatformRequest,
  usedHints: Set<string>,
): Promise<ReplyFacts> {
  const read = (name: string): string => query.get(name) ?? '';
  const hint = read('lti_message_hint');
  if (usedHints.has(hint)) {
    const failure = { error: 'launch_no_longer_valid', error_description: 'used', state: read('state') };
    return formPostPage(read('redirect_uri'), failure);
  }
  usedHints.add(hint);
  const idToken = await platform.sign(platform.claims(read('nonce')));
  return formPostPage(read('redirect_uri'), { id_token: idToken, state: read('state') });
}
