import { expect } from 'chai';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import { HttpFailure } from '../../src/http/http.ts';
import { createMetrics } from '../../src/operation/create-metrics.ts';
import { createRunQueue } from '../../src/store/passback/run-queue.ts';
import { useMongo } from '../support/mongodb.ts';
import { useHarness } from '../support/passback/use-harness.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { connectTeacher } from '../support/teacher.ts';

/** The value of one line in Prometheus's text format, or null. */
function readValue(text: string, line: string): number | null {
  const found = text.split('\n').find((one) => one.startsWith(`${line} `));
  return found === undefined ? null : Number(found.slice(line.length + 1));
}

describe('metrics', () => {
  const { harness: newHarness, mongo } = useHarness();
  const queue = () => createRunQueue(mongo.connection());

  it('count runs by kind and state, stages, waits, takeovers, and grades by outcome', async () => {
    const harness = newHarness();
    const metrics = createMetrics({ queue: queue(), clock: harness.deps.clock });
    const { passback, launch } = harness;
    const onEvent = metrics.onPassback;
    harness.sis.faults = ({ kind, n }) =>
      kind === 'putResult' && n < 100
        ? {
            failure: { kind: 'transient', status: null, codeMinor: null, sisMessage: '', retryAfterMs: null },
          }
        : null;
    const { runId } = await passback.requestRun(launch, { kind: 'post', selection: { kind: 'all' } });
    await harness.worker({}, { onEvent }).runOnce();
    harness.sis.faults = () => null;
    harness.advance(60 * 60_000);
    // A worker took it and died: its lease has expired.
    const runs = mongo.connection().collection<{ _id: string; lease: object }>('runs');
    await runs.updateOne({ _id: runId }, { $set: { lease: { owner: 'dead', until: new Date(0), gen: 5 } } });
    await harness.worker({}, { onEvent }).runOnce();
    const text = await metrics.read();
    const read = (line: string): number | null => readValue(text, `grade_passback_${line}`);
    expect(read('runs_ended_total{kind="post",state="completed"}')).to.equal(1);
    expect(read('run_waits_total{code="sis_unreachable"}')).to.equal(1);
    expect(read('lease_takeovers_total')).to.equal(1);
    expect(read('items_total{outcome="confirmed"}')).to.equal(12);
    expect(read('items_total{outcome="failed"}')).to.equal(0);
    expect(read('stage_duration_seconds_count{stage="compare"}')).to.equal(1);
    expect(read('stage_duration_seconds_count{stage="post_results"}')).to.equal(1);
  });

  it('say how long the oldest due run has waited, ignoring paused institutions', async () => {
    const harness = newHarness();
    const other = newHarness();
    const metrics = createMetrics({ queue: queue(), clock: harness.deps.clock });
    for (const one of [harness, other]) {
      await one.passback.requestRun(one.launch, { kind: 'post', selection: { kind: 'all' } });
    }
    const runs = mongo.connection().collection('runs');
    const ago = (seconds: number): Date => new Date(harness.deps.clock().getTime() - seconds * 1000);
    await runs.updateOne({ institutionId: harness.institution.id }, { $set: { nextAt: ago(90) } });
    await runs.updateOne({ institutionId: other.institution.id }, { $set: { nextAt: ago(500) } });
    const age = async (): Promise<number | null> =>
      readValue(await metrics.read(), 'grade_passback_queue_age_seconds');
    expect(await age()).to.be.within(500, 510);
    await mongo
      .connection()
      .collection<{ _id: string }>('institutions')
      .insertOne({
        _id: other.institution.id,
        ...{ facts: { settings: { paused: true } }, issuer: 'paused' },
      });
    expect(await age()).to.be.within(90, 100);
    const text = await metrics.read();
    expect(readValue(text, 'grade_passback_queue_due_runs')).to.equal(1);
    expect(readValue(text, 'grade_passback_open_runs{state="scheduled"}')).to.equal(2);
    await runs.deleteMany({});
    expect(await age()).to.equal(0);
  });

  it('time each request by its status, or by why it got no answer', async () => {
    const harness = newHarness();
    const metrics = createMetrics({ queue: queue(), clock: harness.deps.clock });
    const answers = [200, 429, 'timeout'] as const;
    for (const answer of answers) {
      const http = metrics.measure(async () => {
        if (typeof answer === 'string') throw new HttpFailure(answer, null);
        return { status: answer, headers: {}, body: '' };
      }, 'sis');
      await http({ method: 'PUT', url: 'https://sis.example/secret-path' }).catch(() => {});
    }
    const text = await metrics.read();
    for (const answer of answers) {
      const line = `grade_passback_outgoing_request_duration_seconds_count{peer="sis",method="PUT",status="${answer}"}`;
      expect(readValue(text, line)).to.equal(1);
    }
    expect(text).to.not.contain('secret-path');
  });

  it('work without the queue while the database is away', async () => {
    const away = { read: () => Promise.reject(new Error('away')) };
    const metrics = createMetrics({ queue: away, clock: () => new Date() });
    const text = await metrics.read();
    expect(text).to.contain('process_cpu_seconds_total');
    expect(readValue(text, 'grade_passback_queue_age_seconds')).to.equal(null);
  });

  it('of two processes stay apart', async () => {
    const deps = { queue: queue(), clock: () => new Date() };
    const [one, two] = [createMetrics(deps), createMetrics(deps)];
    one.onLaunchOutcome({ event: 'launch', code: 'ok', check: null, institutionId: null, launch: null });
    const line = 'grade_passback_launches_total{event="launch",code="ok"}';
    expect(readValue(await one.read(), line)).to.equal(1);
    expect(readValue(await two.read(), line)).to.equal(null);
  });
});

