import type { Course } from '../../sandbox/canvas/school/records/course.ts';
import type { LaunchContext } from '../../src/domain/launch-context.ts';
import type { RunItem, RunSummary, Selection } from '../../src/domain/run.ts';
import type { TestSandbox } from './sandbox.ts';

/** A teacher of one sandbox course, without a browser. */
export interface Teacher {
  readonly canvasUserId: number;
  readonly course: Course;
  /** The context a launch from the course would give. */
  readonly launch: LaunchContext;
  /** Requests a run, works it off, and returns its entry in History. */
  post(selection?: Selection): Promise<RunSummary>;
  remaster(selection?: Selection): Promise<RunSummary>;
  /** All items of a run. */
  readItems(run: Pick<RunSummary, 'id'>): Promise<RunItem[]>;
}

/** The first teacher of the course `courseName`, with consent to read Canvas. */
export async function connectTeacher(sandbox: TestSandbox, courseName: string): Promise<Teacher> {
  const course = await sandbox.findCourse(courseName);
  const enrollments = await sandbox.canvas.store.people.enrollments(course.id);
  const canvasUserId = enrollments.find(({ type }) => type === 'TeacherEnrollment')?.userId;
  if (canvasUserId === undefined) throw new Error(`${courseName} has no teacher`);
  await giveConsent(sandbox, canvasUserId);
  const launch = await describeLaunch(sandbox, course, canvasUserId);
  const { passback } = sandbox.product.services;
  const run = async (kind: 'post' | 'remaster', selection: Selection): Promise<RunSummary> => {
    const { runId } = await passback.requestRun(launch, { kind, selection });
    await sandbox.workOff();
    return passback.readRun(launch, runId);
  };
  return {
    canvasUserId,
    course,
    launch,
    post: (selection = { kind: 'all' }) => run('post', selection),
    remaster: (selection = { kind: 'all' }) => run('remaster', selection),
    async readItems({ id }) {
      const items: RunItem[] = [];
      const filter = { assignmentId: null, classSourcedId: null, problemsOnly: false };
      for await (const item of passback.streamRunItems(launch, id, filter)) items.push(item);
      return items;
    },
  };
}

/** Goes through Canvas's consent page like a browser: page, *Authorize*, and back to the tool. */
export async function giveConsent(sandbox: TestSandbox, canvasUserId: number): Promise<void> {
  const { consents, stores } = sandbox.product.services;
  const institution = await stores.institutions.find(sandbox.institutionId);
  if (institution === null) throw new Error('the sandbox has no institution');
  const user = await sandbox.canvas.store.people.find(canvasUserId);
  if (user === null) throw new Error('the sandbox has no such person');
  const owner = { institution, canvasUserId: String(canvasUserId), ltiUserId: user.ltiId };
  await authorize(sandbox, canvasUserId, await consents.begin(owner, '/'));
}

/** Follows the tool's link to Canvas's consent page, and authorizes there. */
export async function authorize(sandbox: TestSandbox, canvasUserId: number, address: string): Promise<void> {
  const opened = await fetch(address, { redirect: 'manual' });
  const url = opened.headers.get('location') ?? '';
  const proof = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
  const cookie = `canvas_session=${await sandbox.canvas.store.sessions.open(canvasUserId)}`;
  const page = await fetch(url, { headers: { cookie }, redirect: 'manual' });
  const html = await page.text();
  const action = /action="([^"]*accept)"/.exec(html)?.[1];
  if (action === undefined) throw new Error(`no consent page: ${page.status}`);
  // Both forms, Cancel and Authorize, have every field.
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of html.matchAll(/name="([^"]+)" value="([^"]*)"/g)) {
    fields.set(name, unescapeHtml(value));
  }
  const accepted = await fetch(new URL(action, url), {
    method: 'POST',
    headers: { cookie },
    body: fields,
    redirect: 'manual',
  });
  const callback = await fetch(accepted.headers.get('location') ?? '', {
    headers: { cookie: proof },
    redirect: 'manual',
  });
  if (callback.status !== 303) throw new Error(`the tool did not take the consent: ${callback.status}`);
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

async function describeLaunch(
  { canvas, institutionId }: TestSandbox,
  course: Course,
  canvasUserId: number,
): Promise<LaunchContext> {
  const [tool] = await canvas.store.tools.list();
  const user = await canvas.store.people.find(canvasUserId);
  if (tool === undefined || user === null) throw new Error('the sandbox has no tool or no such person');
  const services = `${canvas.url}/api/lti/courses/${course.id}`;
  return {
    institutionId,
    deploymentId: tool.deploymentId,
    placement: 'course_navigation',
    person: { ltiUserId: user.ltiId, canvasUserId: String(user.id), name: user.name, role: 'teacher' },
    course: {
      contextId: course.ltiContextId,
      canvasCourseId: String(course.id),
      title: course.name,
      nrpsUrl: `${services}/names_and_roles`,
      lineItemsUrl: `${services}/line_items`,
    },
    reach: { kind: 'course' },
    returnUrl: null,
    locale: 'en',
    timeZone: course.timeZone,
  };
}
