import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { auditCategories, auditNightly, auditPassback } from '../../src/audit/audit-calls.ts';
import { createAuditEvents } from '../../src/audit/audit-events.ts';
import { type Audit, createAudit } from '../../src/audit/create-audit.ts';
import type { Institution } from '../../src/domain/institution.ts';
import { ProductError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { createPassback } from '../../src/passback/passback.ts';
import type { PassbackDeps } from '../../src/passback/passback-deps.ts';
import { type AuditRecord, createAuditStore } from '../../src/store/audit.ts';
import { createRunEnds } from '../../src/store/passback/run-ends.ts';
import { createUnusedCourses } from '../../src/store/passback/unused-courses.ts';
import { createRetention } from '../../src/store/retention.ts';
import { createCategoriesFixture } from '../support/categories-fixture.ts';
import { launch, startLti } from '../support/lti/lti-fixture.ts';
import { createNightlyFixture } from '../support/nightly-fixture.ts';
import type { Harness } from '../support/passback/harness.ts';
import { useHarness } from '../support/passback/use-harness.ts';

const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const rolesClaim = 'https://purl.imsglobal.org/spec/lti/claim/roles';
const refusal = {
  kind: 'item',
  status: 422,
  codeMinor: null,
  sisMessage: 'no such student',
  retryAfterMs: null,
} as const;
const dayMs = 24 * 3_600_000;

describe('the audit record', () => {
  const { harness: newHarness, mongo } = useHarness();
  const store = () => createAuditStore(mongo.connection());
  const runEnds = () => createRunEnds(mongo.connection());
  before(async () => {
    await store().ensureIndexes();
    await runEnds().ensureIndexes();
  });

  function newAudit(harness: Pick<Harness, 'deps' | 'institution'>, sis: Institution['sis'] = null): Audit {
    const { clock, log } = harness.deps;
    const findInstitution = async () => ({ ...harness.institution, sis });
    return createAudit({ store: store(), runEnds: runEnds(), findInstitution, clock, randomBytes, log });
  }
  const readAll = async (audit: Audit, institutionId: string): Promise<readonly AuditRecord[]> => {
    await audit.settled();
    return (await audit.read(institutionId, { actions: [], page: null, limit: 100 })).lines;
  };
  const sis = {
    profile: 'oneroster-1p2',
    rosteringUrl: 'https://sis.example/r',
    gradebookUrl: 'https://grades.sis.example:8443/g',
    auth: {
      kind: 'oauth1',
      consumerKey: 'k',
      consumerSecret: 's',
      signature: 'HMAC-SHA256',
    },
    maxInFlight: null,
    headers: {},
  } as const;
  /** A harness whose pipeline writes the audit record, as the product's does. */
  function newAudited() {
    const harness = newHarness();
    const audit = newAudit(harness, sis);
    const events = createAuditEvents(audit);
    const onEvent: PassbackDeps['onEvent'] = (event) => events.onPassback(event);
    const passback = auditPassback(createPassback({ ...harness.deps, onEvent }), audit);
    const work = async (): Promise<void> => {
      const worker = harness.worker({}, { onEvent });
      while (await worker.runOnce());
    };
    return { harness, audit, passback, work, id: harness.institution.id };
  }

  it('S31 I8 says who posted, and what was disclosed to which SIS about how many students', async () => {
    const { harness, audit, passback, work, id } = newAudited();
    let refused = 0;
    harness.sis.faults = ({ kind }) => {
      refused += kind === 'putResult' ? 1 : 0;
      return kind === 'putResult' && refused <= 2 ? { failure: refusal } : null;
    };
    const { runId } = await passback.requestRun(harness.launch, { kind: 'post', selection: { kind: 'all' } });
    await work();
    const [disclosure, request] = await readAll(audit, id);
    expect(request).to.deep.include({
      action: 'run_requested',
      actor: { kind: 'person', id: 'teacher', role: 'teacher' },
      outcome: 'done',
      courseId: 'context-1',
      runId,
      facts: { kind: 'post', assignments: 'all', how: 'created' },
    });
    expect(disclosure).to.deep.include({
      action: 'disclosure',
      actor: { kind: 'person', id: 'teacher', role: null },
      runId,
      facts: {
        sis: 'grades.sis.example:8443',
        kind: 'post',
        state: 'completed_with_problems',
        students: 6,
        grades: 10,
        unconfirmed: 2,
      },
    });
  });

  it('I8 a second run that sends nothing discloses nothing, but has its line', async () => {
    const { harness, audit, passback, work, id } = newAudited();
    for (let n = 0; n < 2; n += 1) {
      await passback.requestRun(harness.launch, { kind: 'post', selection: { kind: 'all' } });
      await work();
    }
    const disclosures = (await readAll(audit, id)).filter((line) => line.action === 'disclosure');
    expect(disclosures.map(({ facts }) => [facts['students'], facts['grades']])).to.deep.equal([
      [0, 0],
      [6, 12],
    ]);
  });

  it('I8 if a process dies before it writes a run’s line, the line is added later, once', async () => {
    const harness = newHarness();
    const audit = newAudit(harness, sis);
    const run = await harness.post();
    expect(await readAll(audit, harness.institution.id)).to.have.length(0);
    expect(await audit.recordMissedRunEnds()).to.be.greaterThan(0);
    await Promise.all([audit.recordMissedRunEnds(), audit.recordRunEnd(run.id), audit.recordRunEnd(run.id)]);
    const lines = await readAll(audit, harness.institution.id);
    expect(lines.map((line) => [line.runId, line.facts['grades']])).to.deep.equal([[run.id, 12]]);
    expect(lines[0]?.at).to.deep.equal(run.endedAt);
  });

  it('S31 lists refused requests, retries, cancellations and nightly switches', async () => {
    const { harness, audit, passback, id } = newAudited();
    await passback.retryFailed(harness.launch, 'unknown').catch(() => {});
    const { runId } = await passback.requestRun(harness.launch, {
      kind: 'remaster',
      selection: { kind: 'assignments', ids: ['a1'] },
    });
    await passback.cancelRun(harness.launch, runId);
    harness.settings = { ...harness.settings, paused: true };
    await passback.requestRun(harness.launch, { kind: 'post', selection: { kind: 'all' } }).catch(() => {});
    const nightly = auditNightly(createNightlyFixture(harness.deps.clock), audit);
    const offering = { ...harness.institution, settings: { ...harness.settings, nightlySyncOffered: true } };
    await nightly.switchOn(harness.launch, offering);
    await nightly.switchOff(harness.launch);
    await nightly.switchOn(harness.launch, harness.institution).catch(() => {});
    const lines = (await readAll(audit, id)).toReversed();
    expect(
      lines.map(({ action, outcome, code, facts }) => [action, outcome, code, facts['kind'] ?? facts['on']]),
    ).to.have.deep.members([
      ['run_requested', 'refused', 'run_not_found', 'retry'],
      ['run_requested', 'done', null, 'remaster'],
      ['run_cancelled', 'done', null, undefined],
      ['run_requested', 'refused', 'posting_paused', 'post'],
      ['nightly_switched', 'done', null, true],
      ['nightly_switched', 'done', null, false],
      ['nightly_switched', 'refused', 'not_found', true],
    ]);
  });

  it('S31 lists accepted and refused launches, and nothing from an unknown platform', async () => {
    const harness = newHarness();
    const audit = newAudit(harness);
    const events = createAuditEvents(audit);
    const tool = await startLti(mongo.connection(), { onLaunchOutcome: events.onLaunchOutcome });
    try {
      await launch(tool);
      await launch(tool, { [rolesClaim]: [`${membership}#Learner`] });
      await launch(tool, { nonce: 'another' });
      await launch(tool, { iss: 'https://elsewhere.example' });
      const lines = await readAll(audit, tool.institution.id);
      const shown = lines.map(({ actor, outcome, code, facts }) => [
        actor.kind,
        actor.role,
        outcome,
        code,
        facts['check'],
      ]);
      expect(shown.toReversed().slice(0, 3)).to.deep.equal([
        ['person', 'teacher', 'done', null, null],
        ['person', 'student', 'refused', 'role_refused', 'role'],
        ['unknown', null, 'refused', 'launch_invalid', 'nonce'],
      ]);
      expect(JSON.stringify(lines)).to.not.match(/Gomez|Biology|hint/);
    } finally {
      await tool.close();
    }
  });

  it('S49 sums up strangers’ attempts in one line per hour and cause', async () => {
    const harness = newHarness();
    const institutionId = harness.institution.id;
    // Two processes that count into the same lines.
    const audits = [newAudit(harness), newAudit(harness)] as const;
    const refuse = (audit: Audit, check: string): void =>
      createAuditEvents(audit).onLaunchOutcome({
        event: 'launch',
        code: 'launch_invalid',
        check,
        institutionId,
        launch: null,
      });
    for (let n = 0; n < 500; n += 1) {
      for (const audit of audits) refuse(audit, n % 5 === 0 ? 'nonce' : 'signature');
    }
    for (const audit of audits) await audit.settled();
    harness.advance(60 * 60_000);
    refuse(audits[0], 'nonce');
    const lines = await readAll(audits[0], institutionId);
    expect(
      lines.map(({ actor, code, facts }) => [actor.kind, code, facts['check'], facts['times']]),
    ).to.have.deep.members([
      ['unknown', 'launch_invalid', 'nonce', 1],
      ['unknown', 'launch_invalid', 'nonce', 200],
      ['unknown', 'launch_invalid', 'signature', 800],
    ]);
    const page = await audits[0].read(institutionId, { actions: [], page: null, limit: 2 });
    const rest = await audits[0].read(institutionId, { actions: [], page: page.next, limit: 2 });
    expect([page.lines.length, rest.lines.length]).to.deep.equal([2, 1]);
  });

  it('S50 lists saved categories and downloads under the person’s usual name', async () => {
    const { harness, audit, id } = newAudited();
    const fixture = createCategoriesFixture();
    const categories = auditCategories(fixture, audit);
    const signal = AbortSignal.timeout(10_000);
    const form = { version: 0, choices: [] };
    await categories.sync(harness.launch, form, signal);
    createAuditEvents(audit).onDownload(harness.launch, { what: 'run', runId: 'run-1', only: 'problems' });
    const lines = await readAll(audit, id);
    expect(
      lines.map(({ action, actor, runId, facts }) => [action, actor.id, runId, facts]),
    ).to.have.deep.members([
      ['categories_saved', 'teacher', null, { changes: 1 }],
      ['downloaded', 'teacher', 'run-1', { what: 'run', only: 'problems' }],
    ]);
  });

  it('S50 lists comparisons with the SIS, and what a person decides about a difference', async () => {
    const { harness, audit, id } = newAudited();
    const passback = auditPassback(harness.passback, audit);
    await harness.post();
    const [result] = harness.sis.results.values();
    if (!result) throw new Error('nothing was sent');
    harness.sis.results.set(result.sourcedId, { ...result, score: 99 });
    const { runId } = await passback.compareWithSis(harness.launch);
    await harness.settle(runId);
    await passback.decideCells(harness.launch, { how: 'accept', cellId: null, group: 'changed_in_sis' });
    const lines = await readAll(audit, id);
    expect(lines.map(({ action, actor, facts }) => [action, actor.id, facts])).to.have.deep.members([
      ['compared', 'teacher', { how: 'created' }],
      ['difference_accepted', 'teacher', { cells: 'changed_in_sis' }],
    ]);
  });

  it('S50 lists what a person used that was in the SIS already', async () => {
    const { harness, audit, id } = newAudited();
    const passback = auditPassback(harness.passback, audit);
    await passback.adopt(harness.launch, ['a1'], AbortSignal.timeout(10_000));
    const lines = await readAll(audit, id);
    expect(lines.map(({ action, actor, facts }) => [action, actor.id, facts])).to.deep.equal([
      ['line_items_adopted', 'teacher', { assignments: 0, grades: 0, differing: 0 }],
    ]);
  });

  it('S50 lists each look at a preview once, however many of its pages are turned', async () => {
    const { harness, audit, id } = newAudited();
    const passback = auditPassback(harness.passback, audit);
    await harness.post();
    const part = { assignmentId: null, show: 'all', search: '' } as const;
    for (const page of [1, 2]) await passback.readPreview(harness.launch, { ...part, page });
    const lines = await readAll(audit, id);
    expect(lines.map(({ action, actor, facts }) => [action, actor.id, facts])).to.deep.equal([
      ['previewed', 'teacher', { show: 'all' }],
    ]);
  });

  it('S50 lists consents given and revoked under the person’s usual name', async () => {
    const harness = newHarness();
    const audit = newAudit(harness);
    const { onConsent } = createAuditEvents(audit);
    const institutionId = harness.institution.id;
    onConsent({ kind: 'given', institutionId, ltiUserId: 'teacher' });
    await audit.settled();
    harness.advance(1);
    onConsent({ kind: 'revoked', institutionId, ltiUserId: 'teacher' });
    const lines = await readAll(audit, institutionId);
    expect(lines.map(({ action, actor }) => [action, actor.id])).to.deep.equal([
      ['consent_revoked', 'teacher'],
      ['consent_given', 'teacher'],
    ]);
  });

  it('pages through the lines newest first, with no gap or repetition even at the same instant, and filters by action', async () => {
    const harness = newHarness();
    const now = harness.deps.clock();
    const audit = newAudit({ ...harness, deps: { ...harness.deps, clock: () => now } });
    const actor = { kind: 'operator', id: null, role: null } as const;
    const institutionId = harness.institution.id;
    for (let n = 0; n < 25; n += 1) {
      const action = n % 5 === 0 ? 'operator' : 'setting_changed';
      await audit.record({ institutionId, action, actor, facts: { n } });
    }
    const seen: unknown[] = [];
    let page: string | null = null;
    do {
      const answer: Awaited<ReturnType<Audit['read']>> = await audit.read(institutionId, {
        actions: [],
        page,
        limit: 10,
      });
      seen.push(...answer.lines.map(({ facts }) => facts['n']));
      page = answer.next;
    } while (page !== null);
    expect(seen).to.have.length(25);
    expect(new Set(seen)).to.have.property('size', 25);
    const operators = await audit.read(institutionId, { actions: ['operator'], page: null, limit: 10 });
    expect(operators.lines).to.have.length(5);
    const streamed: AuditRecord[] = [];
    for await (const line of audit.stream(institutionId, [])) streamed.push(line);
    expect(streamed).to.have.length(25);
    expect(await readAll(audit, 'another')).to.have.length(0);
    const refusal = await audit
      .read(institutionId, { actions: [], page: '{"$gt":1}', limit: 1 })
      .catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(ProductError).with.property('code', 'form_invalid');
  });

  it('is append-only: a written line never changes', async () => {
    const institutionId = 'append-only';
    const line = (code: string): AuditRecord => ({
      _id: 'one',
      institutionId,
      at: new Date(),
      action: 'operator',
      actor: { kind: 'operator', id: null, role: null },
      outcome: 'done',
      code,
      courseId: null,
      runId: null,
      facts: {},
    });
    await store().append(line('first'));
    await store().append(line('second'));
    const [only] = await store().read({ institutionId, actions: [], before: null }, 10);
    expect(only?.code).to.equal('first');
    const changing = Object.keys(store()).filter((name) => /update|set|save|replace/i.test(name));
    expect(changing).to.deep.equal([]);
  });

  it('logs an error if a line cannot be written, and lets everybody’s work continue', async () => {
    const logged: string[] = [];
    const harness = newHarness();
    const broken = { ...store(), append: () => Promise.reject(new Error('the database is away')) };
    const audit = createAudit({
      store: broken,
      runEnds: runEnds(),
      findInstitution: async () => null,
      clock: harness.deps.clock,
      randomBytes,
      log: createLog('info', { write: (line) => logged.push(line) }),
    });
    const passback = auditPassback(harness.passback, audit);
    const receipt = await passback.requestRun(harness.launch, { kind: 'post', selection: { kind: 'all' } });
    expect(receipt.how).to.equal('created');
    expect(logged.join()).to.contain('"event":"audit_failed"');
  });

  it('S38 erases old runs and lines after the days that each institution sets', async () => {
    const harness = newHarness();
    const other = newHarness();
    const institutions = mongo.connection().collection<{ _id: string }>('institutions');
    const facts = { settings: { auditDays: 60, runDays: 30 } };
    await institutions.insertMany([
      { _id: harness.institution.id, ...{ facts, issuer: harness.institution.id } },
      // Stored before these settings existed.
      { _id: other.institution.id, ...{ facts: {}, issuer: other.institution.id } },
    ]);
    const audits = [newAudit(harness), newAudit(other)] as const;
    for (const [index, school] of [harness, other].entries()) {
      const run = await school.post();
      await audits[index]?.recordRunEnd(run.id);
    }
    const open = await harness.passback.requestRun(harness.launch, {
      kind: 'post',
      selection: { kind: 'all' },
    });
    const sweep = createRetention(mongo.connection(), {
      audit: store(),
      runEnds: runEnds(),
      unusedCourses: createUnusedCourses(mongo.connection()),
    });
    const inDays = (days: number): Date => new Date(harness.deps.clock().getTime() + days * dayMs);
    const count = async (school: Harness): Promise<readonly number[]> => {
      const institutionId = school.institution.id;
      const names = ['runs', 'items', 'run_line_items', 'audit', 'cells'];
      return Promise.all(
        names.map((name) => mongo.connection().collection(name).countDocuments({ institutionId })),
      );
    };
    await sweep(inDays(29));
    expect(await count(harness)).to.deep.equal([2, 12, 4, 1, 12]);
    await sweep(inDays(31));
    expect(await count(harness)).to.deep.equal([1, 0, 0, 1, 12]);
    expect((await harness.passback.readRun(harness.launch, open.runId)).state).to.equal('scheduled');
    await sweep(inDays(61));
    expect(await count(harness)).to.deep.equal([1, 0, 0, 0, 12]);
    expect(await count(other)).to.deep.equal([1, 12, 4, 1, 12]);
    await sweep(inDays(401));
    expect(await count(other)).to.deep.equal([0, 0, 0, 0, 12]);
    await sweep(inDays(801));
    expect(await count(other)).to.deep.equal([0, 0, 0, 0, 0]);
    // A run of it still waits.
    expect((await count(harness)).at(-1)).to.equal(12);
  });
});
