import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { SMTPServer } from 'smtp-server';
import type { Institution } from '../../src/domain/institution.ts';
import { createHttp } from '../../src/http/create-http.ts';
import { createLanguageChooser } from '../../src/i18n/language.ts';
import { languages } from '../../src/i18n/languages.ts';
import { createLog } from '../../src/log.ts';
import { findDigest } from '../../src/notices/digest-time.ts';
import { createMailer } from '../../src/notices/mailer.ts';
import { createNoticeRunner, type NoticeRunner } from '../../src/notices/notice-runner.ts';
import { signWebhook } from '../../src/notices/sign-webhook.ts';
import { createUnreadRuns } from '../../src/passback/runs/unread-runs.ts';
import { createCipher } from '../../src/store/encryption.ts';
import { createHistoryVisitStore } from '../../src/store/history-visits.ts';
import { createNoticeSubscriptionStore } from '../../src/store/notice-subscriptions.ts';
import { createOutbox } from '../../src/store/outbox.ts';
import { createNoticedRuns } from '../../src/store/passback/noticed-runs.ts';
import type { RunRecord } from '../../src/store/passback/run-record.ts';
import { createRunStore } from '../../src/store/passback/runs.ts';
import { createWebhookStore } from '../../src/store/webhooks.ts';
import { en, say } from '../support/english.ts';
import { serveLocally } from '../support/http/local-server.ts';
import { thisMachine } from '../support/http/this-machine.ts';
import { useMongo } from '../support/mongodb.ts';
import { buildInstitution, buildLaunch } from '../support/passback-fixtures.ts';
import { buildRunRecord } from '../support/run-records.ts';

const texts = en.notices;
const hourMs = 3_600_000;
const morning = new Date('2026-11-20T12:30:00Z');
const zone = 'America/Chicago';

/** A mail server on this machine. While `isRefusing`, it takes nothing. */
async function startMailServer() {
  const mails: { readonly to: readonly string[]; readonly text: string }[] = [];
  const state = { isRefusing: false };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, done) {
      done(state.isRefusing ? new Error('450 try later') : null);
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const raw = Buffer.concat(parts).toString('utf8');
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: decode(raw) });
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    mails,
    state,
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Headers and body as a person reads them. */
function decode(raw: string): string {
  const words = raw.replaceAll(/=\?UTF-8\?Q\?([^?]*)\?=\s?/gi, (_all, text: string) =>
    text.replaceAll('_', ' '),
  );
  const soft = words.replaceAll('=\r\n', '');
  const bytes = soft.replaceAll(/(?:=[0-9A-F]{2})+/g, (codes) =>
    Buffer.from(codes.replaceAll('=', ''), 'hex').toString('utf8'),
  );
  return bytes.replaceAll('\r\n', '\n');
}

