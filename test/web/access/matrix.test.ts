import { expect } from 'chai';
import { createApp } from '../../../src/app.ts';
import { launchContextSchema } from '../../../src/domain/launch-context.ts';
import { nameSessionCookie } from '../../../src/lti/session/session-cookie.ts';
import { openSession } from '../../../src/lti/session/start-session.ts';
import { launchInCanvas } from '../../support/launch-in-canvas.ts';
import { listRoutes } from '../../support/list-routes.ts';
import { useMongo } from '../../support/mongodb.ts';
import { type RouteEntry, routes } from './routes.ts';
import {
  type AccessSchool,
  type Actor,
  openAccessSchool,
  type Place,
  type RunTarget,
  runs,
  students,
} from './school.ts';

/** Where a run is, as seen from a session of the course or the account. */
const placeOf: Readonly<Record<RunTarget, readonly Place[]>> = {
  whole: ['ownSection', 'foreignSection'],
  ownSection: ['ownSection'],
  foreignSection: ['foreignSection'],
  foreignCourse: ['foreignCourse'],
  foreignInstitution: ['foreignInstitution'],
  unknown: [],
};

/** What a request names, and whether the actor may reach it. */
interface Request {
  readonly what: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly expected: number;
  /** The places whose students the answer must name. */
  readonly tells: readonly Place[];
}

interface Visit {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly csrf: string;
}

describe('Access: every route × everybody × own and foreign section, course and institution', function () {
  this.timeout(300_000);
  const mongo = useMongo();
  let school: AccessSchool;
  before(async () => {
    school = await openAccessSchool(mongo.uri());
  });
  after(() => school?.sandbox.stop());

  it('S62 every route of the application says whom it serves', () => {
    const { services } = school.sandbox.product;
    // With everything that an operator may switch on.
    const settings = { ...services.settings, SECURITY_CONTACT: 'mailto:security@tool.example' };
    const app = createApp(
      { ...services, settings },
      { isAway: () => false },
      {
        isStuck: () => false,
        findMissing: async () => [],
        findUnusable: async () => [],
        clockSkewMs: () => 0,
        metrics: services.metrics,
        metricsToken: undefined,
      },
    );
    expect([...listRoutes(app)].sort()).to.deep.equal(Object.keys(routes).sort());
  });

  const ordered = Object.entries(routes).sort(
    ([, a], [, b]) => Number(a.last ?? false) - Number(b.last ?? false),
  );
  for (const [route, entry] of ordered) {
    it(`S62 ${route}`, async () => {
      const askAs = async (actor: Actor): Promise<void> => {
        const visit = await openVisit(school, actor);
        for (const asked of listRequests(school, route, entry, actor)) {
          const version = entry.named === 'section' ? { version: await readVersion(school) } : {};
          await check(route, actor, visit, { ...asked, fields: { ...asked.fields, ...version } });
        }
      };
      // Reads change nothing that other requests read.
      if (route.startsWith('GET')) await Promise.all(school.actors.map(askAs));
      else for (const actor of school.actors) await askAs(actor);
    });
  }

  it('S60 S61 a real Canvas launch limits the co-teacher through the tool’s own field', async () => {
    const { sandbox, coTeacherId, teacher, sections } = school;
    const { base, cookie } = await launchInCanvas(sandbox, coTeacherId, teacher.course.id);
    const page = await fetch(`${sandbox.toolUrl}${base}/grade-sync/runs/${runs.whole}/students`, {
      headers: { cookie },
    });
    const text = await page.text();
    expect(text).to.contain(students.ownSection).and.not.to.contain(students.foreignSection);
    const id = base.slice('/s/'.length);
    const name = `${nameSessionCookie(id)}=`;
    const secret =
      cookie
        .split('; ')
        .find((one) => one.startsWith(name))
        ?.slice(name.length) ?? '';
    const session = await sandbox.product.services.stores.sessions.find(id, secret);
    const { reach } = launchContextSchema.parse(session?.launch);
    expect(reach).to.deep.include({ kind: 'sections', ids: [sections.own] });
  });

  it('S62 nothing was saved for a section out of reach', async () => {
    const { rows } = await readMappings(school);
    expect(rows.filter(({ sectionId }) => sectionId === school.sections.foreignCourse)).to.deep.equal([]);
  });

  async function check(route: string, actor: Actor, visit: Visit, asked: Request): Promise<void> {
    const [method = ''] = route.split(' ');
    const said = `${actor.name}, ${asked.what}: ${route}`;
    const answer = await fetch(`${school.sandbox.toolUrl}${asked.path.replace('/s/:session', visit.base)}`, {
      method,
      redirect: 'manual',
      headers: visit.headers,
      ...(method === 'POST' ? { body: new URLSearchParams({ csrf: visit.csrf, ...asked.fields }) } : {}),
    });
    const text = await answer.text();
    expect(answer.status, said).to.equal(asked.expected);
    for (const [place, name] of entriesOf(students)) {
      if (!actor.sees.includes(place)) expect(text, said).not.to.contain(name);
      if (asked.tells.includes(place)) expect(text, said).to.contain(name);
    }
  }
});

