import { expect } from 'chai';
import type { Institution } from '../../../src/domain/institution.ts';
import type { RunSummary } from '../../../src/domain/run.ts';
import { ProductError } from '../../../src/errors.ts';
import type { PassbackDeps } from '../../../src/passback/passback-deps.ts';
import { findReach } from '../../../src/passback/runs/find-reach.ts';
import { createNightlySchedule } from '../../../src/passback/schedule/nightly-schedule.ts';
import { createScheduler, type Scheduler } from '../../../src/passback/schedule/scheduler.ts';
import { createNightlySyncStore } from '../../../src/store/nightly-syncs.ts';
import { type Harness, makeLaunch } from '../../support/passback/harness.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

const hourMs = 3_600_000;

describe('nightly syncs', () => {
  const { harness: newHarness, mongo } = useHarness();
  const store = () => createNightlySyncStore(mongo.connection());
  before(() => store().ensureIndexes());
  beforeEach(async () => {
    await mongo.connection().collection('nightly_syncs').deleteMany({});
  });

  /** A harness whose institution offers nightly syncs, with everything around it. */
  function newNight(size: Parameters<typeof newHarness>[0] = {}) {
    const harness = newHarness(size);
    harness.settings = { ...harness.settings, nightlySyncOffered: true };
    const institution = (): Institution => ({ ...harness.institution, settings: harness.settings });
    const { clock } = harness.deps;
    const schedule = createNightlySchedule({
      nightlySyncs: store(),
      clock,
      findReach: (launch) => findReach(harness.deps, launch),
    });
    const scheduler = (change: Partial<PassbackDeps> = {}): Scheduler =>
      createScheduler({
        ...harness.deps,
        nightlySyncs: store(),
        passback: { ...harness.deps, ...change },
        listInstitutions: async () => [institution()],
      });
    const history = (): Promise<readonly RunSummary[]> =>
      harness.passback.readHistory(harness.launch, { limit: 50, before: null });
    return { harness, institution, schedule, scheduler, history };
  }
  const sentTo = (harness: Harness) => harness.sis.ledger.length;

  it('sends what is new once each night, requested by Nightly sync', async () => {
    const { harness, institution, schedule, scheduler, history } = newNight();
    await schedule.switchOn(harness.launch, institution());
    expect(await scheduler().runOnce()).to.equal(0);
    harness.advance(24 * hourMs);
    expect(await scheduler().runOnce()).to.equal(1);
    expect(await scheduler().runOnce()).to.equal(0);
    await harness.work();
    const [run] = await history();
    expect(run).to.include({ kind: 'nightly', state: 'completed' });
    expect(run?.requestedBy).to.deep.equal({ kind: 'nightly' });
    expect(run?.counts.confirmed).to.equal(12);
    harness.advance(24 * hourMs);
    await scheduler().runOnce();
    await harness.work();
    expect((await history()).map(({ state }) => state)).to.deep.equal(['nothing_to_send', 'completed']);
  });

  it('lets exactly one of ten schedulers start a night', async () => {
    const { harness, institution, schedule, scheduler, history } = newNight();
    await schedule.switchOn(harness.launch, institution());
    harness.advance(24 * hourMs);
    const started = await Promise.all(Array.from({ length: 10 }, () => scheduler().runOnce()));
    expect(started.reduce((sum, n) => sum + n, 0)).to.equal(1);
    expect(await history()).to.have.length(1);
  });

  it('runs once after a week of downtime, not once for each night', async () => {
    const { harness, institution, schedule, scheduler, history } = newNight();
    await schedule.switchOn(harness.launch, institution());
    harness.advance(7 * 24 * hourMs);
    await scheduler().runOnce();
    await harness.work();
    await scheduler().runOnce();
    expect(await history()).to.have.length(1);
    const sync = await store().find(`${harness.institution.id}:context-1`);
    expect(sync?.nextAt.getTime()).to.be.within(
      harness.deps.clock().getTime(),
      harness.deps.clock().getTime() + 24 * hourMs,
    );
  });

  it('R10 runs the night exactly once even if a scheduler dies before or after requesting the run', async () => {
    for (const point of ['before-run-insert', 'nightly-requested']) {
      const { harness, institution, schedule, scheduler, history } = newNight();
      await schedule.switchOn(harness.launch, institution());
      harness.advance(24 * hourMs);
      const failpoint: PassbackDeps['failpoint'] = (name) => {
        if (name === point) throw new Error('dies here');
      };
      await scheduler({ failpoint })
        .runOnce()
        .catch(() => {});
      await harness.work();
      harness.advance(3 * 60_000);
      await scheduler().runOnce();
      await harness.work();
      expect(
        (await history()).map(({ state }) => state),
        point,
      ).to.deep.equal(['completed']);
    }
  });

  it('finds a cleared grade, which reading only changes misses', async () => {
    const { harness, institution, schedule, scheduler, history } = newNight({ assignments: 1 });
    // Totals, where they are shown, already reveal it by day.
    Object.assign(harness.canvas.reader.rest ?? {}, { readStudentTotals: async () => [] });
    await harness.post();
    await schedule.switchOn(harness.launch, institution());
    const [student] = harness.canvas.members;
    // Less than a day after the last full reading, so that by day only `graded_since` would be read.
    const window = nightIn(1, harness.deps.clock());
    const cleared = { removal: 'clear', brakeRemovals: false } as const;
    harness.settings = { ...harness.settings, ...cleared, nightlyWindow: window };
    await scheduler().replan();
    harness.advance(hourMs);
    harness.canvas.grade('a1', student?.canvasUserId ?? '', {
      score: null,
      gradedAt: null,
      workflowState: 'unsubmitted',
    });
    expect((await harness.post()).state).to.equal('nothing_to_send');
    harness.advance(hourMs);
    expect(await scheduler().runOnce()).to.equal(1);
    await harness.work();
    const [night] = await history();
    expect(night).to.include({ kind: 'nightly' });
    expect(night?.counts.confirmed).to.equal(1);
    const taken = [...harness.sis.results.values()].find(
      (result) => result.studentSourcedId === student?.sisId,
    );
    expect(taken).to.include({ score: null, scoreStatus: 'not submitted' });
  });

  it('skips nights while the institution is paused, disabled or does not offer it, and makes none up afterwards', async () => {
    const { harness, institution, schedule, scheduler, history } = newNight();
    await schedule.switchOn(harness.launch, institution());
    for (const change of [{ paused: true }, { nightlySyncOffered: false }]) {
      const before = harness.settings;
      harness.settings = { ...before, ...change };
      harness.advance(24 * hourMs);
      expect(await scheduler().runOnce()).to.equal(0);
      harness.settings = before;
      expect(await scheduler().runOnce()).to.equal(0);
    }
    const findInstitution = async () => ({ ...institution(), enabled: false });
    harness.advance(24 * hourMs);
    expect(await scheduler({ findInstitution }).runOnce()).to.equal(0);
    expect(await history()).to.have.length(0);
    harness.advance(24 * hourMs);
    expect(await scheduler().runOnce()).to.equal(1);
  });

  it('follows a window that the administrator moves, on the page and in the plan at once', async () => {
    const { harness, institution, schedule, scheduler } = newNight();
    await schedule.switchOn(harness.launch, institution());
    const window = nightIn(3, harness.deps.clock());
    harness.settings = { ...harness.settings, nightlyWindow: window };
    const view = await schedule.read(harness.launch, institution());
    expect(view).to.include({ kind: 'on', switchedOnBy: 'Teacher' });
    await scheduler().replan();
    const sync = await store().find(`${harness.institution.id}:context-1`);
    expect(view.kind === 'on' && view.nextAt).to.deep.equal(sync?.nextAt);
    const inHours = ((sync?.nextAt.getTime() ?? 0) - harness.deps.clock().getTime()) / hourMs;
    expect(inHours).to.be.within(2, 4);
  });

  it('runs now for every course of the institution, and for no other', async () => {
    const night = newNight();
    const two = newNight();
    await night.schedule.switchOn(night.harness.launch, night.institution());
    const other = { ...makeLaunch(night.harness.institution.id, 'context-2') };
    await night.schedule.switchOn(other, night.institution());
    await two.schedule.switchOn(two.harness.launch, two.institution());
    expect(await night.schedule.runNow(night.harness.institution.id)).to.equal(2);
    expect(await night.scheduler().runOnce()).to.equal(2);
    expect(await two.history()).to.have.length(0);
    const [next] = await night.schedule.list(night.harness.institution.id);
    expect(next?.nextAt.getTime()).to.be.greaterThan(night.harness.deps.clock().getTime());
  });

  it('fails a night with a dead consent, says what to do, and tries again the next night', async () => {
    const { harness, institution, schedule, scheduler, history } = newNight();
    await schedule.switchOn(harness.launch, institution());
    harness.advance(24 * hourMs);
    await scheduler().runOnce();
    const openCanvas: PassbackDeps['openCanvas'] = async (_institution, _course, { canvasUserId }) => {
      expect(canvasUserId).to.equal('9');
      throw new ProductError('canvas_consent_needed', { next: 'reconnect' });
    };
    await harness.worker({}, { openCanvas }).runOnce();
    const [run] = await history();
    expect(run).to.include({ kind: 'nightly', state: 'failed' });
    expect(run?.problem?.code).to.equal('canvas_consent_needed');
    expect(sentTo(harness)).to.equal(0);
    harness.advance(24 * hourMs);
    expect(await scheduler().runOnce()).to.equal(1);
  });

  it('stops when switched off, and goes with an erased institution', async () => {
    const { harness, institution, schedule, scheduler } = newNight();
    await schedule.switchOn(harness.launch, institution());
    await schedule.switchOff(harness.launch);
    harness.advance(24 * hourMs);
    expect(await scheduler().runOnce()).to.equal(0);
    expect(await schedule.read(harness.launch, institution())).to.include({ kind: 'off' });
    await schedule.switchOn(harness.launch, institution());
    await store().removeInstitution(harness.institution.id);
    expect(await schedule.list(harness.institution.id)).to.have.length(0);
  });

  it('cannot be switched on if the institution does not offer it', async () => {
    const { harness, institution, schedule } = newNight();
    harness.settings = { ...harness.settings, nightlySyncOffered: false };
    const refusal = await schedule.switchOn(harness.launch, institution()).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(ProductError);
    expect(await schedule.read(harness.launch, institution())).to.deep.equal({ kind: 'not_offered' });
  });

  /** A one-hour window in UTC around a moment some hours from now. */
  function nightIn(hours: number, now: Date) {
    const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
    const middle = now.getTime() + hours * hourMs;
    return { start: clock(middle - hourMs / 2), end: clock(middle + hourMs / 2), timeZone: 'UTC' };
  }

  it('S61 cannot be switched by a person limited to sections, because it covers the whole course', async () => {
    const { harness, institution, schedule } = newNight();
    const reach = { kind: 'sections', ids: ['s1'], sisIds: ['class-1'] } as const;
    const limited = { ...harness.launch, reach };
    const codeOf = (work: Promise<void>): Promise<unknown> =>
      work.then(
        () => 'done',
        (error: unknown) => (error instanceof ProductError ? error.code : error),
      );
    expect(await schedule.read(limited, institution())).to.include({ kind: 'off', maySwitch: false });
    expect(await codeOf(schedule.switchOn(limited, institution()))).to.equal('sections_only');
    await schedule.switchOn(harness.launch, institution());
    expect(await codeOf(schedule.switchOff(limited))).to.equal('sections_only');
    expect(await schedule.read(harness.launch, institution())).to.include({ kind: 'on', maySwitch: true });
  });

  it('S61 fails if Canvas now limits its person, and never joins a teacher’s own run', async () => {
    const { harness, institution, schedule, scheduler, history } = newNight();
    await schedule.switchOn(harness.launch, institution());
    harness.canvas.limited.set('9', { kind: 'sections', ids: ['s1'], sisIds: [] });
    harness.advance(24 * hourMs);
    await scheduler().runOnce();
    await harness.work();
    const [night] = await history();
    expect(night).to.include({ kind: 'nightly', state: 'failed' });
    expect(night?.problem?.code).to.equal('canvas_sections_only');
    expect(sentTo(harness)).to.equal(0);
  });
});