describe('notices about grade syncs', () => {
  const mongo = useMongo();
  let server: Awaited<ReturnType<typeof startMailServer>>;
  const outgoing = createHttp({ privateHosts: thisMachine });
  const webhooks = () =>
    createWebhookStore(mongo.connection(), createCipher([{ id: 'k', key: Buffer.alloc(32, 3) }]));
  let now = morning;
  let runs = 0;
  const settings: Institution['settings'] = {
    ...buildInstitution().settings,
    noticeAddresses: 'head@school.example, it@school.example',
    nightlyWindow: { start: '01:00', end: '05:00', timeZone: zone },
  };
  let institution: Institution;

  before(async () => {
    server = await startMailServer();
  });
  after(async () => {
    await server?.close();
    await outgoing.close();
  });
  beforeEach(async () => {
    server.mails.length = 0;
    server.state.isRefusing = false;
    now = morning;
    institution = buildInstitution({ settings });
    for (const name of ['runs', 'outbox', 'notice_subscriptions', 'webhooks', 'history_visits']) {
      await mongo.connection().collection(name).deleteMany({});
    }
    await createOutbox(mongo.connection()).ensureIndexes();
  });

  function newRunner(hasMailServer = true): NoticeRunner {
    return createNoticeRunner({
      mailer: hasMailServer
        ? createMailer({ url: server.url, from: 'Grade Passback <grades@tool.example>' })
        : null,
      webhooks: webhooks(),
      http: outgoing.http,
      outbox: createOutbox(mongo.connection()),
      subscriptions: createNoticeSubscriptionStore(mongo.connection()),
      nightlySyncs: { list: async () => [] },
      schedules: { list: async () => [] },
      findRuns: createNoticedRuns(mongo.connection()).ofInstitution,
      listInstitutions: async () => [institution],
      chooseLanguage: createLanguageChooser(languages),
      clock: () => now,
      sleep: async () => {},
      randomBytes: (size) => Buffer.alloc(size),
      log: createLog('silent'),
    });
  }
  async function addRun(courseTitle: string, over: Partial<RunRecord> = {}): Promise<void> {
    runs += 1;
    const createdAt = new Date(now.getTime() - 3 * hourMs);
    const record = { _id: `run-${runs}`, courseTitle, createdAt, state: 'failed' as const, ...over };
    await createRunStore(mongo.connection()).insert(buildRunRecord(record));
  }
  const subscribe = (ltiUserId: string, address: string, locale = 'en') =>
    createNoticeSubscriptionStore(mongo.connection()).save({
      institutionId: institution.id,
      ltiUserId,
      address,
      locale,
    });
  const mailTo = (address: string): string => server.mails.find(({ to }) => to.includes(address))?.text ?? '';

  it('goes to the administrators once a day, with every cause and its courses once, and nobody’s name', async () => {
    await addRun('Algebra 1');
    await addRun('Algebra 1');
    await addRun('Biology 9', { state: 'completed_with_problems' });
    await addRun('Chemistry', { state: 'completed' });
    await addRun('Physics', { endedAt: new Date(now.getTime() - 40 * hourMs) });
    const runners = [newRunner(), newRunner(), newRunner()];
    await Promise.all(runners.map((runner) => runner.writeDue()));
    await Promise.all(runners.map((runner) => runner.sendDue()));
    now = new Date(now.getTime() + hourMs);
    expect(await newRunner().writeDue()).to.equal(0);
    expect(await newRunner().sendDue()).to.equal(0);
    expect(server.mails.flatMap(({ to }) => to).toSorted()).to.deep.equal([
      'head@school.example',
      'it@school.example',
    ]);
    const text = mailTo('head@school.example');
    expect(text)
      .to.contain(`Subject: ${say(texts.subject, { count: 2 })}`)
      .and.to.contain(`${say(texts.causes.failed, { count: 1 })}\n  Algebra 1\n`)
      .and.to.contain('\n  Biology 9\n')
      .and.not.to.match(/Chemistry|Physics|Dana/);
    // The next day it goes again, about that day.
    now = new Date(now.getTime() + 24 * hourMs);
    await addRun('Algebra 1');
    expect(await newRunner().writeDue()).to.equal(2);
  });

  it('goes to a person about what they started, in their language; the school decides about causes', async () => {
    await subscribe('u-1', 'dana@school.example', 'es');
    await subscribe('u-2', 'other@school.example');
    await addRun('Algebra 1');
    await addRun('Biology 9', { requestedBy: { kind: 'nightly' } });
    await newRunner().writeDue();
    await newRunner().sendDue();
    const text = mailTo('dana@school.example');
    expect(text).to.contain('La sincronización falló en 1 curso:').and.to.contain('Algebra 1');
    expect(text).to.not.contain('Biology 9');
    expect(mailTo('other@school.example')).to.equal('');

    server.mails.length = 0;
    now = new Date(now.getTime() + 24 * hourMs);
    institution = buildInstitution({
      settings: { ...settings, noticeCauses: ['drift'], noticesToPeople: false },
    });
    await addRun('Algebra 1');
    expect(await newRunner().writeDue()).to.equal(0);
    const found = {
      lineItems: 1,
      unread: 0,
      changed: 2,
      missing: 0,
      lineItemsChanged: 0,
      lineItemsMissing: 0,
    };
    await addRun('Geometry', { kind: 'compare', state: 'completed', findings: found });
    expect(await newRunner().writeDue()).to.equal(2);
  });

  it('waits for a mail server that takes nothing, then arrives once', async () => {
    institution = buildInstitution({ settings: { ...settings, noticeAddresses: 'head@school.example' } });
    await addRun('Algebra 1');
    server.state.isRefusing = true;
    await newRunner().writeDue();
    expect(await newRunner().sendDue()).to.equal(0);
    server.state.isRefusing = false;
    // Not before the pause ends.
    expect(await newRunner().sendDue()).to.equal(0);
    now = new Date(now.getTime() + 5 * 60_000);
    const sent = await Promise.all([newRunner().sendDue(), newRunner().sendDue()]);
    expect(sent.toSorted()).to.deep.equal([0, 1]);
    expect(server.mails).to.have.length(1);
    // Nothing but the id stays.
    const kept = await mongo.connection().collection('outbox').find().toArray();
    expect(kept.map(({ mail }) => mail)).to.deep.equal([null]);
  });

  describe('by a mark on History', () => {
    const { course } = buildLaunch();
    const launch = buildLaunch({
      reach: { kind: 'course' },
      course: course && { ...course, contextId: 'context-of-Algebra 1' },
    });
    const other = { ...launch, person: { ...launch.person, ltiUserId: 'u-2' } };
    const unread = () =>
      createUnreadRuns({
        visits: createHistoryVisitStore(mongo.connection()),
        findRuns: createNoticedRuns(mongo.connection()).ofCourse,
        clock: () => now,
      });
    const count = (of = launch): Promise<number> => unread().count(of, institution);

    it('counts what needs somebody until the person opens History, and no old news', async () => {
      await addRun('Algebra 1', { endedAt: new Date(now.getTime() - 15 * 24 * hourMs) });
      expect(await count()).to.equal(0);
      await addRun('Algebra 1');
      await addRun('Algebra 1', { state: 'completed' });
      await addRun('Algebra 1', { state: 'waiting_for_person', endedAt: null, brake: null });
      expect(await count()).to.equal(2);
      await unread().markRead(launch, institution);
      expect(await count()).to.equal(0);
      expect(await count(other)).to.equal(2);
      now = new Date(now.getTime() + hourMs);
      await addRun('Algebra 1', { state: 'completed_with_problems', endedAt: now });
      expect(await count()).to.equal(1);
      institution = buildInstitution({ settings: { ...settings, noticeCauses: ['drift'] } });
      expect(await count()).to.equal(0);
    });

    it('S61 counts nothing of sections out of reach, and without a reach only what the person started', async () => {
      await addRun('Algebra 1', { reach: { kind: 'sections', ids: ['2'], sisIds: [] } });
      expect(await count()).to.equal(1);
      const reach = { kind: 'sections', ids: ['1'], sisIds: [] } as const;
      expect(await count({ ...launch, reach })).to.equal(0);
      expect(await count({ ...launch, reach: null })).to.equal(1);
      expect(await count({ ...other, reach: null })).to.equal(0);
    });
  });

  describe('by webhook', () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const received: { readonly headers: Readonly<Record<string, unknown>>; readonly body: string }[] = [];
    let status = 200;
    let receiver: Awaited<ReturnType<typeof serveLocally>>;
    before(async () => {
      receiver = await serveLocally((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          received.push({ headers: request.headers, body: Buffer.concat(parts).toString('utf8') });
          response.writeHead(status).end();
        });
      });
    });
    after(() => receiver?.close());
    beforeEach(async () => {
      received.length = 0;
      status = 200;
      await webhooks().add(institution.id, { url: `${receiver.origin}/hook`, secret, now });
    });

    it('goes once a cause and day, signed, with no name, grade or person, also without a mail server', async () => {
      await addRun('Algebra by Dana Lee');
      await addRun('Biology 9', { state: 'completed_with_problems' });
      const runners = [newRunner(false), newRunner(false)];
      await Promise.all(runners.map((runner) => runner.writeDue()));
      await Promise.all(runners.map((runner) => runner.sendDue()));
      now = new Date(now.getTime() + hourMs);
      await addRun('Chemistry');
      expect(await newRunner(false).writeDue()).to.equal(0);
      expect(received).to.have.length(2);
      expect(server.mails).to.deep.equal([]);
      const events = received.map(({ body }) => JSON.parse(body));
      expect(events.map(({ type }) => type).toSorted()).to.deep.equal([
        'grade_sync.completed_with_problems',
        'grade_sync.failed',
      ]);
      const { body, headers } = received[0] ?? { body: '', headers: {} };
      const [run] = await mongo.connection().collection('runs').find().toArray();
      expect(JSON.parse(body)).to.deep.equal({
        type: events[0].type,
        timestamp: morning.toISOString(),
        data: {
          institution: institution.id,
          day: '2026-11-20',
          count: 1,
          courses: [{ canvasCourseId: run?.['course'].canvasCourseId }],
        },
      });
      const signed = signWebhook(secret, { id: String(headers['webhook-id']), body, at: morning });
      expect(headers).to.include(signed);
    });

    it('is tried again with the same id and a new time, and ends at once when the receiver is gone', async () => {
      await addRun('Algebra 1');
      status = 503;
      await newRunner(false).writeDue();
      expect(await newRunner(false).sendDue()).to.equal(0);
      expect((await webhooks().find(institution.id))?.last).to.include({ status: 503, isTaken: false });
      now = new Date(now.getTime() + 5 * 60_000);
      status = 410;
      expect(await newRunner(false).sendDue()).to.equal(0);
      const [first, second] = received.map(({ headers }) => headers);
      expect(second?.['webhook-id']).to.equal(first?.['webhook-id']);
      expect(second?.['webhook-timestamp']).to.not.equal(first?.['webhook-timestamp']);
      const kept = await mongo.connection().collection('outbox').find().toArray();
      expect(kept.map(({ webhook }) => webhook)).to.deep.equal([null]);
    });

    it('signs the sample of docs/webhook.md as Standard Webhooks does', () => {
      const sample = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' };
      const at = new Date(1_614_265_330_000);
      const signed = signWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', { ...sample, at });
      expect(signed['webhook-signature']).to.equal('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    });
  });

  it('is due from six in the morning by the school’s clocks, also when they change', () => {
    expect(findDigest(new Date('2026-11-20T11:59:00Z'), zone)).to.equal(null);
    const due = findDigest(morning, zone);
    expect(due?.day).to.equal('2026-11-20');
    expect(due?.since.toISOString()).to.equal('2026-11-19T12:00:00.000Z');
    // On 8 March 2026 the clocks go forward: the day before began an hour later in UTC.
    const spring = findDigest(new Date('2026-03-08T11:30:00Z'), zone);
    expect(spring?.since.toISOString()).to.equal('2026-03-07T12:00:00.000Z');
  });
});
