import { randomBytes } from 'node:crypto';
import { installApiKey, installTool, issueAdministratorToken } from '../../../sandbox/canvas/install-tool.ts';
import { ltiScopes } from '../../../sandbox/canvas/lti/scopes.ts';
import type { Course } from '../../../sandbox/canvas/school/records/course.ts';
import type { User } from '../../../sandbox/canvas/school/records/user.ts';
import { seedSchool } from '../../../sandbox/canvas/school/seed/seed-school.ts';
import { type SandboxCanvas, startSandboxCanvas } from '../../../sandbox/canvas/start-sandbox-canvas.ts';
import { inventedSchool } from '../../../sandbox/sample/invented-school.ts';
import type { CanvasReader } from '../../../src/canvas/canvas-reader.ts';
import { createCanvasReader } from '../../../src/canvas/create-canvas-reader.ts';
import { createAccessTokens } from '../../../src/canvas/oauth/access-tokens.ts';
import {
  type CanvasConsents,
  callbackPath,
  createCanvasConsents,
} from '../../../src/canvas/oauth/consent.ts';
import { systemClock, systemSleep } from '../../../src/clock.ts';
import type { Institution } from '../../../src/domain/institution.ts';
import type { LaunchCourse } from '../../../src/domain/launch-context.ts';
import { createHttp } from '../../../src/http/create-http.ts';
import { createLog } from '../../../src/log.ts';
import { customFields } from '../../../src/lti/launch/custom-fields.ts';
import type { LtiEngine } from '../../../src/lti/services/lti-engine.ts';
import { createLtiEngine } from '../../../src/lti/services/ltijs-engine.ts';
import { createCanvasConsentStore } from '../../../src/store/canvas-consents.ts';
import { createCanvasGrantStore } from '../../../src/store/canvas-grants.ts';
import { createCanvasKeyFaultStore } from '../../../src/store/canvas-key-faults.ts';
import { createCipher } from '../../../src/store/encryption.ts';
import { createLtiEngineStore } from '../../../src/store/lti-engine-store.ts';
import { makeInstitution } from '../../support/canvas/institution.ts';
import { type LocalServer, serveLocally } from '../../support/http/local-server.ts';
import { thisMachine } from '../../support/http/this-machine.ts';
import { useMongo } from '../../support/mongodb.ts';

const toolUrl = 'https://tool.test';

/** The product's reader and everything below it, against a running sandbox Canvas with the invented school. */
export interface ReaderOnSandbox {
  readonly canvas: SandboxCanvas;
  readonly engine: LtiEngine;
  readonly institution: Institution;
  readonly consents: CanvasConsents;
  person(login: string): Promise<User>;
  course(name: string): Promise<Course>;
  /** Goes through Canvas's consent page in that person's browser. */
  consent(login: string): Promise<void>;
  reader(course: Course, login: string): Promise<CanvasReader>;
  /** One of Canvas's write endpoints, as a script with an administrator's token calls it. */
  callAsAdministrator(method: 'POST' | 'PUT', path: string, body: object): Promise<void>;
  /** The same reader, with the same engine, of course 1 in another Canvas, where the teacher has consented. */
  recordedReader(origin: string): Promise<CanvasReader>;
}

