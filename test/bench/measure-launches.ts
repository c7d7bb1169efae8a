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

/** Logins and launches in progress at once. */
const concurrency = 16;
const warmUp = 400;
const verifies = 500;
const deploymentId = '37:8865aa05b4b79b64a91a86042e43af5ea8ae79eb';

/** Launches `count` different teachers into the built product, on an embedded MongoDB. `dist/` must have been built. */
export async function measureLaunches(mongo: TestMongo, count: number): Promise<LaunchCost> {
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
    const browsers = { address: program.address, platform, agent };
    await launchMany(browsers, warmUp, 'warm');
    const before = program.readCpuMs();
    const startedAt = performance.now();
    await launchMany(browsers, count, 'teacher');
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuMs = (program.readCpuMs() - before) / count;
    const verifyMs = await measureVerify(platform);
    return { launches: count, cpuMs, perCore: 1000 / cpuMs, perSecond: count / seconds, verifyMs };
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

async function launchMany(browsers: Browsers, count: number, name: string): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await launchOne(browsers, `${name}-${next}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

/** A login, the platform's answer, and the launch, as in a browser with cookies. */
async function launchOne({ address, platform, agent }: Browsers, person: string): Promise<void> {
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
  const redirect = new URL(login.headers.location ?? 'about:blank');
  const claims = platform.claims(redirect.searchParams.get('nonce') ?? '', { sub: person });
  const form = new URLSearchParams({
    state: redirect.searchParams.get('state') ?? '',
    id_token: await platform.sign(claims),
  });
  const launch = await exchange(agent, `${address}/lti/launch`, {
    cookie: (login.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; '),
    origin: platform.origin,
    form: form.toString(),
  });
  if (launch.statusCode !== 303) throw new Error(`a launch answered ${launch.statusCode}`);
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
