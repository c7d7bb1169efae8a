import { randomBytes } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import { importJWK, jwtVerify } from 'jose';
import { defaultInstitutionSettings } from '../../src/domain/institution-settings.ts';
import { connectMongo } from '../../src/store/connect.ts';
import { createStores } from '../../src/store/stores.ts';
import { type LtiPlatform, startLtiPlatform } from '../support/lti-platform.ts';
import type { TestMongo } from '../support/mongodb.ts';
import { benchKey, startProgram } from './start-program.ts';

/** The cost of logins and launches for the web process, each followed by its session. */
export interface LaunchCost {
  readonly launches: number;
  /** Processor time of the web process for one login with its launch, in milliseconds. */
  readonly cpuMs: number;
  /** Logins with launches per second that one core of the web process can serve. */
  readonly perCore: number;
  /** On this machine, whose other cores run the database, the platform and the browsers. */
  readonly perSecond: number;
  /**
   * Processor time of one bare `jwtVerify` of the same id_token, in milliseconds: the part no tool can avoid.
   */
  readonly verifyMs: number;
}

/** A whole school that opens the tool at once, behind one address. */
export interface LaunchRush {
  /** Logins that were taken, and launches that made a session. */
  readonly logins: number;
  readonly launches: number;
  readonly loginSeconds: number;
}

/** Logins and launches in progress at once. */
const concurrency = 16;
const warmUp = 400;
const verifies = 500;
const deploymentId = '37:8865aa05b4b79b64a91a86042e43af5ea8ae79eb';

/** Launches `count` different teachers into the built product, on an embedded MongoDB. `dist/` must have been built. */
export function measureLaunches(mongo: TestMongo, count: number): Promise<LaunchCost> {
  return withProgram(mongo, async (browsers, program) => {
    await launchMany(browsers, warmUp, 'warm');
    const before = program.readCpuMs();
    const startedAt = performance.now();
    await launchMany(browsers, count, 'teacher');
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuMs = (program.readCpuMs() - before) / count;
    const verifyMs = await measureVerify(browsers.platform);
    return { launches: count, cpuMs, perCore: 1000 / cpuMs, perSecond: count / seconds, verifyMs };
  });
}

/** Sends `count` logins of as many teachers from one address as fast as they are taken, then all their launches (S34). */
export function measureRush(mongo: TestMongo, count: number): Promise<LaunchRush> {
  return withProgram(mongo, async (browsers) => {
    const startedAt = performance.now();
    const begun: (BegunLogin | null)[] = [];
    await workThrough(count, async (turn) => void begun.push(await beginOne(browsers, `teacher-${turn}`)));
    const loginSeconds = (performance.now() - startedAt) / 1000;
    const open = begun.filter((login) => login !== null);
    let launches = 0;
    await workThrough(open.length, async (turn) => {
      const login = open[turn - 1];
      if (login && (await finishOne(browsers, login)) === 303) launches += 1;
    });
    return { logins: open.length, launches, loginSeconds };
  });
}

/** The built product with one institution, and browsers for it. */
async function withProgram<T>(
  mongo: TestMongo,
  measure: (browsers: Browsers, program: Awaited<ReturnType<typeof startProgram>>) => Promise<T>,
): Promise<T> {
  const mongoUri = mongo.newDatabase();
  const program = await startProgram(mongoUri, 'dist', {
    ALLOWED_PRIVATE_HOSTS: 'http://127.0.0.1',
    LOG_LEVEL: 'info',
    ROLES: 'web',
  });
  const platform = await startLtiPlatform({ toolUrl: program.address });
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  try {
    await register(mongoUri, mongo, platform);
    return await measure({ address: program.address, platform, agent }, program);
  } finally {
    agent.destroy();
    await platform.close();
    await program.stop();
  }
}

async function register(uri: string, mongo: TestMongo, { registration, origin }: LtiPlatform): Promise<void> {
  const connection = await connectMongo({ uri, kind: mongo.handle.kind });
  try {
    const stores = createStores(connection, [benchKey], { clock: () => new Date(), randomBytes });
    const { id } = await stores.institutions.create({
      name: 'Lakeview Schools',
      enabled: true,
      platform: registration,
      canvas: { baseUrl: origin, apiKey: { clientId: '1', clientSecret: 'secret' } },
      sis: null,
      settings: defaultInstitutionSettings,
    });
    await stores.deployments.decide(id, deploymentId, 'approved');
  } finally {
    await connection.close();
  }
}

interface Browsers {
  readonly address: string;
  readonly platform: LtiPlatform;
  readonly agent: Agent;
}

function launchMany(browsers: Browsers, count: number, name: string): Promise<void> {
  return workThrough(count, async (turn) => {
    const login = await beginOne(browsers, `${name}-${turn}`);
    const status = login === null ? 'no login' : await finishOne(browsers, login);
    if (status !== 303) throw new Error(`a launch answered ${status}`);
  });
}

/** Turns 1 to `count`, `concurrency` of them at once. */
async function workThrough(count: number, one: (turn: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await one(next);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

interface BegunLogin {
  readonly person: string;
  readonly cookie: string;
  readonly redirect: URL;
}

/** A login, as a browser whose cookies work; null where it was refused. */
async function beginOne({ address, platform, agent }: Browsers, person: string): Promise<BegunLogin | null> {
  const { issuer, clientId } = platform.registration;
  const query = new URLSearchParams({
    iss: issuer,
    client_id: clientId,
    login_hint: person,
    lti_message_hint: 'x'.repeat(800),
    target_link_uri: `${address}/lti/launch`,
    lti_deployment_id: deploymentId,
  });
  const login = await exchange(agent, `${address}/lti/login?${query}`, {});
  if (login.statusCode !== 302) return null;
  return {
    person,
    cookie: (login.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; '),
    redirect: new URL(login.headers.location ?? 'about:blank'),
  };
}

/** The platform's answer to a login, and the launch; the status of the answer. */
async function finishOne(
  { address, platform, agent }: Browsers,
  { person, cookie, redirect }: BegunLogin,
): Promise<number | undefined> {
  const claims = platform.claims(redirect.searchParams.get('nonce') ?? '', { sub: person });
  const form = new URLSearchParams({
    state: redirect.searchParams.get('state') ?? '',
    id_token: await platform.sign(claims),
  });
  const origin = platform.origin;
  const launch = await exchange(agent, `${address}/lti/launch`, { cookie, origin, form: form.toString() });
  return launch.statusCode;
}

function exchange(
  agent: Agent,
  url: string,
  { form, ...headers }: { readonly cookie?: string; readonly origin?: string; readonly form?: string },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const method = form === undefined ? 'GET' : 'POST';
    const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const outgoing = request(url, { agent, method, headers: { ...headers, ...type } }, (response) => {
      response.resume().on('end', () => resolve(response));
    });
    outgoing.on('error', reject).end(form);
  });
}

async function measureVerify(platform: LtiPlatform): Promise<number> {
  const { issuer, clientId } = platform.registration;
  const token = await platform.sign(platform.claims('nonce'));
  const [jwk] = [...platform.keys.values()].map(({ publicJwk }) => publicJwk);
  const key = await importJWK(jwk ?? {}, 'RS256');
  const before = process.cpuUsage();
  for (let round = 0; round < verifies; round += 1) {
    await jwtVerify(token, key, { algorithms: ['RS256'], issuer, audience: clientId });
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / verifies;
}
