import { createSeededRandom, type SeededRandom } from './seeded-random.ts';

/** What happens during a round, each at one request to a SIS. The sender is the worker that made this request. */
export const soakEvents = [
  'kill sender',
  'kill all workers',
  'kill database',
  'kill everything',
  'stop sender',
  'drop SIS connections',
  'cut database connections',
  'regrade',
] as const;
export type SoakEvent = (typeof soakEvents)[number];

/** How a SIS answers one request wrongly; `apply then drop` performs it and loses the answer. */
export const sisFaults = ['500', '503', '429', 'drop before', 'apply then drop', 'slow'] as const;
export type SisFault = (typeof sisFaults)[number];

/** One changed score, by position: school, assignment and student. */
export interface Regrade {
  readonly school: number;
  readonly assignment: number;
  readonly student: number;
  readonly score: number;
}

export interface PlannedEvent {
  readonly what: SoakEvent;
  /** At the n-th request of the round, or its n-th result. */
  readonly on: 'request' | 'result';
  readonly n: number;
  /** Whether the SIS still performs the request at which it happens. */
  readonly applies: boolean;
  readonly regrades: readonly Regrade[];
}

/** Everything that is random in one round. */
export interface RoundPlan {
  readonly round: number;
  readonly kind: 'post' | 'remaster';
  /** Before the run is asked for, and after its end, while stopped workers still sleep. */
  readonly regrades: readonly Regrade[];
  readonly laterRegrades: readonly Regrade[];
  readonly events: readonly PlannedEvent[];
  /** By the number of the request. */
  readonly faults: ReadonlyMap<number, SisFault>;
}

export const soakModes = ['all', 'sleepers', 'bounces'] as const;
/** What a soak is about: everything, stopped workers alone, or killed databases alone. */
export type SoakMode = (typeof soakModes)[number];

/** The database comes back within a second or two, so one round holds many of its deaths. */
const bouncesPerRound = 6;

/** The size of the two schools of a soak. */
export interface SoakSize {
  readonly schools: number;
  readonly assignments: number;
  readonly students: number;
}

/** The round `round` of the soak `seed`: it can be repeated alone. */
export function planRound(seed: string, round: number, mode: SoakMode, size: SoakSize): RoundPlan {
  const random = createSeededRandom(`${seed}:${round}`);
  const some = (n: number) => Array.from({ length: n }, () => planRegrade(random, size));
  const kind = random.chance(0.2) ? 'remaster' : 'post';
  const regrades = some(4 + random.below(8));
  const events = planEvents(random, mode, (n) => some(n));
  const faults = mode === 'all' ? planFaults(random) : new Map<number, SisFault>();
  const sleeps = events.some(({ what }) => what === 'stop sender');
  const laterRegrades = sleeps ? everyScore(random, size) : some(random.below(3));
  return { round, kind, regrades, laterRegrades, events, faults };
}

function planRegrade(random: SeededRandom, size: SoakSize): Regrade {
  return {
    school: random.below(size.schools),
    assignment: random.below(size.assignments),
    student: random.below(size.students),
    score: random.below(101) / 10,
  };
}

/** So that whatever a sleeper still sends is an old value. */
function everyScore(random: SeededRandom, size: SoakSize): Regrade[] {
  const all: Regrade[] = [];
  for (let school = 0; school < size.schools; school += 1) {
    for (let assignment = 0; assignment < size.assignments; assignment += 1) {
      for (let student = 0; student < size.students; student += 1) {
        all.push({ school, assignment, student, score: 11 + random.below(900) / 10 });
      }
    }
  }
  return all;
}

function planEvents(
  random: SeededRandom,
  mode: SoakMode,
  regrade: (n: number) => readonly Regrade[],
): PlannedEvent[] {
  const event = (what: SoakEvent, on: 'request' | 'result', n: number): PlannedEvent => ({
    what,
    on,
    n,
    applies: random.chance(0.5),
    regrades: what === 'regrade' ? regrade(1 + random.below(4)) : [],
  });
  if (mode === 'sleepers') return [event('stop sender', 'result', 1 + random.below(4))];
  if (mode === 'bounces') {
    return Array.from({ length: bouncesPerRound }, (_, n) =>
      event('kill database', 'request', 1 + n * 8 + random.below(8)),
    );
  }
  const events: PlannedEvent[] = [];
  const kinds = [...soakEvents] as [SoakEvent, ...SoakEvent[]];
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    const what = random.pick(kinds);
    // One worker at least must stay awake to take over.
    if (what === 'stop sender' && events.some((other) => other.what === what)) continue;
    events.push(event(what, 'request', 1 + random.below(40)));
  }
  return events;
}

function planFaults(random: SeededRandom): Map<number, SisFault> {
  const faults = new Map<number, SisFault>();
  const mix = [...sisFaults] as [SisFault, ...SisFault[]];
  const share = random.pick([0, 0.05, 0.2]);
  for (let n = 1; n <= 60; n += 1) if (random.chance(share)) faults.set(n, random.pick(mix));
  return faults;
}
