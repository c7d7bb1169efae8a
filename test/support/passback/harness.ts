import { randomBytes } from 'node:crypto';
import type mongoose from 'mongoose';
import type { Institution } from '../../../src/domain/institution.ts';
import {
  defaultInstitutionSettings,
  type InstitutionSettings,
} from '../../../src/domain/institution-settings.ts';
import type { LaunchContext } from '../../../src/domain/launch-context.ts';
import type { PostGradesOverview } from '../../../src/domain/post-grades.ts';
import type { RunItem, RunSummary } from '../../../src/domain/run.ts';
import { createLog } from '../../../src/log.ts';
import type { Passback } from '../../../src/passback/passback.ts';
import { createPassback } from '../../../src/passback/passback.ts';
import type { PassbackDeps, PassbackEvent } from '../../../src/passback/passback-deps.ts';
import { courseOfLaunch } from '../../../src/passback/runs/launched-course.ts';
import { type LeaseTimes, leaseTimes } from '../../../src/passback/runs/lease.ts';
import { createWorker, type Worker, type WorkerOptions } from '../../../src/passback/runs/worker.ts';
import type { RunKey } from '../../../src/store/passback/course-scope.ts';
import { createPassbackStores, type PassbackStores } from '../../../src/store/passback/passback-stores.ts';
import {
  createInMemoryCanvas,
  type InMemoryCanvas,
  makeAssignment,
  makeStudent,
} from './in-memory-canvas.ts';
import { createInMemorySis, type InMemorySis } from './in-memory-sis.ts';

/** Everything a pipeline test needs: a course, a SIS, workers, and a clock that can be moved. */
export interface Harness {
  readonly institution: Institution;
  readonly canvas: InMemoryCanvas;
  readonly sis: InMemorySis;
  readonly stores: PassbackStores;
  readonly deps: PassbackDeps;
  readonly passback: Passback;
  readonly launch: LaunchContext;
  /** As stores name a run of the course. */
  keyOf(runId: string): RunKey;
  readonly events: PassbackEvent[];
  settings: InstitutionSettings;
  worker(options?: Partial<WorkerOptions>, change?: Partial<PassbackDeps>): Worker;
  /** Moves the clock of the tool and of Canvas. */
  advance(ms: number): void;
  /** Posts everything and works until nothing is due. */
  post(kind?: 'post' | 'remaster', ids?: readonly string[]): Promise<RunSummary>;
  /** Works until nothing is due now. */
  work(): Promise<void>;
  /** Works and moves the clock until no run is open. */
  settle(runId: string): Promise<RunSummary>;
  items(runId: string, problemsOnly?: boolean): Promise<RunItem[]>;
  /** The items of a run that a person's launch may see. */
  itemsSeenBy(launch: LaunchContext, runId: string): Promise<RunItem[]>;
  /** Opens the Post Grades page of a process that differs in some parts. */
  readPageWith(change: Partial<PassbackDeps>): Promise<PostGradesOverview>;
}

let harnesses = 0;

/** `quickSleep` takes a hundredth of the pause before a heartbeat, but a lease expires by the database's real clock. */
const realTimes: LeaseTimes = { ...leaseTimes, heartbeatMs: 100 * leaseTimes.heartbeatMs };

/** A course of two sections with `students` each and graded `assignments`, all in the SIS. */
export function createHarness(
  connection: mongoose.Connection,
  size: { students?: number; assignments?: number; institutionId?: string } = {},
): Harness {
  const { students = 3, assignments = 2 } = size;
  harnesses += 1;
  const canvas = createInMemoryCanvas();
  canvas.sections = [
    { id: 's1', name: 'Section 1', sisId: 'class-1' },
    { id: 's2', name: 'Section 2', sisId: 'class-2' },
  ];
  canvas.members = canvas.sections.flatMap((section, index) =>
    Array.from({ length: students }, (_, n) =>
      makeStudent(`${index + 1}${String(n).padStart(3, '0')}`, [section]),
    ),
  );
  canvas.assignments = Array.from({ length: assignments }, (_, n) => makeAssignment(`a${n + 1}`));
  const sis = createInMemorySis(
    canvas.sections.map((section) => ({
      sourcedId: section.sisId ?? '',
      students: canvas.members
        .filter((member) => member.sectionIds.includes(section.id))
        .map((member) => member.sisId ?? ''),
    })),
  );
  return assembleHarness(
    connection,
    canvas,
    sis,
    size.institutionId ?? `inst-${harnesses}-${randomBytes(4).toString('hex')}`,
  );
}

