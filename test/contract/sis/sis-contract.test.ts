import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { seedSis } from '../../../sandbox/sis/seed-sis.ts';
import { startSandboxSis } from '../../../sandbox/sis/start-sandbox-sis.ts';
import type { SisResult } from '../../../src/domain/sis.ts';
import { createHttp } from '../../../src/http/create-http.ts';
import { createLog } from '../../../src/log.ts';
import { createSisClient } from '../../../src/oneroster/client/create-sis-client.ts';
import { loadProfiles } from '../../../src/oneroster/profile/load-profiles.ts';
import type { SisProfile } from '../../../src/oneroster/profile/sis-profile.ts';
import type { SisClient, SisReply } from '../../../src/oneroster/sis-client.ts';
import { thisMachine } from '../../support/http/this-machine.ts';
import { type SuiteMongo, useMongo } from '../../support/mongodb.ts';
import { createInMemorySis, failure, plainProfile } from '../../support/passback/in-memory-sis.ts';
import { lineItem, result, school, studentIds, unwrap } from './sis-school.ts';

const never = new AbortController().signal;
const ours = 'class/1 ä';

/** A SIS with the school of these tests, and the disturbances a test can cause. */
interface OpenedSis {
  readonly client: SisClient;
  /** Applies the next write of a result and loses the reply. */
  loseNextReply(): void;
  /** Answers writes of results with 429, more often than one request waits out. */
  throttle(): void;
  refuseStudent(sourcedId: string): void;
  close(): Promise<void>;
}

interface SisWish {
  /** Who assigns the ids of line items and results. */
  readonly ids?: 'ours' | 'theirs';
  readonly readsBack?: boolean;
}

async function openSandbox(
  mongo: SuiteMongo,
  { ids = 'ours', readsBack = true }: SisWish,
): Promise<OpenedSis> {
  let waited = 0;
  const clock = () => new Date(Date.now() + waited);
  const sleep = async (ms: number): Promise<void> => {
    waited += ms;
  };
  const log = createLog('silent');
  const sis = await startSandboxSis({
    connection: mongo.connection(),
    port: 0,
    clients: [{ clientId: 'key', clientSecret: 'secret' }],
    style: ids === 'ours' ? {} : { ids: 'own-without-path', putBody: 'capital' },
    log,
    clock,
  });
  await sis.store.lineItems.deleteMany({});
  await sis.store.results.deleteMany({});
  await seedSis(sis.store, school, clock);
  const profile = loadProfiles(resolve(import.meta.dirname, '../../../config/sis')).get('oneroster-1p2');
  if (!profile) throw new Error('no profile for plain OneRoster 1.2');
  const { http, close } = createHttp({ privateHosts: thisMachine });
  const base = `${sis.url}/ims/oneroster`;
  const connection = {
    profile: profile.name,
    rosteringUrl: `${base}/rostering/v1p2`,
    gradebookUrl: `${base}/gradebook/v1p2`,
    auth: {
      kind: 'oauth2',
      tokenUrl: sis.tokenUrl,
      clientId: 'key',
      clientSecret: 'secret',
      clientAuthentication: 'basic',
    },
    maxInFlight: null,
    headers: {},
  } as const;
  const change = { pathId: ids, readsLineItems: readsBack, readsResults: readsBack } as const;
  return {
    client: createSisClient({ http, clock, sleep, randomBytes, log }, connection, { ...profile, ...change }),
    loseNextReply: () => sis.faults.set({ next: [{ kind: 'apply-then-drop', count: 1, target: 'results' }] }),
    throttle: () => sis.faults.set({ next: [{ kind: '429', count: 100, target: 'writes' }] }),
    refuseStudent: (sourcedId) => sis.faults.set({ refusedStudents: [sourcedId] }),
    async close() {
      await close();
      await sis.close();
    },
  };
}

async function openInMemory({ ids = 'ours', readsBack = true }: SisWish): Promise<OpenedSis> {
  const sis = createInMemorySis(
    school.classes.map(({ id }) => ({ sourcedId: id, students: id === ours ? studentIds : [] })),
  );
  sis.categories = school.categories.map(({ id, title, classId }) => ({
    sourcedId: id,
    title,
    classSourcedId: classId,
  }));
  sis.periods = school.academicSessions
    .filter(({ type }) => type === 'gradingPeriod')
    .map(({ id, title, startDate, endDate }) => ({ sourcedId: id, title, startDate, endDate }));
  const profile: SisProfile = {
    ...plainProfile,
    pathId: ids,
    readsLineItems: readsBack,
    readsResults: readsBack,
  };
  sis.profile = profile;
  let next: ReturnType<typeof sis.faults> = null;
  const refused = new Set<string>();
  sis.faults = ({ kind, id }) => {
    if (kind !== 'putResult') return null;
    const fault = next ?? (refused.has(id) ? failure('item', 422, 'locked') : null);
    next = null;
    return fault;
  };
  return {
    client: sis.client,
    loseNextReply() {
      next = { lostReply: true };
    },
    throttle() {
      next = failure('rate', 429, 'slow down');
    },
    refuseStudent: (sourcedId) => void refused.add(sourcedId),
    close: async () => {},
  };
}