describe('metrics and audit record of a whole run', function () {
  this.timeout(60_000);
  const mongo = useMongo();
  let sandbox: TestSandbox;
  before(async () => {
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool() });
  });
  after(() => sandbox?.stop());

  it('S30 S31 say how much went where, without any name, score, secret or institution', async () => {
    const teacher = await connectTeacher(sandbox, 'Algebra I');
    const run = await teacher.post();
    const { metrics, audit, stores } = sandbox.product.services;
    const text = await metrics.read();
    const sent = readValue(text, 'grade_passback_items_total{outcome="confirmed"}');
    expect(sent).to.equal(run.counts.confirmed).and.to.be.greaterThan(0);
    expect(text).to.match(
      /outgoing_request_duration_seconds_count\{peer="sis",method="PUT",status="20\d"\} [1-9]/,
    );
    expect(text).to.match(
      /outgoing_request_duration_seconds_count\{peer="canvas",method="GET",status="200"\} [1-9]/,
    );

    await audit.settled();
    const { lines } = await audit.read(sandbox.institutionId, { actions: [], page: null, limit: 50 });
    const [disclosure] = lines.filter((line) => line.action === 'disclosure');
    expect(disclosure?.facts).to.include({
      sis: new URL(sandbox.sis.url).host,
      grades: run.counts.confirmed,
    });
    expect(lines.map((line) => line.action)).to.include('consent_given');
    const institution = await stores.institutions.find(sandbox.institutionId);
    const people = await sandbox.canvas.store.people.list();
    const secrets = [
      institution?.canvas.apiKey?.clientSecret ?? '',
      'sandbox-secret',
      institution?.name ?? '',
    ];
    for (const words of [...secrets, ...people.map((one) => one.name), 'Algebra', sandbox.institutionId]) {
      expect(text).to.not.contain(words);
    }
    // The operator's own changes name the institution; nothing else needs to.
    const record = JSON.stringify(lines.filter((line) => line.action !== 'setting_changed'));
    for (const words of [...secrets, ...people.map((one) => one.name), 'Algebra']) {
      expect(record).to.not.contain(words);
    }
  });
});
