import { expect } from 'chai';
import type { AccountReader } from '../../../src/canvas/account-reader.ts';
import type { Institution } from '../../../src/domain/institution.ts';
import type { ScheduleTiming } from '../../../src/domain/schedule.ts';
import { ProductError } from '../../../src/errors.ts';
import type { PassbackDeps } from '../../../src/passback/passback-deps.ts';
import {
  createInstitutionSchedules,
  type ScheduleEntry,
} from '../../../src/passback/schedule/institution-schedules.ts';
import { createScheduleRunner, type ScheduleRunner } from '../../../src/passback/schedule/schedule-runner.ts';
import { createNightlySyncStore, type NightlySync } from '../../../src/store/nightly-syncs.ts';
import { createScheduleStore } from '../../../src/store/schedules.ts';
import { useHarness } from '../../support/passback/use-harness.ts';
import { buildSisConnection } from '../../support/passback-fixtures.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const timing: ScheduleTiming = {
  days: [1, 2, 3, 4, 5, 6, 7],
  hour: 1,
  everyHours: null,
  timeZone: 'UTC',
  spreadMinutes: 0,
};

describe('schedules of administrators', () => {
  const { harness: newHarness, mongo } = useHarness();
  const store = () => createScheduleStore(mongo.connection());
  before(() => store().ensureIndexes());
  beforeEach(async () => {
    for (const name of ['schedules', 'scheduled_courses', 'nightly_syncs']) {
      await mongo.connection().collection(name).deleteMany({});
    }
  });

  /** An institution with a schedule, and a Canvas account with these courses besides the harness's own. */
  async function newSchool(others = 0, over: Partial<ScheduleEntry> = {}) {
    const harness = newHarness({ students: 1, assignments: 1 });
    const institution = (): Institution => ({
      ...harness.institution,
      sis: buildSisConnection('secret'),
      settings: harness.settings,
    });
    const own = harness.launch.course?.canvasCourseId ?? '';
    const asked: string[] = [];
    const canvas = {
      courses: [own, ...Array.from({ length: others }, (_, n) => `other-${n}`)],
      withAssignments: (id: string) => id === own || id.startsWith('other'),
      withSections: (_id: string): boolean => false,
      contextOf: (id: string): string | null =>
        id === own ? (harness.launch.course?.contextId ?? null) : `context-of-${id}`,
      failure: null as ProductError | null,
    };
    const reader: AccountReader = {
      listSubAccounts: async () => [],
      listTerms: async () => [],
      async listCourses() {
        if (canvas.failure) throw canvas.failure;
        return canvas.courses.map((id) => ({ id, name: `Course ${id}` }));
      },
      async hasSisAssignments(id) {
        asked.push(id);
        return canvas.withAssignments(id);
      },
      hasSisSections: async (id) => canvas.withSections(id),
      async readContextId(id) {
        asked.push(`${id} context`);
        return canvas.contextOf(id);
      },
    };
    const { clock, randomBytes } = harness.deps;
    const schedules = createInstitutionSchedules({
      schedules: store(),
      stores: harness.stores,
      openAccount: () => reader,
      clock,
      randomBytes,
    });
    const runner = (change: Partial<PassbackDeps> = {}): ScheduleRunner =>
      createScheduleRunner({
        ...harness.deps,
        schedules: store(),
        nightlySyncs: createNightlySyncStore(mongo.connection()),
        passback: { ...harness.deps, findInstitution: async () => institution(), ...change },
        openAccount: () => reader,
      });
    const { id: institutionId } = harness.institution;
    const inNameOf = { canvasUserId: '900', ltiUserId: 'admin-1', name: 'Ada Admin' };
    const scope = { accounts: [], terms: [] };
    const id = await schedules.create(institutionId, {
      name: 'Every night',
      timing,
      scope,
      inNameOf,
      ...over,
    });
    const read = async () => schedules.find(institutionId, id);
    const runs = () => harness.stores.runs.findOfInstitution(institutionId, { states: null, limit: 100 });
    return { harness, canvas, asked, schedules, runner, institutionId, id, read, runs, own };
  }

  it('P16 takes courses with nothing but final grades where the institution sends those', async () => {
    const { harness, canvas, runner, read } = await newSchool(2);
    canvas.withAssignments = () => false;
    canvas.withSections = (id) => id === 'other-1';
    const plan = async () => {
      harness.advance(dayMs);
      await runner().planOnce();
      return (await read()).schedule.last;
    };
    expect(await plan()).to.include({ chosen: 0, withoutAssignments: 3 });
    harness.settings = { ...harness.settings, finalGrades: 'final' };
    expect(await plan()).to.include({ chosen: 1, withoutAssignments: 2 });
  });

  it('sends what is new in every course that has something to sync, in the administrator’s name', async () => {
    const { harness, canvas, runner, read, runs, own } = await newSchool(2);
    canvas.withAssignments = (id) => id === own;
    expect(await runner().planOnce()).to.equal(false);
    harness.advance(dayMs);
    expect(await runner().planOnce()).to.equal(true);
    expect(await runner().startDue()).to.equal(1);
    await harness.work();
    const [run] = await runs();
    expect(run).to.include({ kind: 'nightly', state: 'completed', onBehalfOf: '900' });
    expect(run?.requestedBy).to.deep.include({ kind: 'nightly' });
    const view = await read();
    expect(view.schedule.last).to.deep.include({
      courses: 3,
      chosen: 1,
      withoutAssignments: 2,
      problem: null,
    });
    expect(view.states.get('completed')).to.equal(1);
    expect(view.schedule.nextAt.getTime()).to.be.greaterThan(harness.deps.clock().getTime());
    // Not due again today.
    expect(await runner().planOnce()).to.equal(false);
  });

  it('asks Canvas once for a course without assignments, and once for one that had a run', async () => {
    const { harness, canvas, asked, runner, own } = await newSchool(3);
    canvas.withAssignments = (id) => id === own || id === 'other-0';
    harness.advance(dayMs);
    await runner().planOnce();
    await runner().startDue();
    await harness.work();
    asked.length = 0;
    harness.advance(dayMs);
    await runner().planOnce();
    expect(asked.toSorted()).to.deep.equal([own, 'other-0', 'other-1', 'other-2'].toSorted());
  });

  it('starts each course once, whoever plans and starts, and whoever dies', async () => {
    const { harness, runner, runs } = await newSchool(3);
    harness.advance(dayMs);
    const dies = (point: string): Partial<PassbackDeps> => ({
      failpoint(name) {
        if (name === point) throw new Error('dies here');
      },
    });
    await runner(dies('scheduled-half-planned'))
      .planOnce()
      .catch(() => {});
    harness.advance(3 * 60_000);
    await Promise.all(Array.from({ length: 5 }, () => runner().planOnce()));
    await runner(dies('scheduled-requested'))
      .startDue()
      .catch(() => {});
    harness.advance(3 * 60_000);
    await Promise.all(Array.from({ length: 5 }, () => runner().startDue()));
    const courses = (await runs()).map(({ courseKey }) => courseKey);
    expect(courses).to.have.length(4);
    expect(new Set(courses)).to.have.property('size', 4);
  });

  it('makes up for missed times once', async () => {
    const { harness, runner, runs } = await newSchool();
    harness.advance(7 * dayMs);
    while (await runner().planOnce());
    await runner().startDue();
    await harness.work();
    while (await runner().planOnce());
    expect(await runner().startDue()).to.equal(0);
    expect(await runs()).to.have.length(1);
  });

  it('leaves a course to its own nightly sync, and one that nobody has opened until somebody does', async () => {
    const { harness, canvas, runner, read, own } = await newSchool(1);
    canvas.contextOf = (id) => (id === own ? (harness.launch.course?.contextId ?? null) : null);
    harness.settings = { ...harness.settings, nightlySyncOffered: true };
    await harness.post();
    harness.advance(dayMs);
    const [latest] = await harness.stores.runs.findOfInstitution(harness.institution.id, {
      states: null,
      limit: 1,
    });
    if (!latest) throw new Error('no run');
    const sync: NightlySync = {
      _id: latest.courseKey,
      institutionId: harness.institution.id,
      course: latest.course,
      onBehalfOf: null,
      switchedOnBy: { ltiUserId: 'u', name: 'Dana' },
      switchedOnAt: harness.deps.clock(),
      nextAt: new Date(harness.deps.clock().getTime() + 2 * hourMs),
      window: harness.settings.nightlyWindow,
      lastStartedAt: null,
      claimedUntil: null,
    };
    await createNightlySyncStore(mongo.connection()).save(sync);
    await runner().planOnce();
    expect((await read()).schedule.last).to.include({ chosen: 0, covered: 1, notOpened: 1 });
  });

  it('starts nothing that was planned before it was suspended, changed or paused', async () => {
    const { harness, schedules, institutionId, id, runner, runs } = await newSchool();
    const plan = async (): Promise<void> => {
      harness.advance(dayMs);
      await runner().planOnce();
    };
    await plan();
    await schedules.setEnabled(institutionId, id, false);
    expect(await runner().startDue()).to.equal(0);
    harness.advance(2 * dayMs);
    expect(await runner().planOnce()).to.equal(false);
    await schedules.setEnabled(institutionId, id, true);
    await plan();
    harness.settings = { ...harness.settings, schedulesPaused: true };
    expect(await runner().startDue()).to.equal(0);
    // A pause skips the times within it.
    await plan();
    expect(await runner().startDue()).to.equal(0);
    harness.settings = { ...harness.settings, schedulesPaused: false };
    expect(await runner().planOnce()).to.equal(false);
    expect(await runs()).to.deep.equal([]);
  });

  it('tries again while Canvas does not answer, and says why it could not', async () => {
    const { harness, canvas, runner, read } = await newSchool();
    harness.advance((await read()).schedule.nextAt.getTime() - harness.deps.clock().getTime() + 1);
    canvas.failure = new ProductError('canvas_unreachable', { next: 'retry' });
    expect(await runner().planOnce()).to.equal(true);
    expect(await runner().planOnce()).to.equal(false);
    harness.advance(5 * 60_000 + 1);
    canvas.failure = new ProductError('canvas_consent_needed', { next: 'reconnect' });
    expect(await runner().planOnce()).to.equal(true);
    expect((await read()).schedule.last).to.include({ problem: 'canvas_consent_needed', chosen: 0 });
    harness.advance(5 * 60_000);
    expect(await runner().planOnce()).to.equal(false);
  });
});
