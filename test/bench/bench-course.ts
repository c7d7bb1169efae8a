import { randomBytes } from 'node:crypto';
import type mongoose from 'mongoose';
import type { CanvasReader, Page } from '../../src/canvas/canvas-reader.ts';
import { systemClock, systemSleep } from '../../src/clock.ts';
import type { CanvasSubmission } from '../../src/domain/course.ts';
import type { LaunchContext } from '../../src/domain/launch-context.ts';
import type { RunSummary } from '../../src/domain/run.ts';
import { createHttp } from '../../src/http/create-http.ts';
import type { HttpRequest } from '../../src/http/http.ts';
import { createLog } from '../../src/log.ts';
import { createSisClient } from '../../src/oneroster/client/create-sis-client.ts';
import { loadProfiles } from '../../src/oneroster/profile/load-profiles.ts';
import { createPassback, type Passback } from '../../src/passback/passback.ts';
import type { PassbackDeps } from '../../src/passback/passback-deps.ts';
import { courseOfLaunch } from '../../src/passback/runs/launched-course.ts';
import { requestRun, scopeOf } from '../../src/passback/runs/request-run.ts';
import { createWorker } from '../../src/passback/runs/worker.ts';
import { createPassbackStores } from '../../src/store/passback/passback-stores.ts';
import { thisMachine } from '../support/http/this-machine.ts';
import { makeInstitution, makeLaunch } from '../support/passback/harness.ts';
import { makeAssignment, makeStudent } from '../support/passback/in-memory-canvas.ts';
import { type FastSis, startFastSis } from './fast-sis.ts';
import type { CourseSize } from './synthetic-school.ts';

/** A made-up course with a Canvas that costs nothing, the fast SIS, and the pipeline of the product between them. */
export interface BenchCourse {
  readonly size: CourseSize;
  readonly sis: FastSis;
  readonly passback: Passback;
  readonly launch: LaunchContext;
  /** Requests to the SIS that wrote, since the last `forgetWrites`. */
  readonly writes: readonly HttpRequest[];
  forgetWrites(): void;
  /** Every `step`th student gets another score on every assignment. */
  regrade(step: number): void;
  /** Runs until it has ended; `of` is a copy of the course, if not the course itself. */
  post(kind: 'post' | 'remaster' | 'nightly', of?: LaunchContext): Promise<PostedRun>;
  /** Sends requests again, with nothing of the product but its HTTP client; milliseconds. */
  replay(requests: readonly HttpRequest[], concurrency: number): Promise<number>;
  close(): Promise<void>;
}

export interface PostedRun {
  readonly run: RunSummary;
  readonly ms: number;
  /** Of each stage, in milliseconds. */
  readonly stages: readonly number[];
}

/** As many requests in flight as the profile `oneroster-1p2` allows. */
export const maxInFlight = 4;
const classId = 'class-1';

/** Opens a course of one section, all graded, in a database of its own. */
export async function openBenchCourse(
  connection: mongoose.Connection,
  size: CourseSize,
): Promise<BenchCourse> {
  const section = { id: 's1', name: 'Section 1', sisId: classId };
  const members = Array.from({ length: size.students }, (_, n) => makeStudent(String(n), [section]));
  const sis = await startFastSis([{ id: classId, studentIds: members.flatMap(({ sisId }) => sisId ?? []) }]);
  const canvas = createBenchCanvas(size, members, section);
  const client = createHttp({ privateHosts: thisMachine });
  const profile = loadProfiles('config/sis').get('oneroster-1p2');
  if (!profile) throw new Error('no profile');
  let writes: HttpRequest[] = [];
  const sisClient = createSisClient(
    {
      http: (request) => {
        if (request.method === 'PUT') writes.push(request);
        return client.http(request);
      },
      clock: systemClock,
      sleep: systemSleep,
      randomBytes,
      log: createLog('silent'),
    },
    {
      profile: profile.name,
      rosteringUrl: sis.url,
      gradebookUrl: sis.url,
      auth: {
        kind: 'oauth2',
        tokenUrl: `${sis.url}/token`,
        clientId: 'bench',
        clientSecret: 'bench',
        clientAuthentication: 'basic',
      },
      maxInFlight: null,
      headers: {},
    },
    profile,
  );
  const stores = createPassbackStores(connection);
  await Promise.all(Object.values(stores).map(async (store) => store.ensureIndexes?.()));
  const made = makeInstitution('bench');
  // What the rotation reads each night is measured as Compare.
  const institution = { ...made, settings: { ...made.settings, compareNights: null } };
  const ended: { stage: number; ms: number }[] = [];
  const deps: PassbackDeps = {
    stores,
    findInstitution: async () => institution,
    openCanvas: async () => canvas.reader,
    openSis: async () => ({ client: sisClient, maxInFlight }),
    clock: systemClock,
    sleep: systemSleep,
    randomBytes,
    log: createLog('silent'),
    onEvent: (event) => {
      if (event.kind === 'stage_ended') ended.push(event);
    },
    failpoint: () => {},
  };
  const passback = createPassback(deps);
  const launch = makeLaunch('bench');
  const worker = createWorker(deps, { concurrency: 1, pollMs: 20 });
  return {
    size,
    sis,
    passback,
    launch,
    get writes() {
      return writes;
    },
    forgetWrites: () => {
      writes = [];
    },
    regrade: canvas.regrade,
    async post(kind, of = launch) {
      ended.length = 0;
      const startedAt = performance.now();
      const selection = { kind: 'all' } as const;
      const { runId } =
        kind === 'nightly'
          ? await requestRun(deps, {
              course: courseOfLaunch(of),
              kind,
              scope: scopeOf(kind, selection),
              requestedBy: { kind },
              onBehalfOf: '9',
              reach: { kind: 'course' },
            })
          : await passback.requestRun(of, { kind, selection });
      while (await worker.runOnce());
      const ms = performance.now() - startedAt;
      return {
        run: await passback.readRun(of, runId),
        ms,
        stages: [1, 2, 3, 4, 5].map((stage) => ended.find((one) => one.stage === stage)?.ms ?? 0),
      };
    },
    replay: (requests, concurrency) => replay(requests, concurrency),
    async close() {
      await client.close();
      await sis.close();
    },
  };
}

