import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { z } from 'zod';
import { systemClock } from '../../src/clock.ts';
import { cellId } from '../../src/store/passback/cell-record.ts';
import { keyOfRun } from '../../src/store/passback/course-scope.ts';
import { openCollection, parseDocument, type StoredDocument } from '../../src/store/records.ts';
import { createStores, type Stores } from '../../src/store/stores.ts';
import { mongoTargets, useMongo } from '../support/mongodb.ts';
import { formats } from './formats.ts';

const fixtureSchema = z.object({
  encryptionKeys: z.string(),
  collections: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
});
/**
 * Written by the version before schema versions: a school of the sandbox, posted, remastered and requested
 * again.
 */
const fixture = fixtureSchema.parse(
  mongoose.mongo.BSON.EJSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/version-0.json'), 'utf8')),
);
const [id = '', secret = ''] = fixture.encryptionKeys.split(':');
const oldKey = { id, key: Buffer.from(secret, 'base64url') };
const newKey = { id: 'new', key: randomBytes(32) };
const institutionId = 'Pxyl6Ssf8JpL';
const course = `${institutionId}:f1c77e52037bdd8e22d64c6b3df5a8afa7a9b995`;
const scope = { institutionId, courseKey: course };
const endedRun = '62ba9678927f658d5eee272769455d81';
const endedKey = { institutionId, courseKey: course, runId: endedRun };
/** After everything that the tests write, however long the suites before this one took. */
const later = new Date(Date.now() + 24 * 3_600_000);