/** Starts everything before the suite and stops it afterwards. */
export function useReaderOnSandbox(): () => ReaderOnSandbox {
  const toolMongo = useMongo();
  const canvasMongo = useMongo();
  const closers: (() => Promise<void>)[] = [];
  let started: ReaderOnSandbox | undefined;

  before('start sandbox Canvas and reader', async function () {
    // A school is written and 4096-bit keys are made.
    this.timeout(80_000);
    const log = createLog('silent');
    const canvas = await startSandboxCanvas({
      connection: canvasMongo.connection(),
      port: 0,
      clock: systemClock,
      log,
    });
    closers.push(canvas.close);
    await seedSchool(canvas.store, inventedSchool(), new Date());
    const { http, close } = createHttp({ privateHosts: thisMachine });
    closers.push(close);
    const cipher = createCipher([{ id: 'k1', key: randomBytes(32) }]);
    const connection = toolMongo.connection();
    const deps = { http, clock: systemClock, sleep: systemSleep, random: Math.random, randomBytes, log };
    const engineStore = createLtiEngineStore(connection, cipher, systemClock);
    await engineStore.ensureIndexes();
    const engine = createLtiEngine({ ...deps, store: engineStore });
    const keySet = await serveKeySet(engine);
    closers.push(keySet.close);
    const { institution } = await install(canvas, `${keySet.origin}/jwks`);
    await engine.registerPlatform(institution);

    const grants = createCanvasGrantStore(connection, cipher);
    const consentStore = createCanvasConsentStore(connection);
    const keyFaults = createCanvasKeyFaultStore(connection);
    await grants.ensureIndexes();
    await consentStore.ensureIndexes();
    const consents = createCanvasConsents({
      ...deps,
      randomBytes,
      publicUrl: toolUrl,
      grants,
      consents: consentStore,
      keyFaults,
      findInstitution: async (id) => (id === institution.id ? institution : null),
    });
    const tokens = createAccessTokens({ ...deps, grants });
    const person = async (login: string): Promise<User> => {
      const user = await canvas.store.people.findByLogin(login);
      if (user === null) throw new Error(`No person ${login}`);
      return user;
    };
    started = {
      canvas,
      engine,
      institution,
      consents,
      person,
      async course(name) {
        const all = await canvas.store.courses.list(await person('praman'));
        const found = all.find((course) => course.name === name);
        if (!found) throw new Error(`No course ${name} among ${all.map((course) => course.name)}`);
        return found;
      },
      async callAsAdministrator(method, path, body) {
        const token = await issueAdministratorToken(canvas.store);
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const answer = await fetch(`${canvas.url}${path}`, { method, headers, body: JSON.stringify(body) });
        if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      },
      async consent(login) {
        const user = await person(login);
        const owner = { institution, canvasUserId: String(user.id), ltiUserId: user.ltiId };
        const own = new URL(await consents.begin(owner, '/back'));
        const opened = await consents.open(Object.fromEntries(own.searchParams), undefined);
        const answer = await acceptInBrowser(canvas, user, new URL(opened.address));
        await consents.finish(answer, `${opened.cookie.name}=${opened.cookie.value}`);
      },
      async recordedReader(origin) {
        const base = makeInstitution(origin);
        const platform = { ...base.platform, clientId: '10000000000002' };
        const recorded = { ...base, id: 'recorded', platform };
        await engine.registerPlatform(recorded);
        const services = `${origin}/api/lti/courses/1`;
        const course: LaunchCourse = {
          contextId: 'c'.repeat(40),
          canvasCourseId: '1',
          title: 'Biology',
          nrpsUrl: `${services}/names_and_roles`,
          lineItemsUrl: `${services}/line_items`,
        };
        return createCanvasReader(
          {
            ...deps,
            keyFaults,
            tokens: { read: async () => 'recorded' },
            confirmPerson: trustEverybody,
            grants: { isOfAdministrator: async () => false },
            services: engine.services,
          },
          { institution: recorded, course, person: { canvasUserId: '7', ltiUserId: null } },
        );
      },
      async reader(course, login) {
        const target = { institution, course: launchCourse(canvas, course) };
        const canvasUserId = String((await person(login)).id);
        return createCanvasReader(
          {
            ...deps,
            tokens,
            confirmPerson: trustEverybody,
            grants: { isOfAdministrator: async () => false },
            services: engine.services,
            keyFaults,
          },
          { ...target, person: { canvasUserId, ltiUserId: null } },
        );
      },
    };
  });
  after('stop sandbox Canvas and reader', async () => {
    for (const close of closers.reverse()) await close();
  });
  return () => {
    if (!started) throw new Error('useReaderOnSandbox: only usable inside tests');
    return started;
  };
}

function serveKeySet(engine: LtiEngine): Promise<LocalServer> {
  return serveLocally(async (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(await engine.readKeySet()));
  });
}

/** The API key's redirect address. */
export const redirectUri = toolUrl + callbackPath;

/** As a Canvas administrator does: the tool's own JSON, and an API key for exactly its callback. */
async function install(canvas: SandboxCanvas, publicJwkUrl: string): Promise<{ institution: Institution }> {
  const tool = await installTool(canvas.store, {
    redirectUris: [`${toolUrl}/lti/launch`],
    toolConfig: {
      title: 'Grade Passback',
      description: 'Passes grades to the SIS',
      target_link_uri: `${toolUrl}/lti/launch`,
      oidc_initiation_url: `${toolUrl}/lti/login`,
      public_jwk_url: publicJwkUrl,
      scopes: Object.values(ltiScopes),
      custom_fields: customFields,
      extensions: [
        {
          platform: 'canvas.instructure.com',
          privacy_level: 'public',
          settings: { placements: [{ placement: 'course_navigation', text: 'Grade Sync' }] },
        },
      ],
    },
  });
  const key = await installApiKey(canvas.store, {
    name: 'Grade Passback',
    redirectUris: [redirectUri],
  });
  const base = makeInstitution(canvas.url);
  return {
    institution: {
      ...base,
      platform: {
        issuer: canvas.issuer,
        clientId: tool.clientId,
        authorizationEndpoint: canvas.authorizationUrl,
        tokenEndpoint: canvas.tokenUrl,
        jwksUrl: canvas.jwksUrl,
      },
      canvas: { baseUrl: canvas.url, apiKey: { clientId: String(key.id), clientSecret: key.secret } },
    },
  };
}

function launchCourse(canvas: SandboxCanvas, course: Course): LaunchCourse {
  return {
    contextId: course.ltiContextId,
    canvasCourseId: String(course.id),
    title: course.name,
    nrpsUrl: `${canvas.url}/api/lti/courses/${course.id}/names_and_roles`,
    lineItemsUrl: `${canvas.url}/api/lti/courses/${course.id}/line_items`,
  };
}

/** The contract is about reading; who may read has tests of its own. */
const trustEverybody = async (): Promise<void> => {};

/** What Canvas sends to our callback after the person has pressed Authorize. */
async function acceptInBrowser(
  canvas: SandboxCanvas,
  user: User,
  address: URL,
): Promise<Record<string, string>> {
  const cookie = `canvas_session=${await canvas.store.sessions.open(user.id)}`;
  const page = await fetch(address, { headers: { cookie }, redirect: 'manual' });
  if (page.status !== 200)
    throw new Error(`Canvas asks nothing: ${page.status} ${page.headers.get('location')}`);
  const answer = await fetch(`${canvas.url}/login/oauth2/accept`, {
    method: 'POST',
    headers: { cookie },
    body: address.searchParams,
    redirect: 'manual',
  });
  const back = new URL(answer.headers.get('location') ?? '');
  if (back.origin + back.pathname !== toolUrl + callbackPath) throw new Error(`Sent elsewhere: ${back}`);
  return Object.fromEntries(back.searchParams);
}