const byId = (rows: readonly SisResult[] | null): SisResult[] =>
  [...(rows ?? [])].sort((a, b) => a.sourcedId.localeCompare(b.sourcedId));

function expectRefusal(reply: SisReply<unknown>): void {
  expect(reply).to.have.nested.property('failure.kind', 'item');
  expect(reply).to.have.nested.property('failure.sisMessage').that.is.not.empty;
}

/** What the pipeline relies on, whether it talks to the sandbox or the in-memory SIS. */
function describeSis(name: string, open: (wish: SisWish) => Promise<OpenedSis>): void {
  describe(`A SIS as the pipeline uses it: ${name}`, () => {
    let sis: OpenedSis;
    const use = async (wish: SisWish = {}): Promise<SisClient> => {
      sis = await open(wish);
      return sis.client;
    };
    afterEach(() => sis.close());

    it('finds a class by its id, and says when there is none', async () => {
      const client = await use();
      const found = unwrap(await client.readClass(ours, never));
      expect(found).to.have.nested.property('value.sourcedId', ours);
      expect(unwrap(await client.readClass('none', never))).to.deep.equal({ found: 'none' });
    });

    it('lists the categories valid for a class, its grading periods and its students', async () => {
      const client = await use();
      const found = unwrap(await client.readClass(ours, never));
      if (found.found !== 'one') throw new Error(found.found);
      const ids = (rows: readonly { readonly sourcedId: string }[]) => rows.map(({ sourcedId }) => sourcedId);
      expect(ids(unwrap(await client.readCategories(ours, never)))).to.have.members(['cat-all', 'cat-1']);
      expect(ids(unwrap(await client.readGradingPeriods(found.value, never)))).to.deep.equal(['q3', 'q4']);
      expect(ids(unwrap(await client.readStudents(ours, never)))).to.have.members(studentIds);
      expect(unwrap(await client.readStudents('class-2', never))).to.deep.equal([]);
    });

    it('R1 keeps one line item per id, as last sent, in its own class only', async () => {
      const client = await use();
      expect(unwrap(await client.readLineItems(ours, never))).to.deep.equal([]);
      for (const title of ['First', 'Second']) {
        const receipt = unwrap(await client.putLineItem({ ...lineItem, title }, never));
        expect(receipt).to.deep.equal({ sourcedId: lineItem.sourcedId });
      }
      const [kept, ...others] = unwrap(await client.readLineItems(ours, never)) ?? [];
      expect(others).to.deep.equal([]);
      expect({ ...kept, schoolSourcedId: lineItem.schoolSourcedId }).to.deep.equal({
        ...lineItem,
        title: 'Second',
      });
      expect(unwrap(await client.readLineItems('class-2', never))).to.deep.equal([]);
    });

    it('R3 M7 returns each result as it was sent: 0, decimals, exempt, late, missing', async () => {
      const client = await use();
      unwrap(await client.putLineItem(lineItem, never));
      const sent = [
        result(0, { score: 0, late: true }),
        result(1, { score: 7.25 }),
        result(2, { score: null, scoreStatus: 'exempt' }),
        result(3, { score: null, scoreStatus: 'not submitted', missing: true }),
      ];
      for (const one of sent) {
        expect(unwrap(await client.putResult(one, never))).to.deep.equal({ sourcedId: one.sourcedId });
      }
      expect(byId(unwrap(await client.readResults(ours, lineItem.sourcedId, never)))).to.deep.equal(sent);
      const changed = result(0, { score: 9 });
      unwrap(await client.putResult(changed, never));
      const [first, ...rest] = byId(unwrap(await client.readResults(ours, lineItem.sourcedId, never)));
      expect([first, rest.length]).to.deep.equal([changed, 3]);
      const cleared = result(0, { score: null, scoreStatus: 'not submitted' });
      unwrap(await client.clearResult(cleared, never));
      expect(byId(unwrap(await client.readResults(ours, lineItem.sourcedId, never)))[0]).to.deep.equal(
        cleared,
      );
      // P11: what is gone may be deleted again.
      for (let times = 1; times <= 2; times += 1) {
        unwrap(await client.deleteLineItem(lineItem.sourcedId, never));
        expect(unwrap(await client.readLineItems(ours, never))).to.deep.equal([]);
      }
    });

    it('keeps the results of each line item apart', async () => {
      const client = await use();
      const other = { ...lineItem, sourcedId: 'li 2' };
      for (const one of [lineItem, other]) unwrap(await client.putLineItem(one, never));
      unwrap(await client.putResult(result(1), never));
      expect(unwrap(await client.readResults(ours, other.sourcedId, never))).to.deep.equal([]);
    });

    it('H20 H22 refuses objects that do not fit together, each with a reason, and stores none of them', async () => {
      const client = await use();
      expectRefusal(await client.putLineItem({ ...lineItem, classSourcedId: 'none' }, never));
      expectRefusal(await client.putLineItem({ ...lineItem, categorySourcedId: 'cat-2' }, never));
      expectRefusal(await client.putLineItem({ ...lineItem, gradingPeriodSourcedId: 'none' }, never));
      expect(unwrap(await client.readLineItems(ours, never))).to.deep.equal([]);
      unwrap(await client.putLineItem(lineItem, never));
      expectRefusal(await client.putResult(result(1, { lineItemSourcedId: 'none' }), never));
      expectRefusal(await client.putResult(result(1, { studentSourcedId: 'nobody' }), never));
      sis.refuseStudent('stu 2');
      expectRefusal(await client.putResult(result(2), never));
      unwrap(await client.putResult(result(3), never));
      expect(unwrap(await client.readResults(ours, lineItem.sourcedId, never))).to.deep.equal([result(3)]);
    });

    it('OF13 refuses an unknown class; of its line items, and of the results of an unknown one, nothing is known', async () => {
      const client = await use();
      expectRefusal(await client.readStudents('none', never));
      expect(unwrap(await client.readLineItems('none', never))).to.equal(null);
      expect(unwrap(await client.readResults(ours, 'none', never))).to.equal(null);
    });

    it('H7 a lost answer is transient: the write was applied once, and repeating it changes nothing', async () => {
      const client = await use();
      unwrap(await client.putLineItem(lineItem, never));
      sis.loseNextReply();
      expect(await client.putResult(result(3), never)).to.have.nested.property('failure.kind', 'transient');
      expect(unwrap(await client.readResults(ours, lineItem.sourcedId, never))).to.deep.equal([result(3)]);
      unwrap(await client.putResult(result(3), never));
      expect(unwrap(await client.readResults(ours, lineItem.sourcedId, never))).to.deep.equal([result(3)]);
    });

    it('does not apply a throttled write', async () => {
      const client = await use();
      unwrap(await client.putLineItem(lineItem, never));
      sis.throttle();
      const reply = await client.putResult(result(3), never);
      expect(reply).to.have.nested.property('failure.kind', 'rate');
      expect(reply).to.have.nested.property('failure.retryAfterMs', null);
      expect(unwrap(await client.readResults(ours, lineItem.sourcedId, never))).to.deep.equal([]);
    });

    it('makes a new object under an id of its own, and names it in the receipt', async () => {
      const client = await use({ ids: 'theirs' });
      const { sourcedId } = unwrap(await client.putLineItem(lineItem, never));
      expect(sourcedId).to.not.equal(lineItem.sourcedId);
      const receipt = unwrap(await client.putResult(result(1, { lineItemSourcedId: sourcedId }), never));
      const [read, ...others] = unwrap(await client.readResults(ours, sourcedId, never)) ?? [];
      expect(others).to.deep.equal([]);
      expect(read).to.include({ sourcedId: receipt.sourcedId, studentSourcedId: 'stu 1', score: 2.25 });
    });

    it('answers null for reads that it does not offer', async () => {
      const client = await use({ readsBack: false });
      unwrap(await client.putLineItem(lineItem, never));
      expect(unwrap(await client.readLineItems(ours, never))).to.equal(null);
      expect(unwrap(await client.readResults(ours, lineItem.sourcedId, never))).to.equal(null);
    });

    it('rejects an aborted request and writes nothing', async () => {
      const client = await use();
      unwrap(await client.putLineItem(lineItem, never));
      const aborted = await client.putResult(result(1), AbortSignal.abort()).then(
        () => 'answered',
        () => 'aborted',
      );
      expect(aborted).to.equal('aborted');
      expect(unwrap(await client.readResults(ours, lineItem.sourcedId, never))).to.deep.equal([]);
    });
  });
}

describe('SIS contract', () => {
  const mongo = useMongo();
  describeSis('the sandbox SIS over HTTP', (wish) => openSandbox(mongo, wish));
  describeSis('the in-memory SIS', openInMemory);
});