for (const target of mongoTargets()) {
  describe(`stored documents (${target.name})`, () => {
    const mongo = useMongo(target);
    let stores: Stores;

    beforeEach(async () => {
      await mongo.connection().dropDatabase();
      stores = createStores(mongo.connection(), [newKey, oldKey], { clock: systemClock, randomBytes });
      await stores.ensureIndexes();
      for (const [name, documents] of Object.entries(fixture.collections)) {
        await mongo.connection().collection(name).insertMany(structuredCloneOf(documents));
      }
    });

    const readRaw = async (name: string): Promise<Record<string, unknown>[]> =>
      openCollection<StoredDocument>(mongo.connection(), name)
        .find()
        .toArray()
        .then((documents) => documents.map((document) => ({ ...document })));

    const readAll = async (): Promise<Record<string, Record<string, unknown>[]>> =>
      Object.fromEntries(
        await Promise.all(formats.map(async ({ collection }) => [collection, await readRaw(collection)])),
      );

    describe('of the previous version', () => {
      it('can all be read, in every collection', () => {
        const known = new Map<string, (typeof formats)[number]>(formats.map((one) => [one.collection, one]));
        for (const [name, documents] of Object.entries(fixture.collections)) {
          const format = known.get(name);
          if (!format) throw new Error(`${name} has no format`);
          for (const document of documents) {
            expect(parseDocument<unknown>(format, document), name).to.be.an('object');
          }
        }
        const younger = [
          'migrations',
          'cells',
          'cell_books',
          'sis_slots',
          'schedules',
          'scheduled_courses',
          'notice_subscriptions',
          'outbox',
          'webhooks',
          'history_visits',
          'learned_habits',
          'csv_rows',
          'csv_exports',
        ];
        expect([...known.keys()].sort()).to.deep.equal(
          [...Object.keys(fixture.collections), ...younger].sort(),
        );
      });

      it('keep their meaning under the code’s new names and values', async () => {
        const { passback, institutions, canvasGrants, deployments, sessions } = stores;
        const queued = await passback.runs.findActive(scope);
        expect(queued).to.include({ slot: 'active', state: 'scheduled', pauses: 0, abandonedClaims: 0 });
        expect(queued?.lease).to.deep.equal({ owner: null, expiresAt: null, fencingToken: 0 });
        const ended = await passback.runs.find({ ...scope, runId: endedRun });
        expect(ended?.slot).to.equal(null);
        expect(ended?.counts?.pending).to.equal(0);
        const items = [];
        for await (const item of passback.items.stream(endedKey, everything)) items.push(item);
        expect(items.map(({ outcome }) => outcome)).to.include.members(['confirmed', 'skipped']);
        expect(items.every(({ fencingToken, unanswered }) => fencingToken > 0 && unanswered === 0)).to.equal(
          true,
        );
        const receipts = [];
        for await (const one of passback.receipts.streamResults({ institutionId, courseKey: course }, null))
          receipts.push(one);
        const receipt = receipts.find(
          ({ assignmentId, personId }) => assignmentId === '1' && personId === '1',
        );
        expect(receipt).to.include({ inDoubt: false, studentSourcedId: 'stu-100401' });
        const [snapshot] = await passback.classSnapshots.find(institutionId, ['cls-bio9-1']);
        expect(snapshot?.snapshot.match).to.equal('one');
        const breaker = await passback.circuitBreakers.enter('other-institution', new Date(0), 1);
        expect(breaker.state).to.equal('open');
        expect((await institutions.find(institutionId))?.sis?.auth.kind).to.equal('oauth2');
        const grant = await canvasGrants.find({ institutionId, canvasUserId: '25' });
        expect(grant?.accessToken).to.be.a('string').and.not.contain('v1.');
        expect((await deployments.list(institutionId)).map(({ state }) => state)).to.deep.equal(['approved']);
        expect((await sessions.find('session-1', 'secret-1'))?.institutionId).to.equal(institutionId);
      });

      it('take the default for a missing field', async () => {
        const runs = openCollection<StoredDocument>(mongo.connection(), 'runs');
        await runs.updateMany(
          {},
          { $unset: { waits: 1, crashes: 1, joins: 1, pageCursor: 1, problem: 1, lease: 1 } },
        );
        const run = await stores.passback.runs.find({ ...scope, runId: endedRun });
        expect(run).to.include({ pauses: 0, abandonedClaims: 0, joins: 0, pageCursor: null, problem: null });
        expect(run?.lease.fencingToken).to.equal(0);
      });

      it('are named if damaged, with their fields but not their values', async () => {
        const runs = openCollection<StoredDocument>(mongo.connection(), 'runs');
        await runs.updateOne({ _id: endedRun }, { $set: { createdAt: 'Ana Flores' } });
        const detail = await stores.passback.runs.findById(endedRun).then(
          () => '',
          (error: unknown) => (error instanceof Object ? String(Reflect.get(error, 'detail')) : ''),
        );
        expect(detail)
          .to.contain('runs')
          .and.contain(endedRun)
          .and.contain('createdAt')
          .and.not.contain('Ana');
      });
    });

    it('keep unknown fields through every kind of change', async () => {
      await writeCells(stores);
      await writeSchedule(stores);
      await writeNotices(stores);
      await noteHabit(stores);
      await writeCsv(stores);
      for (const { collection } of formats) {
        const documents = openCollection<StoredDocument>(mongo.connection(), collection);
        await documents.updateMany({}, { $set: { later: { kept: true } } });
      }
      const institutions = openCollection<StoredDocument>(mongo.connection(), 'institutions');
      await institutions.updateMany({}, { $set: { 'facts.settings.later': 7, 'facts.sis.later': 7 } });
      const before = await readAll();
      await changeEverything(stores);
      const after = await readAll();
      for (const [name, documents] of Object.entries(after)) {
        const changed = documents.filter((document) => 'later' in document);
        // Only what is removed on purpose is gone (a consent is used once); nothing else has lost a field.
        const gone = name === 'canvas_consents' ? 1 : 0;
        expect(changed.length, name).to.equal((before[name] ?? []).length - gone);
        const isSame = JSON.stringify(documents) === JSON.stringify(before[name]);
        if (!['audit', 'members', 'migrations', 'result_receipts'].includes(name))
          expect(isSame, `${name} was changed`).to.equal(false);
      }
      const kept = z
        .object({
          facts: z.object({
            settings: z.object({ later: z.literal(7) }),
            sis: z.object({ later: z.literal(7) }),
          }),
        })
        .safeParse(after['institutions']?.[0]);
      expect(kept.success).to.equal(true);
    });

    it('Z15 of a newer version are left alone, and break no list', async () => {
      await writeCells(stores);
      for (const { collection, version } of formats) {
        const documents = openCollection<StoredDocument>(mongo.connection(), collection);
        await documents.updateMany(
          {},
          { $set: { v: version + 1, state: 'of the future', outcome: 'of the future' } },
        );
      }
      const before = await readAll();
      const { passback, institutions, deployments, nightlySyncs, audit } = stores;
      expect(await institutions.list()).to.deep.equal([]);
      expect(await deployments.list(institutionId)).to.deep.equal([]);
      expect(await nightlySyncs.list(institutionId)).to.deep.equal([]);
      expect(await audit.read({ institutionId, actions: [], before: null }, 10)).to.deep.equal([]);
      expect(await passback.runs.findHistory(scope, 10, null)).to.deep.equal([]);
      expect(await passback.health.findCourses(institutionId, { skip: 0, limit: 10 })).to.deep.equal([]);
      expect(await passback.health.countReasons(institutionId)).to.deep.equal([]);
      expect(await passback.items.count(endedKey)).to.include({ eligible: 0 });
      expect((await stores.runQueue.read(later)).states.size).to.equal(0);
      const claim = { owner: 'w', leaseMs: 1_000, now: later, maxPerInstitution: 9 };
      expect(await passback.leases.claim(claim)).to.equal(null);
      await changeEverything(stores).catch(() => {});
      const after = await readAll();
      for (const [name, documents] of Object.entries(before)) {
        const ids = new Set(documents.map(({ _id }) => String(_id)));
        const same = (after[name] ?? []).filter(({ _id }) => ids.has(String(_id)));
        expect(same, name).to.deep.equal(documents);
      }
    });

    it('all carry a version once written', async () => {
      await mongo.connection().dropDatabase();
      await stores.ensureIndexes();
      await writeEverything(stores);
      for (const [name, documents] of Object.entries(await readAll())) {
        for (const document of documents) expect(document, name).to.include({ v: 1 });
      }
    });
  });
}