export function assembleHarness(
  connection: mongoose.Connection,
  canvas: InMemoryCanvas,
  sis: InMemorySis,
  institutionId: string,
): Harness {
  let offset = 0;
  const clock = (): Date => new Date(Date.now() + offset);
  canvas.now = clock;
  for (const assignment of canvas.assignments) {
    for (const [n, member] of canvas.members.entries()) {
      canvas.grade(assignment.id, member.canvasUserId ?? '', { score: n % 11 });
    }
  }
  const stores = createPassbackStores(connection);
  const events: PassbackEvent[] = [];
  const institution = makeInstitution(institutionId);
  const deps: PassbackDeps = {
    stores,
    findInstitution: async (id) =>
      id === institutionId ? { ...institution, settings: harness.settings } : null,
    openCanvas: async (_institution, _course, { canvasUserId }) => canvas.readAs(canvasUserId),
    openSis: async () => ({ client: sis.client, maxInFlight: 4 }),
    clock,
    sleep: quickSleep,
    randomBytes,
    log: createLog(process.env['TEST_LOG'] ?? 'silent'),
    onEvent: (event) => events.push(event),
    failpoint: () => {},
  };
  const passback = createPassback(deps);
  const launch = makeLaunch(institutionId);
  const worker = (options: Partial<WorkerOptions> = {}, change: Partial<PassbackDeps> = {}): Worker =>
    createWorker({ ...deps, ...change }, { concurrency: 1, pollMs: 5_000, times: realTimes, ...options });
  const main = worker();
  const readItems = async (viewer: LaunchContext, runId: string, problemsOnly: boolean) => {
    const filter = { assignmentId: null, classSourcedId: null, problemsOnly };
    const items: RunItem[] = [];
    for await (const item of passback.streamRunItems(viewer, runId, filter)) items.push(item);
    return items;
  };
  const harness: Harness = {
    institution,
    canvas,
    sis,
    stores,
    deps,
    passback,
    launch,
    keyOf: (runId) => ({ institutionId, courseKey: courseOfLaunch(launch).key, runId }),
    events,
    settings: institution.settings,
    worker,
    advance: (ms) => {
      offset += ms;
    },
    async post(kind = 'post', ids) {
      const selection = ids ? { kind: 'assignments' as const, ids } : { kind: 'all' as const };
      const { runId } = await passback.requestRun(launch, { kind, selection });
      await harness.work();
      return passback.readRun(launch, runId);
    },
    async work() {
      while (await main.runOnce()) {
        // Until nothing is due.
      }
    },
    async settle(runId) {
      for (let turn = 0; turn < 1_000; turn += 1) {
        await harness.work();
        const run = await passback.readRun(launch, runId);
        if (run.endedAt) return run;
        const wait = run.nextAt ? run.nextAt.getTime() - clock().getTime() : 60_000;
        offset += Math.max(1_000, wait + 1);
      }
      throw new Error('the run does not end');
    },
    items: (runId, problemsOnly = false) => readItems(launch, runId, problemsOnly),
    itemsSeenBy: (viewer, runId) => readItems(viewer, runId, false),
    readPageWith: (change) =>
      createPassback({ ...deps, ...change }).readPostGrades(launch, new AbortController().signal),
  };
  return harness;
}

/** Requests a post of everything in the course, or of these assignments. */
export const all = { kind: 'post', selection: { kind: 'all' } } as const;
export const only = (...ids: string[]) =>
  ({ kind: 'post', selection: { kind: 'assignments', ids } }) as const;

/** Pauses for a hundredth of the time, so that backoff does not slow the tests. */
export const quickSleep: PassbackDeps['sleep'] = (ms, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms / 100);
    signal?.addEventListener('abort', end);
  });

export function makeInstitution(id: string): Institution {
  return {
    id,
    name: 'Test School',
    enabled: true,
    platform: {
      issuer: 'https://canvas.instructure.com',
      clientId: '10000000000001',
      authorizationEndpoint: 'https://sso.test/auth',
      tokenEndpoint: 'https://sso.test/token',
      jwksUrl: 'https://sso.test/jwks',
    },
    canvas: { baseUrl: 'https://canvas.test', apiKey: null },
    sis: null,
    settings: defaultInstitutionSettings,
  };
}

export function makeLaunch(institutionId: string, contextId = 'context-1'): LaunchContext {
  return {
    institutionId,
    deploymentId: 'd1',
    placement: 'course_navigation',
    person: { ltiUserId: 'teacher', canvasUserId: '9', name: 'Teacher', role: 'teacher' },
    course: { contextId, canvasCourseId: '1', title: 'Algebra', nrpsUrl: null, lineItemsUrl: null },
    reach: { kind: 'course' },
    returnUrl: null,
    locale: 'en',
    timeZone: null,
  };
}
