import { expect } from 'chai';
import { z } from 'zod';
import type { Course } from '../../../sandbox/canvas/school/records/course.ts';
import { inventedSchool } from '../../../sandbox/sample/invented-school.ts';
import type { LaunchContext } from '../../../src/domain/launch-context.ts';
import { CookieJar } from '../../support/lti/lti-fixture.ts';
import { useMongo } from '../../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts';
import { connectTeacher, type Teacher } from '../../support/teacher.ts';

const linkScope = 'url:POST|/api/v1/courses/:course_id/lti_resource_links';

/**
 * What a course's own staff can make Canvas claim about them, tried on the real tool and a Canvas that merges
 * the custom fields of links as the real one does. The attacker teaches Biology; the victim teaches another
 * course and has connected Canvas.
 */
describe('a person’s identity', () => {
  const mongo = useMongo();
  let sandbox: TestSandbox;
  let attacker: Teacher;
  let victim: Teacher;
  before('two teachers', async function () {
    this.timeout(120_000);
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool() });
    const [own, other] = await findTwoCourses(sandbox);
    attacker = await connectTeacher(sandbox, own.name);
    victim = await connectTeacher(sandbox, other.name);
  });
  after(() => sandbox?.stop());

  const forged = (): Record<string, string> => ({
    canvas_user_id: String(victim.canvasUserId),
    canvas_course_id: String(victim.course.id),
    canvas_membership_roles: 'TeacherEnrollment,Account Admin',
    canvas_permissions: 'manage_grades',
    canvas_root_account_admin: 'true',
    canvas_section_restricted: 'false',
  });

  /** A link in the attacker's course, made through Canvas's API with the attacker's own login. */
  async function makeLink(custom: Record<string, string>): Promise<URL> {
    const { canvasUserId, course } = attacker;
    const [apiKey] = await sandbox.canvas.store.tools.listApiKeys();
    if (apiKey === undefined) throw new Error('the sandbox has no API key');
    const grant = { clientId: apiKey.id, userId: canvasUserId, scopes: [linkScope] };
    const { access: token } = await sandbox.canvas.store.oauth.issue(grant, false);
    const response = await fetch(`${sandbox.canvas.url}/api/v1/courses/${course.id}/lti_resource_links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: `${sandbox.toolUrl}/lti/launch`, title: 'Week 1', custom }),
    });
    expect(response.status).to.equal(200);
    return new URL(
      z.object({ canvas_launch_url: z.string() }).parse(await response.json()).canvas_launch_url,
    );
  }

  for (const placement of [null, 'course_navigation', 'post_grades', 'account_navigation']) {
    it(`S41 S42 S43 a link with a colleague’s ids opens nothing (placement: ${placement ?? 'not named'})`, async () => {
      const address = await makeLink(forged());
      if (placement !== null) address.searchParams.set('placement', placement);
      const page = await launchInBrowser(sandbox, attacker.canvasUserId, address);
      expect(page.status, page.text.slice(0, 300)).to.be.within(400, 403);
      expect(page.text).to.not.contain(victim.course.name);
      expect(page.cookies).to.not.contain('gp-s-');
    });
  }

  it('a plain launch of the same teacher opens their own course', async () => {
    const tool = (await sandbox.canvas.store.tools.list())[0];
    const address = new URL(`${sandbox.canvas.url}/courses/${attacker.course.id}/external_tools/${tool?.id}`);
    const page = await launchInBrowser(sandbox, attacker.canvasUserId, address);
    expect(page.status).to.equal(303);
    expect(page.cookies).to.contain('gp-s-');
  });

  describe('S70 a session that claims what no launch may', () => {
    const open = (launch: LaunchContext) =>
      sandbox.product.services.passback.readPostGrades(launch, AbortSignal.timeout(20_000));
    const codeOf = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => 'opened',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
    const courseOf = (teacher: Teacher): NonNullable<LaunchContext['course']> => {
      const { course } = teacher.launch;
      if (course === null) throw new Error('a teacher without a course');
      return course;
    };

    it('with a colleague’s Canvas user id and course', async () => {
      const { launch } = attacker;
      const { canvasUserId } = victim.launch.person;
      const { canvasCourseId } = courseOf(victim);
      const stolen = { ...launch, person: { ...launch.person, canvasUserId } };
      expect(await codeOf(open(stolen)), 'their token').to.equal('canvas_person_unproven');
      const course = { ...courseOf(attacker), canvasCourseId };
      expect(await codeOf(open({ ...launch, course })), 'their course').to.equal('canvas_person_unproven');
      expect(await codeOf(open({ ...stolen, course })), 'both').to.equal('canvas_person_unproven');
    });

    it('with the Names & Roles of another course', async () => {
      const { nrpsUrl, canvasCourseId } = courseOf(victim);
      const course = { ...courseOf(attacker), nrpsUrl, canvasCourseId };
      expect(await codeOf(open({ ...victim.launch, course }))).to.be.oneOf([
        'canvas_refused',
        'canvas_person_unproven',
      ]);
    });

    it('as a colleague in the same course, under one’s own sub', async () => {
      const { people } = sandbox.canvas.store;
      const section = (await sandbox.canvas.store.courses.sections(victim.course.id))[0];
      if (section === undefined) throw new Error('a course without sections');
      const enrollment = await people.enroll(attacker.canvasUserId, section.id, 'TeacherEnrollment');
      const person = { ...attacker.launch.person, canvasUserId: victim.launch.person.canvasUserId };
      expect(await codeOf(open({ ...victim.launch, person }))).to.equal('canvas_person_unproven');
      await people.setEnrollmentState(enrollment.id, 'completed');
      const former = { ...victim.launch, person: attacker.launch.person };
      expect(await codeOf(open(former)), 'who teaches there no longer').to.equal('canvas_person_unproven');
      expect(await codeOf(open(victim.launch)), 'the colleague').to.equal('opened');
    });
  });
});

async function findTwoCourses(sandbox: TestSandbox): Promise<readonly [Course, Course]> {
  const { models, people } = sandbox.canvas.store;
  const courses = await models.courses.find({}, { _id: 0 }).sort({ id: 1 }).lean<Course[]>();
  const teacherOf = async ({ id }: Course) =>
    (await people.enrollments(id)).find(({ type }) => type === 'TeacherEnrollment')?.userId;
  const [own] = courses;
  for (const other of courses.slice(1)) {
    const [one, two] = own ? [await teacherOf(own), await teacherOf(other)] : [];
    if (own && one !== undefined && two !== undefined && one !== two) return [own, other];
  }
  throw new Error('the sample has no two courses with different teachers');
}

/**
 * Opens an address of Canvas as a browser would and follows it through the tool's frame to the end of the
 * launch.
 */
async function launchInBrowser(
  sandbox: TestSandbox,
  canvasUserId: number,
  address: URL,
): Promise<{ readonly status: number; readonly text: string; readonly cookies: string }> {
  const canvasCookie = `canvas_session=${await sandbox.canvas.store.sessions.open(canvasUserId)}`;
  const jar = new CookieJar();
  const ask = async (url: string, form?: URLSearchParams): Promise<Response> => {
    const isTool = url.startsWith(sandbox.toolUrl);
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      headers: { cookie: isTool ? jar.header() : canvasCookie, origin: sandbox.canvas.url },
      redirect: 'manual',
      ...(form && { body: form }),
    });
    if (isTool) jar.keepLines(response.headers.getSetCookie());
    return response;
  };
  const post = async (page: Response): Promise<Response> => {
    const html = await page.text();
    const action = unescapeHtml(/action="([^"]+)"/.exec(html)?.[1] ?? '');
    const fields = new URLSearchParams();
    for (const [, name = '', value = ''] of html.matchAll(/name="([^"]+)" value="([^"]*)"/g)) {
      fields.set(name, unescapeHtml(value));
    }
    if (action === '') return new Response(html, { status: page.status === 200 ? 403 : page.status });
    return ask(action, fields);
  };
  const shell = await ask(address.href);
  const frame = /<iframe[^>]*src="([^"]+)"/.exec(await shell.clone().text())?.[1];
  if (frame === undefined) return { status: 403, text: await shell.text(), cookies: '' };
  const login = await post(await ask(new URL(unescapeHtml(frame), sandbox.canvas.url).href));
  const location = login.headers.get('location') ?? authorizationIn(await login.clone().text());
  if (location === null) return { status: login.status, text: await login.text(), cookies: jar.header() };
  let answer = await ask(location);
  const onward = answer.headers.get('location');
  if (onward !== null) answer = await ask(onward);
  const launched = await post(answer);
  return { status: launched.status, text: await launched.text(), cookies: jar.header() };
}

/** The address that the tool's login page continues to. */
function authorizationIn(html: string): string | null {
  const found = /data-authorization-url="([^"]*)"/.exec(html)?.[1];
  return found === undefined ? null : unescapeHtml(found);
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