const everything = { sectionIds: null, assignmentId: null, classSourcedId: null, problemsOnly: false };

/** Inserting adds ids to a document, so EJSON gives each test its own copies. */
function structuredCloneOf(documents: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return documents.map((document) => ({ ...document }));
}

const cellScope = { institutionId, courseKey: course };

/** Cells did not exist when the fixture was made. */
async function writeCells({ passback }: Stores): Promise<void> {
  await passback.sisSlots.change(institutionId, (slots) => slots);
  const key = { assignmentId: '1', classKey: 'c', personId: '1', studentSourcedId: 's' };
  const reason = 'student_without_sis_id';
  await passback.cells.insert([
    {
      _id: cellId(course, key),
      institutionId,
      courseKey: course,
      ...key,
      classSourcedId: 'c',
      sectionName: '',
      sectionIds: [],
      studentName: '',
      studentSisId: null,
      canvas: null,
      wanted: { kind: 'excluded', reason },
      held: null,
      lineItemMissing: false,
      detailsWait: false,
      repair: false,
      decisions: [],
      undone: null,
      clears: false,
      state: 'excluded',
      reason,
      due: 'tell',
      toldReason: null,
      fencingToken: 0,
      version: 1,
      createdAt: new Date(),
      changedAt: new Date(),
    },
  ]);
  const blank = { importedUpTo: null, recheckAt: null, rosterId: null, assignments: [] };
  await passback.cellBooks.save(
    cellScope,
    { ...blank, stale: [], comparedAt: null, rotation: null, toldProblems: {} },
    0,
  );
}

