import { expect } from 'chai';
import type { Institution } from '../../../src/domain/institution.ts';
import type { RunSummary } from '../../../src/domain/run.ts';
import { ProductError } from '../../../src/errors.ts';
import type { PassbackDeps } from '../../../src/passback/passback-deps.ts';
import { createNightlySchedule } from '../../../src/passback/schedule/nightly-schedule.ts';
import { createScheduler, type Scheduler } from '../../../src/passback/schedule/scheduler.ts';
import { createNightlySyncStore } from '../../../src/store/nightly-syncs.ts';
import { makeLaunch, type Rig } from '../../support/passback/rig.ts';
import { useRigs } from '../../support/passback/use-rigs.ts';

const hourMs = 3_600_000;

describe('nightly syncs', () => {
  const { rig: newRig, mongo } = useRigs();
  const store = () => createNightlySyncStore(mongo.connection());
  before(() => store().ensureIndexes());
  beforeEach(async () => {
    await mongo.connection().collection('nightly_syncs').deleteMany({});
  });

  /** A rig whose institution offers nightly syncs, with what stands around it. */
  function newNight(size: Parameters<typeof newRig>[0] = {}) {
    const rig = newRig(size);
    rig.settings = { ...rig.settings, nightlySyncOffered: true };
    const institution = (): Institution => ({ ...rig.institution, settings: rig.settings });
    const { clock } = rig.deps;
    const schedule = createNightlySchedule({ nightlySyncs: store(), clock });
    const scheduler = (change: Partial<PassbackDeps> = {}): Scheduler =>
      createScheduler({
        ...rig.deps,
        nightlySyncs: store(),
        passback: { ...rig.deps, ...change },
        listInstitutions: async () => [institution()],
      });
    const history = (): Promise<readonly RunSummary[]> =>
      rig.passback.readHistory(rig.launch, { limit: 50, before: null });
    return { rig, institution, schedule, scheduler, history };
  }
  const sentTo = (rig: Rig) => rig.sis.ledger.length;

  it('sends what is new, each night once, by itself; the requester is Nightly sync', async () => {
    const { rig, institution, schedule, scheduler, history } = newNight();
    await schedule.switchOn(rig.launch, institution());
    expect(await scheduler().runOnce()).to.equal(0);
    rig.advance(24 * hourMs);
    expect(await scheduler().runOnce()).to.equal(1);
    expect(await scheduler().runOnce()).to.equal(0);
    await rig.work();
    const [run] = await history();
    expect(run).to.include({ kind: 'nightly', state: 'completed' });
    expect(run?.requestedBy).to.deep.equal({ kind: 'nightly' });
    expect(run?.counts.confirmed).to.equal(12);
    rig.advance(24 * hourMs);
    await scheduler().runOnce();
    await rig.work();
    expect((await history()).map(({ state }) => state)).to.deep.equal(['nothing_to_send', 'completed']);
  });

  it('of ten schedulers at once exactly one starts a night', async () => {
    const { rig, institution, schedule, scheduler, history } = newNight();
    await schedule.switchOn(rig.launch, institution());
    rig.advance(24 * hourMs);
    const started = await Promise.all(Array.from({ length: 10 }, () => scheduler().runOnce()));
    expect(started.reduce((sum, n) => sum + n, 0)).to.equal(1);
    expect(await history()).to.have.length(1);
  });

  it('runs once after a week of downtime, not once for each night', async () => {
    const { rig, institution, schedule, scheduler, history } = newNight();
    await schedule.switchOn(rig.launch, institution());
    rig.advance(7 * 24 * hourMs);
    await scheduler().runOnce();
    await rig.work();
    await scheduler().runOnce();
    expect(await history()).to.have.length(1);
    const sync = await store().find(`${rig.institution.id}:context-1`);
    expect(sync?.nextAt.getTime()).to.be.within(
      rig.deps.clock().getTime(),
      rig.deps.clock().getTime() + 24 * hourMs,
    );
  });

  it('R10 a scheduler that dies before or after asking for the run: the night runs, and once', async () => {
    for (const point of ['before-run-insert', 'nightly-requested']) {
      const { rig, institution, schedule, scheduler, history } = newNight();
      await schedule.switchOn(rig.launch, institution());
      rig.advance(24 * hourMs);
      const killPoint: PassbackDeps['killPoint'] = (name) => {
        if (name === point) throw new Error('dies here');
      };
      await scheduler({ killPoint })
        .runOnce()
        .catch(() => {});
      await rig.work();
      rig.advance(3 * 60_000);
      await scheduler().runOnce();
      await rig.work();
      expect(
        (await history()).map(({ state }) => state),
        point,
      ).to.deep.equal(['completed']);
    }
  });

  it('finds by night a grade that was cleared, which reading since the last time misses', async () => {
    const { rig, institution, schedule, scheduler, history } = newNight({ assignments: 1 });
    // Totals, where they are shown, tell of it by day already.
    Object.assign(rig.canvas.reader.rest ?? {}, { readStudentTotals: async () => [] });
    await rig.post();
    await schedule.switchOn(rig.launch, institution());
    const [student] = rig.canvas.members;
    // Less than a day after the last full reading, so that only `graded_since` would be read by day.
    const window = nightIn(1, rig.deps.clock());
    rig.settings = { ...rig.settings, nightlyWindow: window };
    await scheduler().replan();
    rig.advance(hourMs);
    rig.canvas.grade('a1', student?.canvasUserId ?? '', {
      score: null,
      gradedAt: null,
      workflowState: 'unsubmitted',
    });
    expect((await rig.post()).state).to.equal('nothing_to_send');
    rig.advance(hourMs);
    expect(await scheduler().runOnce()).to.equal(1);
    await rig.work();
    const [night] = await history();
    expect(night).to.include({ kind: 'nightly' });
    expect(night?.counts.confirmed).to.equal(1);
    const taken = [...rig.sis.results.values()].find((one) => one.studentSourcedId === student?.sisId);
    expect(taken).to.include({ score: null, scoreStatus: 'not submitted' });
  });

  it('rests while the institution is paused, switched off or does not offer it, and makes nothing up afterwards', async () => {
    const { rig, institution, schedule, scheduler, history } = newNight();
    await schedule.switchOn(rig.launch, institution());
    for (const change of [{ paused: true }, { nightlySyncOffered: false }]) {
      const before = rig.settings;
      rig.settings = { ...before, ...change };
      rig.advance(24 * hourMs);
      expect(await scheduler().runOnce()).to.equal(0);
      rig.settings = before;
      expect(await scheduler().runOnce()).to.equal(0);
    }
    const findInstitution = async () => ({ ...institution(), enabled: false });
    rig.advance(24 * hourMs);
    expect(await scheduler({ findInstitution }).runOnce()).to.equal(0);
    expect(await history()).to.have.length(0);
    rig.advance(24 * hourMs);
    expect(await scheduler().runOnce()).to.equal(1);
  });

  it('follows a window that the administrator moves, at once on the page and in the plan', async () => {
    const { rig, institution, schedule, scheduler } = newNight();
    await schedule.switchOn(rig.launch, institution());
    const window = nightIn(3, rig.deps.clock());
    rig.settings = { ...rig.settings, nightlyWindow: window };
    const view = await schedule.read(rig.launch, institution());
    expect(view).to.include({ kind: 'on', switchedOnBy: 'Teacher' });
    await scheduler().replan();
    const sync = await store().find(`${rig.institution.id}:context-1`);
    expect(view.kind === 'on' && view.nextAt).to.deep.equal(sync?.nextAt);
    const inHours = ((sync?.nextAt.getTime() ?? 0) - rig.deps.clock().getTime()) / hourMs;
    expect(inHours).to.be.within(2, 4);
  });

  it('runs now for every course of the institution, and of no other', async () => {
    const one = newNight();
    const two = newNight();
    await one.schedule.switchOn(one.rig.launch, one.institution());
    const other = { ...makeLaunch(one.rig.institution.id, 'context-2') };
    await one.schedule.switchOn(other, one.institution());
    await two.schedule.switchOn(two.rig.launch, two.institution());
    expect(await one.schedule.runNow(one.rig.institution.id)).to.equal(2);
    expect(await one.scheduler().runOnce()).to.equal(2);
    expect(await two.history()).to.have.length(0);
    const [next] = await one.schedule.list(one.rig.institution.id);
    expect(next?.nextAt.getTime()).to.be.greaterThan(one.rig.deps.clock().getTime());
  });

  it('a consent that died fails the night with what to do, and the next one is tried again', async () => {
    const { rig, institution, schedule, scheduler, history } = newNight();
    await schedule.switchOn(rig.launch, institution());
    rig.advance(24 * hourMs);
    await scheduler().runOnce();
    const openCanvas: PassbackDeps['openCanvas'] = async (_institution, _course, canvasUserId) => {
      expect(canvasUserId).to.equal('9');
      throw new ProductError('canvas_consent_needed', { next: 'reconnect' });
    };
    await rig.worker({}, { openCanvas }).runOnce();
    const [run] = await history();
    expect(run).to.include({ kind: 'nightly', state: 'failed' });
    expect(run?.problem?.code).to.equal('canvas_consent_needed');
    expect(sentTo(rig)).to.equal(0);
    rig.advance(24 * hourMs);
    expect(await scheduler().runOnce()).to.equal(1);
  });

  it('switched off, it runs no more; an erased institution leaves none behind', async () => {
    const { rig, institution, schedule, scheduler } = newNight();
    await schedule.switchOn(rig.launch, institution());
    await schedule.switchOff(rig.launch);
    rig.advance(24 * hourMs);
    expect(await scheduler().runOnce()).to.equal(0);
    expect(await schedule.read(rig.launch, institution())).to.include({ kind: 'off' });
    await schedule.switchOn(rig.launch, institution());
    await store().removeInstitution(rig.institution.id);
    expect(await schedule.list(rig.institution.id)).to.have.length(0);
  });

  it('cannot be switched on where the institution does not offer it', async () => {
    const { rig, institution, schedule } = newNight();
    rig.settings = { ...rig.settings, nightlySyncOffered: false };
    const refusal = await schedule.switchOn(rig.launch, institution()).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(ProductError);
    expect(await schedule.read(rig.launch, institution())).to.deep.equal({ kind: 'not_offered' });
  });

  /** A window in UTC of one hour around a moment some hours from now. */
  function nightIn(hours: number, now: Date) {
    const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
    const middle = now.getTime() + hours * hourMs;
    return { start: clock(middle - hourMs / 2), end: clock(middle + hourMs / 2), timeZone: 'UTC' };
  }
});
