import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { expect } from 'chai';
import { systemClock, systemSleep } from '../../../src/clock.ts';
import { createHttp } from '../../../src/http/create-http.ts';
import { createLog } from '../../../src/log.ts';
import { createSisAccesses } from '../../../src/passback/delivery/sis-accesses.ts';
import { createPassbackStores } from '../../../src/store/passback/passback-stores.ts';
import { type LocalServer, listenLocally } from '../../support/http/local-server.ts';
import { thisMachine } from '../../support/http/this-machine.ts';
import { useMongo } from '../../support/mongodb.ts';
import { plainProfile } from '../../support/oneroster/scripted-sis.ts';
import { makeInstitution } from '../../support/passback/harness.ts';

const never = new AbortController().signal;
const permit = { check: () => {}, leaving: never };

describe('one limit for all processes', function () {
  this.timeout(60_000);
  const mongo = useMongo();
  const closing: (() => Promise<void>)[] = [];
  let sis: LocalServer;
  let latencyMs = 0;
  let inFlight = 0;
  let maxInFlight = 0;
  let requests = 0;
  let isRefusing = false;

  before(async () => {
    sis = await listenLocally(
      createServer((request, response) => {
        if (request.url === '/token') {
          const token = { access_token: 't', token_type: 'bearer', expires_in: 3600 };
          return void response.end(JSON.stringify(token));
        }
        requests += 1;
        inFlight += 1;
        maxInFlight = Math.max(maxInFlight, inFlight);
        setTimeout(() => {
          inFlight -= 1;
          if (isRefusing) return void response.writeHead(429, { 'retry-after': '30' }).end();
          response.setHeader('x-total-count', '0').end('{"categories":[]}');
        }, latencyMs);
      }),
    );
  });
  beforeEach(() => {
    latencyMs = 0;
    maxInFlight = 0;
    requests = 0;
    isRefusing = false;
  });
  after(async () => {
    for (const close of closing) await close();
    await sis.close();
  });

  /** As far as the limit knows, a process of its own. */
  const openProcess = async (institutionId: string, { hangsOnce = false } = {}) => {
    const stores = createPassbackStores(mongo.connection());
    const { http, close } = createHttp({ privateHosts: thisMachine });
    const asked = { times: 0 };
    const change: typeof stores.sisSlots.change = (id, decide) => {
      asked.times += 1;
      if (hangsOnce && asked.times === 1) return new Promise(() => {});
      return stores.sisSlots.change(id, decide);
    };
    const accesses = createSisAccesses({
      stores: { ...stores, sisSlots: { ...stores.sisSlots, change } },
      http,
      clock: systemClock,
      sleep: systemSleep,
      randomBytes,
      log: createLog('silent'),
      profiles: new Map([['oneroster-1p2', plainProfile('1.2')]]),
    });
    closing.push(accesses.close, close);
    const access = await accesses.open({
      ...makeInstitution(institutionId),
      sis: {
        profile: 'oneroster-1p2',
        rosteringUrl: `${sis.origin}/r`,
        gradebookUrl: `${sis.origin}/g`,
        auth: {
          kind: 'oauth2',
          tokenUrl: `${sis.origin}/token`,
          clientId: 'key',
          clientSecret: 'secret',
          clientAuthentication: 'basic',
        },
        maxInFlight: 4,
        headers: {},
      },
    });
    if (!access) throw new Error('the institution has a SIS');
    const { client } = access;
    return { run: client.under(permit), page: client, stores, asked, stop: accesses.close };
  };

  it('Z20 two processes have no more requests in flight than one may, and each gets its part', async () => {
    const processes = await Promise.all([openProcess('shared'), openProcess('shared')]);
    latencyMs = 20;
    let ended = 0;
    const endedAtFirst: number[] = [];
    await Promise.all(
      processes.map(async ({ run }) => {
        const send = async (): Promise<void> => {
          for (let n = 0; n < 25; n += 1) {
            expect((await run.readCategories('c', never)).ok).to.equal(true);
            ended += 1;
          }
        };
        await Promise.all(Array.from({ length: 8 }, send));
        endedAtFirst.push(ended);
      }),
    );
    expect(maxInFlight).to.be.within(2, 4);
    expect(ended).to.equal(400);
    // The second did not wait until the first had sent everything.
    expect(endedAtFirst[0]).to.be.above(205);
  });

  it('Z20 asks the database by the second, not by the request, and gives the slots back when it stops', async () => {
    const { run, asked, stop } = await openProcess('alone');
    const since = performance.now();
    for (let n = 0; n < 100; n += 1) {
      await Promise.all(Array.from({ length: 4 }, () => run.readCategories('c', never)));
    }
    const seconds = (performance.now() - since) / 1_000;
    expect(requests).to.equal(400);
    expect(asked.times).to.be.at.most(4 + seconds * 5);
    await stop();
    const next = await openProcess('alone');
    const restarted = performance.now();
    expect((await next.run.readCategories('c', never)).ok).to.equal(true);
    // Not the 20 seconds after which a killed process's slots expire.
    expect(performance.now() - restarted).to.be.below(10_000);
  });

  it('Z20 a question to the database that hangs holds up requests for seconds only', async () => {
    const { run } = await openProcess('hung', { hangsOnce: true });
    const since = performance.now();
    expect((await run.readCategories('c', never)).ok).to.equal(true);
    // Not the minute after which the driver gives up.
    expect(performance.now() - since).to.be.below(20_000);
  });

  it('Z20 a process does not wait long for slots that another no longer uses', async () => {
    const [first, second] = await Promise.all([openProcess('handed-over'), openProcess('handed-over')]);
    const readShares = async () =>
      (await first.stores.sisSlots.change('handed-over', (slots) => slots)).slots.shares;
    latencyMs = 300;
    const sending = Promise.all(Array.from({ length: 16 }, () => first.run.readCategories('c', never)));
    while ((await readShares())[0]?.held !== 4) await systemSleep(10);
    const owner = (await readShares())[0]?.process;
    await sending;
    latencyMs = 0;
    const since = performance.now();
    expect((await second.run.readCategories('c', never)).ok).to.equal(true);
    // The first gave its slots back; they did not have to expire.
    expect(performance.now() - since).to.be.below(10_000);
    expect((await readShares()).map(({ process }) => process)).to.not.include(owner);
  });

  it('Z20 H11 a Retry-After that one process got holds back the other', async () => {
    const [first, second] = await Promise.all([openProcess('limited'), openProcess('limited')]);
    isRefusing = true;
    const refused = await first.page.readCategories('c', never);
    expect(refused).to.have.nested.property('failure.status', 429);
    isRefusing = false;
    // It learns of it with its next renewal.
    for (;;) {
      const reply = await second.page.readCategories('c', never);
      if (reply.ok) continue;
      expect(reply.failure).to.include({ kind: 'rate', status: null });
      break;
    }
  });

  it('H30 pages send nothing to a SIS that is down, and a run that tries it may', async () => {
    const { run, page, stores } = await openProcess('down');
    await stores.circuitBreakers.open('down', new Date(), () => 60_000);
    const reply = await page.readCategories('c', never);
    expect(reply).to.have.nested.property('failure.kind', 'transient');
    expect(requests).to.equal(0);
    expect((await run.readCategories('c', never)).ok).to.equal(true);
    expect(requests).to.equal(1);
  });
});