/** Calls every store method that changes documents of the fixture. */
async function changeEverything(stores: Stores): Promise<void> {
  const { passback, institutions, deployments, nightlySyncs, logins, sessions, canvasGrants } = stores;
  const { runs, leases, items, lineItems, receipts, courses, grades } = passback;
  const works: (() => Promise<unknown>)[] = [
    async () => {
      const institution = await institutions.find(institutionId);
      if (institution) await institutions.update({ ...institution, name: 'Renamed' });
    },
    () => deployments.decide(institutionId, '1:6bf1fc2e951dab381d16c3af042f1a79438baabd', 'refused'),
    () => logins.restart('state-1', new Date()),
    () => logins.use('state-1', new Date()),
    () => sessions.takeOver('ticket-1', 'secret-2', new Date()),
    () => sessions.offer('session-1', 'ticket-2', later),
    async () => {
      await stores.canvasConsents.open('consent-1', 'browser-hash', new Date());
      await stores.canvasConsents.take('consent-1', 'browser-hash', new Date());
    },
    () => stores.installLinks.use('invite-1', new Date()),
    () => stores.installLinks.reopen('invite-1'),
    () => stores.installLinks.setInstitution('invite-1', institutionId),
    () => stores.encryptionCanary.renew(),
    ...Object.values(stores.reencryptables).map((store) => () => store.reencrypt(null, 100)),
    async () => {
      const person = { institutionId, canvasUserId: '25' };
      const tokens = { accessToken: 'a', refreshToken: 'r', accessTokenExpiresAt: later };
      await canvasGrants.save(person, 'sub', tokens);
      const version = (await canvasGrants.find(person))?.version ?? 0;
      await canvasGrants.claimRefresh(person, version, later, new Date());
      await canvasGrants.releaseRefresh(person, version);
      await canvasGrants.saveRefreshed(person, version, { accessToken: 'b', accessTokenExpiresAt: later });
    },
    async () => {
      const platform = { platformUrl: 'https://sandbox-canvas.test', clientId: '10000000000001' };
      await stores.ltiEngine.Modify(false, 'platform', platform, { platformName: 'changed' });
    },
    async () => {
      const key = { key: course, institutionId };
      const { version, rows } = await passback.categoryMappings.find(course);
      await passback.categoryMappings.save(key, version, { rows, changedBy: 'u-2', changedAt: new Date() });
    },
    async () => {
      const sync = await nightlySyncs.find(course);
      if (sync) await nightlySyncs.save({ ...sync, onBehalfOf: '26' });
      await nightlySyncs.makeDue(institutionId, new Date());
      const claimed = await nightlySyncs.claimDue(later, later);
      if (claimed) await nightlySyncs.release(claimed, { nextAt: later, window: claimed.window });
      if (claimed)
        await nightlySyncs.replan({ ...claimed, nextAt: later }, { nextAt: later, window: claimed.window });
    },
    async () => {
      await noteHabit(stores, later);
      await writeCsv(stores, later);
    },
    async () => {
      await stores.schedules.claimDue(later, later);
      await stores.schedules.claimCourse(later, later);
      await stores.outbox.claim('mail', later, later);
      await stores.historyVisits.save(scope, 'u-9', { seenAt: later, waiting: ['run-1'] });
      await stores.webhooks.replaceSecret(institutionId, 'whsec_BBBB', later);
      const address = 'other@school.example';
      await stores.noticeSubscriptions.save({ institutionId, ltiUserId: 'u-9', address, locale: 'es' });
    },
    async () => {
      const facts = {
        institutionId,
        title: 'Renamed',
        timeZone: 'UTC',
        sections: [],
        groups: [],
        assignments: [],
        finalOverrides: [],
        finalGrades: [],
      };
      await courses.saveFacts(course, facts, new Date());
      const roster = { rosterId: 'roster-2', digest: 'd', formerRosters: [] };
      await courses.switchRoster({ key: course, institutionId }, roster);
      await courses.beginReading({ key: course, institutionId }, 'reading', new Date());
      await courses.endReading(course, 'reading');
      await courses.saveCursors(course, { '1@': { since: new Date(), fullAt: new Date() } });
      await courses.dropCursors(course, ['1@']);
    },
    async () => {
      const known = await grades.find(course, '13', null);
      const page = known.map(
        ({ _id, v: _v, institutionId: _i, courseKey: _c, readAt: _r, changes: _n, ...grade }) => grade,
      );
      await grades.savePage({ key: course, institutionId }, page, new Date(), 'all');
      await grades.markEvaluated(await grades.findUnevaluated(course));
    },
    async () => {
      const totals = [...(await passback.studentTotals.find(course)).keys()];
      const changed = totals.map((canvasUserId) => ({ canvasUserId, total: '[0]', isOverridden: false }));
      await passback.studentTotals.save({ key: course, institutionId }, changed);
    },
    async () => {
      const [snapshot] = await passback.classSnapshots.find(institutionId, ['cls-bio9-1']);
      if (snapshot) await passback.classSnapshots.save({ ...snapshot, readAt: new Date() });
      await passback.classSnapshots.updateCategories(institutionId, 'cls-bio9-1', []);
    },
    async () => {
      await passback.circuitBreakers.open('other-institution', new Date(0), () => 1);
      await passback.circuitBreakers.enter('other-institution', later, 1_000);
    },
    () => passback.sisSlots.change(institutionId, (slots) => slots),
    async () => {
      const of = { institutionId, classSourcedId: 'cls-bio9-1' };
      await passback.classLeases.acquire(of, 'w:1', 1_000);
      await passback.classLeases.heartbeat('w:1', 1_000);
      await passback.classLeases.releaseAll('w:1');
    },
    async () => {
      const lineItemReceipts = await receipts.findLineItems({ institutionId, courseKey: course });
      await receipts.saveLineItems(lineItemReceipts.map((one) => ({ ...one, fingerprint: 'changed' })));
      await receipts.markLineItemsInDoubt(
        { institutionId, courseKey: course },
        lineItemReceipts.map(({ _id }) => _id),
        99,
      );
    },
    async () => {
      const { cells, cellBooks } = passback;
      const [cell] = await cells.findOfAssignment(cellScope, '1');
      if (cell) {
        await cells.replace([{ cell: { ...cell, reason: 'grade_hidden' }, before: cell }]);
        await cells.markTold([{ ...cell, version: cell.version + 1 }]);
      }
      const book = await cellBooks.find(cellScope);
      if (book) await cellBooks.save(cellScope, { ...book, stale: [] }, book.version);
      await cellBooks.markStale(cellScope, ['1'], new Map([['1', 'told']]));
    },
    async () => {
      const fence = { ...endedKey, fencingToken: 9 };
      await Promise.all([items.takeOver(fence), lineItems.takeOver(fence)]);
      const rows = await lineItems.findOfRun(endedKey);
      await lineItems.saveChanges(
        fence,
        rows.map(({ _id }) => ({ id: _id, outcome: 'pending', sisMessage: null })),
      );
      await lineItems.beginAttempts(
        fence,
        rows.map(({ _id }) => _id),
      );
      await lineItems.clearAttempts(fence);
      await lineItems.markUnanswered(
        fence,
        rows.map(({ _id }) => _id),
      );
      await lineItems.insertBatch(rows.map((row) => ({ ...row, fencingToken: 10 })));
      await lineItems.closePending({ ...fence, fencingToken: 10 }, 'failed');
      const found = [];
      for await (const item of items.stream(endedKey, everything))
        found.push({ ...item, outcome: 'pending' as const });
      const ids = found.map(({ _id }) => _id);
      const next = { ...endedKey, fencingToken: 10 };
      await items.insertBatch(found.map((item) => ({ ...item, fencingToken: 10 })));
      for (const id of ids) await items.beginAttempt(next, id);
      await items.noteAttempted(next, ids.at(-1) ?? '');
      await items.clearAttempts(next);
      await items.markUnanswered(next, ids);
      await items.markSent(next, ids.slice(1));
      await items.markConfirmed(next, ids.slice(2));
      await items.markFailed(next, [{ id: ids[1] ?? '', reason: 'sis_refused', sisMessage: 'no' }]);
      await items.reopen(next, ids);
      await items.closePending(next, { outcome: 'skipped', reason: 'cancelled' });
    },
    async () => {
      const now = new Date();
      const run = await leases.claim({ owner: 'w', leaseMs: 60_000, now: later, maxPerInstitution: 9 });
      if (!run) throw new Error('nothing to claim');
      const fence = { ...keyOfRun(run), owner: 'w', fencingToken: run.lease.fencingToken };
      await leases.heartbeat(fence, 60_000);
      await leases.update(fence, { stage: 2, progress: { done: 1, total: 2 }, abandonedClaims: 0 });
      await leases.release(fence, { state: 'running', nextAt: now, problem: null, pauses: 1, errors: 0 });
      await runs.requestCancel({ ...scope, runId: run._id }, now);
      await runs.cancelAll(institutionId, now);
      const again = await leases.claim({ owner: 'w', leaseMs: 60_000, now: later, maxPerInstitution: 9 });
      const held = { ...keyOfRun(run), owner: 'w', fencingToken: again?.lease.fencingToken ?? 0 };
      const end = { state: 'failed', endedAt: now, problem: null, counts: null, stages: [] } as const;
      await leases.finish(held, end);
    },
  ];
  const failures: unknown[] = [];
  for (const work of works) await work().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'));
}

