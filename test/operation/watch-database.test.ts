import { randomBytes } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { systemSleep } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { type DatabaseWatchTimes, watchDatabase } from '../../src/operation/watch-database.ts';
import { readSettings } from '../../src/settings.ts';
import { type Product, startProduct } from '../../src/start.ts';
import { useMongo } from '../support/mongodb.ts';

const times: DatabaseWatchTimes = {
  pingEveryMs: 50,
  answerWithinMs: 500,
  probeAfterMs: 1_000,
  probeEveryMs: 100,
};

/** Sits between the product and MongoDB, and can hang: sockets stay open, and nothing passes. */
class HangingDatabase {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  port = 0;

  constructor(target: { path: string } | { host: string; port: number }) {
    this.#server = createServer((client) => {
      const database = connect(target);
      for (const [one, other] of [
        [client, database],
        [database, client],
      ] as const) {
        this.#sockets.add(one);
        one.pipe(other).on('error', () => other.destroy());
        one.on('error', () => one.destroy()).on('close', () => this.#sockets.delete(one));
      }
      if (this.isHanging) this.#pause();
    });
  }

  isHanging = false;

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    this.port = address.port;
  }

  hang(): void {
    this.isHanging = true;
    this.#pause();
  }

  goOn(): void {
    this.isHanging = false;
    for (const socket of this.#sockets) socket.resume();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pause(): void {
    for (const socket of this.#sockets) socket.pause();
  }
}

describe('a database that goes away', function () {
  this.timeout(60_000);
  const mongo = useMongo();
  let database: HangingDatabase;
  let product: Product;

  before(async () => {
    const [, place = '', path = ''] = /^mongodb:\/\/([^/]+)(\/.*)$/.exec(mongo.uri()) ?? [];
    const [host = '', port = '27017'] = place.split(':');
    const socket = decodeURIComponent(place);
    database = new HangingDatabase(socket.startsWith('/') ? { path: socket } : { host, port: Number(port) });
    await database.start();
    product = await startProduct({
      settings: readSettings({
        PUBLIC_URL: 'http://localhost:3000',
        PORT: '0',
        ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64url')}`,
        ROLES: 'web',
      }),
      mongo: { uri: `mongodb://127.0.0.1:${database.port}${path}`, kind: 'embedded' },
      log: createLog('silent'),
      databaseTimes: times,
    });
  });
  after(async () => {
    database.goOn();
    await product.stop();
    await database.stop();
  });

  /** A page that queries the database: a login of an unknown institution. */
  const open = (accept: string): Promise<Response> => {
    const asked = new URLSearchParams({
      iss: 'https://canvas.example',
      client_id: randomBytes(4).toString('hex'),
      login_hint: 'hint',
      target_link_uri: 'http://localhost:3000/lti/launch',
    });
    return fetch(`http://127.0.0.1:${product.port}/lti/login?${asked}`, { headers: { accept } });
  };

  it('Z17 gives running and new requests a 503 in the right words, until it is back', async () => {
    expect((await open('text/html')).status).to.equal(401);
    database.hang();
    const waiting = await open('text/html');
    expect(waiting.status).to.equal(503);
    expect(await waiting.text()).to.contain('couldn’t reach its database');
    const asked = performance.now();
    const answer = await open('application/json');
    expect(performance.now() - asked).to.be.below(1_000);
    expect(answer.status).to.equal(503);
    expect(await answer.json()).to.include({ error: 'database_unavailable' });
    database.goOn();
    for (let tries = 0; tries < 200 && (await open('text/html')).status === 503; tries += 1) {
      await systemSleep(50);
    }
    expect((await open('text/html')).status).to.equal(401);
    expect((await fetch(`http://127.0.0.1:${product.port}/healthz`)).status).to.equal(200);
  });
});

describe('the watch on the database', () => {
  const watch = async (answers: { ours: boolean; anew: boolean }) => {
    let stuck = 0;
    const fast = { pingEveryMs: 5, answerWithinMs: 20, probeAfterMs: 60, probeEveryMs: 20 };
    const watched = watchDatabase(
      {
        ping: async () => answers.ours,
        pingAnew: async () => answers.anew,
        onStuck: () => {
          stuck += 1;
        },
        sleep: systemSleep,
        log: createLog('silent'),
      },
      fast,
    );
    await systemSleep(400);
    const seen = { isAway: watched.isAway(), isStuck: watched.isStuck(), stuck };
    await watched.stop();
    return seen;
  };

  it('Z18 ends the process, once, if the database answers a new connection but not its own', async () => {
    expect(await watch({ ours: false, anew: true })).to.deep.equal({ isAway: true, isStuck: true, stuck: 1 });
  });

  it('waits for a database that answers nobody', async () => {
    expect(await watch({ ours: false, anew: false })).to.deep.equal({
      isAway: true,
      isStuck: false,
      stuck: 0,
    });
  });

  it('does nothing if the database answers', async () => {
    expect(await watch({ ours: true, anew: true })).to.deep.equal({
      isAway: false,
      isStuck: false,
      stuck: 0,
    });
  });
});