/** The very same requests over connections of their own; what the others refer to goes first. */
async function replay(requests: readonly HttpRequest[], concurrency: number): Promise<number> {
  const { http, close } = createHttp({ privateHosts: thisMachine });
  const startedAt = performance.now();
  for (const collection of ['lineItems', 'results']) {
    const queue = requests.filter(({ url }) => url.includes(`/${collection}/`));
    const lane = async (): Promise<void> => {
      for (let request = queue.pop(); request; request = queue.pop()) {
        const { signal: _signal, beforeSend: _beforeSend, ...bare } = request;
        const { status } = await http(bare);
        if (status >= 300) throw new Error(`the SIS answered ${status}`);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, lane));
  }
  const ms = performance.now() - startedAt;
  await close();
  return ms;
}

function createBenchCanvas(
  size: CourseSize,
  members: ReturnType<typeof makeStudent>[],
  section: { readonly id: string; readonly name: string; readonly sisId: string },
): { readonly reader: CanvasReader; regrade(step: number): void } {
  const assignments = Array.from({ length: size.assignments }, (_, n) => ({
    ...makeAssignment(`a${n + 1}`),
    name: `Unit ${n + 1}`,
  }));
  const grades = new Map(
    assignments.map(({ id }, column) => [
      id,
      members.map(({ canvasUserId }, row) => makeSubmission(id, canvasUserId ?? '', (row * 7 + column) % 11)),
    ]),
  );
  const pageOf = <T>(rows: readonly T[], next: string | null, length: number): Page<T> => {
    const from = Number(next ?? 0);
    return {
      rows: rows.slice(from, from + length),
      next: from + length < rows.length ? String(from + length) : null,
    };
  };
  const totalOf = (row: number): string =>
    String([...grades.values()].reduce((sum, column) => sum + (column[row]?.score ?? 0), 0));
  return {
    regrade(step) {
      for (const column of grades.values()) {
        for (let row = 0; row < column.length; row += step) {
          const before = column[row];
          if (before)
            column[row] = { ...before, score: ((before.score ?? 0) + 1) % 11, gradedAt: new Date() };
        }
      }
    },
    reader: {
      rest: {
        readCourse: async () => ({
          id: '1',
          name: 'Algebra',
          timeZone: 'America/Chicago',
          endAt: null,
          gradingPeriods: [],
        }),
        readOwnReach: async () => ({ kind: 'course' }),
        readSections: async () => [section],
        readAssignmentGroups: async () => [{ id: 'g1', name: 'Homework', position: 1 }],
        readSisAssignments: async () => assignments,
        readFormerStudents: async () => [],
        readFinalScores: async () => [],
        readStudentTotals: async () =>
          members.flatMap(({ canvasUserId }, row) =>
            canvasUserId === null ? [] : [{ canvasUserId, total: totalOf(row), isOverridden: false }],
          ),
        async readSubmissions({ assignmentIds, gradedSince, studentIds }, next) {
          const rows = assignmentIds
            .flatMap((id) => grades.get(id) ?? [])
            .filter(
              ({ canvasUserId, gradedAt }) =>
                (gradedSince === null || (gradedAt !== null && gradedAt > gradedSince)) &&
                (studentIds?.includes(canvasUserId) ?? true),
            );
          return { ...pageOf(rows, next, 100), serverTime: new Date() };
        },
      },
      readMembers: async (next) => pageOf(members, next, 50),
      readLineItems: async () => [],
      readResults: async () => ({ rows: [], next: null }),
    },
  };
}

function makeSubmission(assignmentId: string, canvasUserId: string, score: number): CanvasSubmission {
  const gradedAt = new Date('2026-10-07T12:00:00Z');
  const flags = { excused: false, late: false, missing: false };
  return {
    assignmentId,
    canvasUserId,
    score,
    textGrade: null,
    ...flags,
    gradedAt,
    postedAt: gradedAt,
    workflowState: 'graded',
    hasCustomStatus: false,
  };
}