/** Somebody who wants e-mail and has opened History, an e-mail on its way, and a webhook. */
async function writeNotices({ noticeSubscriptions, outbox, webhooks, historyVisits }: Stores): Promise<void> {
  const address = 'dana@school.example';
  await noticeSubscriptions.save({ institutionId, ltiUserId: 'u-9', address, locale: 'en' });
  const mail = { to: address, subject: 's', text: 't' };
  await outbox.add({ _id: 'mail-1', institutionId, createdAt: new Date(), mail });
  await historyVisits.save(scope, 'u-9', { seenAt: new Date(0), waiting: [] });
  const url = 'https://hooks.school.example/';
  await webhooks.add(institutionId, { url, secret: 'whsec_AAAA', now: new Date() });
}

/** What reading back taught about a SIS. */
async function noteHabit({ passback }: Stores, at = new Date(0)): Promise<void> {
  await passback.learnedHabits.note(institutionId, 'plain', [{ kind: 'decimals', decimals: 1 }], at);
}

/** A row of the OneRoster CSV files, and a download. */
async function writeCsv({ passback }: Stores, at = new Date(0)): Promise<void> {
  const row = { kind: 'categories', row: { sourcedId: 'c1', title: 'Tests' } } as const;
  await passback.csvRows.save(institutionId, [row], at);
  const counts = { categories: 1, lineItems: 0, results: 0 };
  await passback.csvExports.saveLast(institutionId, 'download', {
    mode: 'bulk',
    at,
    fileName: 'a.zip',
    ...counts,
  });
}