function listRequests(
  school: AccessSchool,
  route: string,
  entry: RouteEntry,
  actor: Actor,
): readonly Request[] {
  const [, path = ''] = route.split(' ');
  const { fields = {}, audience } = entry;
  const one = (what: string, expected: number, over: Partial<Request> = {}): Request => ({
    what,
    path,
    fields,
    expected: refusal(entry, actor) ?? expected,
    tells: [],
    ...over,
  });
  // Whom a route does not serve gets the same refusal whatever the request names: one that is there, one that is not.
  const isRefused = refusal(entry, actor) !== null;
  if (entry.named === 'run') {
    const named = entriesOf(runs).filter(
      ([target]) => !isRefused || target === 'whole' || target === 'unknown',
    );
    return named.map(([target, runId]) => {
      const seen = placeOf[target].filter((place) => actor.sees.includes(place));
      const inReach =
        audience === 'administration' || target === 'foreignCourse'
          ? actor.audience === 'administration'
          : true;
      const isThere = seen.length > 0 && inReach;
      const isBeyond = actor.isLimited && target === 'whole' && entry.wholeCourseOnly === true;
      const expected = isThere ? (isBeyond ? 403 : entry.status) : 404;
      const tells = isThere && entry.tellsStudents === true && refusal(entry, actor) === null ? seen : [];
      const address = path.includes(':runId')
        ? path.replace(':runId', runId)
        : `${path}?${new URLSearchParams({ run: runId, how: 'created' })}`;
      return one(`run ${target}`, expected, { path: address, tells });
    });
  }
  if (entry.named === 'assignment') {
    const { own, foreignCourse } = school.assignments;
    return Object.entries(
      isRefused ? { own, madeUp: 'made-up' } : { own, foreignCourse, madeUp: 'made-up' },
    ).map(([what, assignment]) => {
      const isForm = route.startsWith('POST');
      return one(`assignment ${what}`, what === 'own' ? entry.status : 400, {
        path: isForm ? path : `${path}?${new URLSearchParams({ assignment })}`,
        fields: isForm ? { ...fields, assignment } : fields,
      });
    });
  }
  if (entry.named === 'section') {
    return Object.entries(school.sections).map(([what, section]) =>
      one(`section ${what}`, entry.status, { fields: { [`category:1:${section}`]: '' } }),
    );
  }
  const isBeyond = actor.isLimited && entry.wholeCourseOnly === true;
  return [one('', isBeyond ? 403 : entry.status)];
}

function readMappings({ sandbox, teacher }: AccessSchool) {
  const { institutionId, course } = teacher.launch;
  const { categoryMappings } = sandbox.product.services.stores.passback;
  return categoryMappings.find(`${institutionId}:${course?.contextId}`);
}

/** The version that a form must carry, from a page opened just now. */
async function readVersion(school: AccessSchool): Promise<string> {
  return String((await readMappings(school)).version);
}

/** The status for a person whom the route does not serve; null: it does. */
function refusal({ audience, status }: RouteEntry, actor: Actor): number | null {
  if (audience === 'everybody') return status;
  if (actor.launch === null) return 401;
  if (audience === 'session') return actor.audience === 'nobody' ? 403 : null;
  return actor.audience === audience ? null : 403;
}

async function openVisit({ sandbox }: AccessSchool, { launch }: Actor): Promise<Visit> {
  const headers = { origin: sandbox.toolUrl };
  if (launch === null) return { base: '/s/nobody', headers, csrf: 'none' };
  const { stores, clock, randomBytes } = sandbox.product.services;
  const { session, secret } = await openSession({ clock, randomBytes, sessions: stores.sessions }, launch);
  const cookie = `${nameSessionCookie(session.id)}=${secret}`;
  return { base: `/s/${session.id}`, headers: { ...headers, cookie }, csrf: session.csrfToken };
}

function entriesOf<K extends string, V>(record: Readonly<Record<K, V>>): readonly (readonly [K, V])[] {
  const keys = Object.keys(record).filter((key): key is K => key in record);
  return keys.map((key) => [key, record[key]] as const);
}
