import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import { type ItemCounts, stageNames } from '../domain/outcomes.ts';
import { type Http, HttpFailure } from '../http/http.ts';
import type { LaunchOutcome } from '../lti/launch/launch-outcome.ts';
import type { PassbackEvent } from '../passback/passback-deps.ts';
import type { RunQueue } from '../store/passback/run-queue.ts';

/**
 * What Prometheus reads. Every label has few values, and none names a person, course or institution (S30).
 */
export interface Metrics {
  /** Everything in Prometheus's text form. */
  read(): Promise<string>;
  readonly contentType: string;
  onPassback(event: PassbackEvent): void;
  onLaunchOutcome(outcome: LaunchOutcome): void;
  /** Wraps `http` and records the duration and status of each request under `peer`. */
  measure(http: Http, peer: 'canvas' | 'sis'): Http;
}

export interface MetricsDeps {
  readonly queue: RunQueue;
  readonly clock: Clock;
}

const prefix = 'grade_passback_';
const requestSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const stageSeconds = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600];

export function createMetrics(deps: MetricsDeps): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]): Counter<T> =>
    new Counter({ name: prefix + name, help, labelNames, registers });

  const requested = counter('runs_requested_total', 'Runs that were asked for', ['kind']);
  const ended = counter('runs_ended_total', 'Runs that ended', ['kind', 'state']);
  const pauses = counter('run_waits_total', 'Pauses of runs because Canvas or the SIS did not answer', [
    'code',
  ]);
  const takeovers = counter('lease_takeovers_total', 'Runs taken over from a worker that died', []);
  const items = counter('items_total', 'Grades of ended runs by outcome', ['outcome']);
  const launches = counter('launches_total', 'Launches, and refused logins, by outcome', ['event', 'code']);
  const stages = new Histogram({
    name: `${prefix}stage_duration_seconds`,
    help: 'How long a stage took',
    labelNames: ['stage'],
    buckets: stageSeconds,
    registers,
  });
  const requests = new Histogram({
    name: `${prefix}outgoing_request_duration_seconds`,
    help: 'Time until a response from Canvas or the SIS was read, by its status or by why there was none',
    labelNames: ['peer', 'method', 'status'],
    buckets: requestSeconds,
    registers,
  });
  const readQueue = addQueueGauges(registers, deps);

  return {
    async read() {
      await readQueue();
      return registry.metrics();
    },
    contentType: registry.contentType,
    onPassback(event) {
      switch (event.kind) {
        case 'run_requested':
          return requested.inc({ kind: event.runKind });
        case 'run_claimed':
          return event.takeover ? takeovers.inc() : undefined;
        case 'stage_ended':
          return stages.observe({ stage: stageNames[event.stage - 1] ?? '' }, event.ms / 1000);
        case 'run_waiting':
          return pauses.inc({ code: event.code });
        case 'run_braked':
          return pauses.inc({ code: 'brake' });
        case 'run_ended':
          ended.inc({ kind: event.runKind, state: event.state });
          for (const [outcome, count] of outcomesOf(event.counts)) items.inc({ outcome }, count);
      }
    },
    onLaunchOutcome: ({ event, code }) => launches.inc({ event, code }),
    measure: (http, peer) => async (request) => {
      const startedAt = performance.now();
      const observe = (status: string): void =>
        requests.observe({ peer, method: request.method, status }, (performance.now() - startedAt) / 1000);
      try {
        const response = await http(request);
        observe(String(response.status));
        return response;
      } catch (error) {
        observe(error instanceof HttpFailure ? error.kind : 'error');
        throw error;
      }
    },
  };
}

/**
 * The queue, read from the database at each scrape because all processes share it. Without a database these
 * values are missing and the others remain.
 */
function addQueueGauges(registers: Registry[], { queue, clock }: MetricsDeps): () => Promise<void> {
  const gauge = <T extends string>(name: string, help: string, labelNames: readonly T[] = []): Gauge<T> =>
    new Gauge({ name: prefix + name, help, labelNames, registers });
  const due = gauge('queue_due_runs', 'Runs that are due and that no worker has');
  const age = gauge('queue_age_seconds', 'How long the oldest due run has waited for a worker');
  const open = gauge('open_runs', 'Runs that have not ended, by state', ['state']);
  return async () => {
    const now = clock();
    const state = await queue.read(now).catch(() => null);
    for (const reading of [due, age]) reading.remove();
    open.reset();
    if (state === null) return;
    for (const [name, count] of state.states) open.set({ state: name }, count);
    due.set(state.dueRuns);
    age.set(state.oldestDueAt ? Math.max(0, now.getTime() - state.oldestDueAt.getTime()) / 1000 : 0);
  };
}

function outcomesOf(counts: ItemCounts): readonly (readonly [string, number])[] {
  const { sent, confirmed, unchanged, heldBack, skipped, failed } = counts;
  return Object.entries({ sent, confirmed, unchanged, held_back: heldBack, skipped, failed });
}