/** A schedule that is due, with a course to start. */
async function writeSchedule({ schedules }: Stores): Promise<void> {
  const now = new Date();
  const ref = { key: course, institutionId, contextId: 'c', canvasCourseId: '1', title: 't' };
  await schedules.insert({
    _id: 'schedule-1',
    institutionId,
    name: 'Every night',
    enabled: true,
    timing: { days: [1], hour: 1, everyHours: null, timeZone: 'UTC', spreadMinutes: 0 },
    scope: { accounts: [], terms: [] },
    inNameOf: { canvasUserId: '1', ltiUserId: 'sub', name: 'Ada' },
    revision: 1,
    createdAt: now,
    nextAt: now,
    lease: { expiresAt: null, fencingToken: 0 },
    last: null,
  });
  const planned = { institutionId, scheduleId: 'schedule-1', revision: 1, startAt: now, claimedUntil: null };
  await schedules.addCourses([
    { _id: 'scheduled-1', ...planned, course: { ...ref, nrpsUrl: null, lineItemsUrl: null } },
  ]);
}

/** Writes a new document into every collection, by each method that makes one. */
async function writeEverything(stores: Stores): Promise<void> {
  const { passback } = stores;
  const key = { key: course, institutionId };
  const tokens = { accessToken: 'a', refreshToken: 'r', accessTokenExpiresAt: later };
  await stores.encryptionCanary.renew();
  await stores.deployments.findOrRecord(institutionId, 'seen');
  await stores.deployments.decide(institutionId, 'decided', 'approved');
  await stores.canvasGrants.save({ institutionId, canvasUserId: '1' }, 'sub', tokens);
  await stores.canvasConsents.insert('s', {
    institutionId,
    canvasUserId: '1',
    ltiUserId: 'sub',
    returnPath: '/',
    expiresAt: later,
  });
  await stores.sessions.insert({
    id: 's',
    secret: 's',
    institutionId,
    launch: {},
    csrfToken: 'c',
    expiresAt: later,
    seenAt: later,
  });
  await stores.ltiEngine.Insert(false, 'platform', { platformUrl: 'u', clientId: 'c' });
  await writeSchedule(stores);
  await writeNotices(stores);
  await noteHabit(stores);
  await writeCsv(stores);
  await passback.categoryMappings.save(key, 0, { rows: [], changedBy: null, changedAt: null });
  const nothing = { sections: [], groups: [], assignments: [], finalOverrides: [], finalGrades: [] };
  const facts = { institutionId, title: 't', timeZone: 'UTC', ...nothing };
  await passback.courses.saveFacts(course, facts, new Date());
  const roster = { rosterId: 'roster', digest: 'd', formerRosters: [] };
  await passback.courses.switchRoster({ key: `${course}-2`, institutionId }, roster);
  const grade = { assignmentId: '1', personId: '1', score: 1, excused: false, late: false, missing: false };
  const times = {
    textGrade: null,
    gradedAt: null,
    postedAt: null,
    pendingReview: false,
    customStatus: false,
  };
  await passback.grades.savePage(key, [{ ...grade, ...times }], new Date());
  await passback.studentTotals.save(key, [{ canvasUserId: '1', total: '[1]', isOverridden: false }]);
  const snapshot = { match: 'unreadable', sisMessage: 'no' } as const;
  const read = { institutionId, sectionSisId: 's', readAt: new Date(), runId: null, snapshot };
  await passback.classSnapshots.save(read);
  await passback.circuitBreakers.open(institutionId, new Date(), () => 1);
  await passback.classLeases.acquire({ institutionId, classSourcedId: 'c' }, 'w', 1_000);
  const of = { institutionId, courseKey: course, assignmentId: '1', classSourcedId: 'c', sourcedId: 'l' };
  const receipt = {
    ...of,
    _id: 'l',
    fingerprint: '',
    details: null,
    sentAt: new Date(),
    seen: null,
    seenAt: null,
    confirmedAt: null,
    accepted: null,
    acceptedAt: null,
    sendings: 1,
    runId: null,
    adopted: null,
    classFencingToken: 1,
  };
  await passback.receipts.saveLineItems([receipt]);
  await writeCells(stores);
  await stores.migrate(AbortSignal.timeout(10_000));
}
