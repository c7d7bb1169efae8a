import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { Clock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { findMissing } from '../../src/operation/readiness.ts';
import { readSettings } from '../../src/settings.ts';
import { type Product, startProduct } from '../../src/start.ts';
import { useMongo } from '../support/mongodb.ts';

const newKey = (): string => randomBytes(32).toString('base64url');
const key = newKey();

describe('operation', () => {
  const mongo = useMongo();
  const running: Product[] = [];

  async function start(
    environment: Readonly<Record<string, string>> = {},
    machine: { readonly machineClock?: Clock } = {},
  ): Promise<Product> {
    const settings = readSettings({
      PUBLIC_URL: 'http://localhost:3000',
      PORT: '0',
      ENCRYPTION_KEYS: `k1:${key}`,
      ...environment,
    });
    const product = await startProduct({
      settings,
      mongo: { uri: mongo.uri(), kind: 'embedded' },
      log: createLog('silent'),
      ...machine,
    });
    running.push(product);
    return product;
  }
  beforeEach(async () => {
    await mongo.connection().collection('canary').deleteMany({});
  });
  afterEach(async () => {
    for (const product of running.splice(0)) await product.stop();
  });
  const get = (port: number | null, path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers });
  const ready = async (port: number | null): Promise<readonly [number, unknown]> => {
    const answer = await get(port, '/readyz');
    return [answer.status, await answer.json()];
  };

  it('web and worker in one process answer, are ready, and show their metrics', async () => {
    const { port } = await start({ METRICS_TOKEN: 'a-long-enough-token' });
    expect((await get(port, '/healthz')).status).to.equal(200);
    expect(await ready(port)).to.deep.equal([200, { status: 'ready' }]);
    const metrics = await get(port, '/metrics', { authorization: 'Bearer a-long-enough-token' });
    expect(metrics.headers.get('content-type')).to.match(/^text\/plain/);
    const text = await metrics.text();
    expect(text).to.contain('process_cpu_seconds_total').and.to.contain('grade_passback_queue_age_seconds 0');
  });

  it('a worker alone has no web port, only a port for its metrics', async () => {
    const { port, metricsPort } = await start({ ROLES: 'worker', METRICS_PORT: '0' });
    expect(port).to.equal(null);
    expect(await ready(metricsPort)).to.deep.equal([200, { status: 'ready' }]);
    expect(await (await get(metricsPort, '/metrics')).text()).to.contain('grade_passback_open_runs');
    expect((await get(metricsPort, '/lti/jwks')).status).to.equal(404);
  });

  it('metrics with their own port are not served to browsers', async () => {
    const { port, metricsPort } = await start({ METRICS_PORT: '0' });
    expect((await get(port, '/metrics')).status).to.equal(404);
    expect((await get(port, '/readyz')).status).to.equal(200);
    expect((await get(metricsPort, '/metrics')).status).to.equal(200);
  });

  it('S48 metrics are off until the operator opens them', async () => {
    const { port } = await start();
    expect((await get(port, '/metrics')).status).to.equal(404);
    expect((await get(port, '/metrics', { authorization: 'Bearer undefined' })).status).to.equal(404);
  });

  it('S46 says whom to write to about a security hole, if the operator named somebody', async () => {
    const path = '/.well-known/security.txt';
    expect((await get((await start()).port, path)).status).to.equal(404);
    const { port } = await start({ SECURITY_CONTACT: 'mailto:security@school.example' });
    const answer = await get(port, path);
    expect(answer.headers.get('content-type')).to.match(/^text\/plain; charset=utf-8/);
    const text = await answer.text();
    expect(text).to.contain('Contact: mailto:security@school.example\n');
    const expires = Date.parse(/^Expires: (.+)$/m.exec(text)?.[1] ?? '');
    const dayMs = 24 * 60 * 60_000;
    expect(expires - Date.now()).to.be.within(100 * dayMs, 364 * dayMs);
  });

  it('a token protects the metrics', async () => {
    const { port } = await start({ METRICS_TOKEN: 'a-long-enough-token' });
    expect((await get(port, '/metrics')).status).to.equal(401);
    expect((await get(port, '/metrics', { authorization: 'Bearer wrong' })).status).to.equal(401);
    const answer = await get(port, '/metrics', { authorization: 'Bearer a-long-enough-token' });
    expect(answer.status).to.equal(200);
    expect((await get(port, '/readyz')).status).to.equal(200);
  });

  it('is not ready with keys that cannot read the stored data, throughout a rotation', async () => {
    const fresh = newKey();
    expect((await ready((await start()).port))[0]).to.equal(200);
    const stranger = await start({ ENCRYPTION_KEYS: `k1:${newKey()}` });
    expect(await ready(stranger.port)).to.deep.equal([
      503,
      { status: 'not ready', missing: ['encryption keys'] },
    ]);
    const both = await start({ ENCRYPTION_KEYS: `k2:${fresh},k1:${key}` });
    expect((await ready(both.port))[0]).to.equal(200);
    expect((await ready((await start({ ENCRYPTION_KEYS: `k2:${fresh}` })).port))[0]).to.equal(200);
    expect((await ready((await start()).port))[1]).to.deep.include({ missing: ['encryption keys'] });
  });

  it('Z7 a process whose clock is wrong goes by the database’s and names the difference', async () => {
    const machineClock = (): Date => new Date(Date.now() - 3_600_000);
    const { port, services } = await start({}, { machineClock });
    expect(services.clock().getTime() - Date.now()).to.be.within(-5_000, 5_000);
    const [status, answer] = await ready(port);
    expect(status).to.equal(200);
    expect(answer).to.have.property('clockSkewSeconds').within(-3_605, -3_595);
  });

  it('lists everything that is missing at once', async () => {
    const none = async (): Promise<boolean> => false;
    const all = async (): Promise<boolean> => true;
    const deps = { ping: none, canReadSecrets: none, isWorkerAlive: () => false, isStopping: () => true };
    expect(await findMissing(deps)).to.deep.equal(['database', 'worker', 'stopping']);
    const stuck = { ...deps, ping: all, canReadSecrets: () => Promise.reject(new Error('away')) };
    expect(await findMissing({ ...stuck, isWorkerAlive: null })).to.deep.equal([
      'encryption keys',
      'stopping',
    ]);
  });

  it('a worker that is stopping or was never started is not alive', async () => {
    const product = await start({ ROLES: 'worker', METRICS_PORT: '0' });
    expect(product.services.worker.isAlive()).to.equal(true);
    await product.services.worker.stop();
    expect(await ready(product.metricsPort)).to.deep.equal([
      503,
      { status: 'not ready', missing: ['worker'] },
    ]);
  });
});
