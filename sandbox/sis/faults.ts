/** What goes wrong with a request; `apply-then-drop` performs a write and loses its reply. */
export const faultKinds = [
  '429',
  '429-retry-after',
  '500',
  '503',
  'html',
  'drop-before',
  'apply-then-drop',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Which requests a fault affects. */
export const faultTargets = ['all', 'reads', 'writes', 'lineItems', 'results', 'token'] as const;
export type FaultTarget = (typeof faultTargets)[number];

/** Affects the next `count` requests of `target`. */
export interface PlannedFault {
  readonly kind: FaultKind;
  readonly count: number;
  readonly target: FaultTarget;
}

export interface FaultSettings {
  /** Milliseconds before every answer. */
  readonly slowMs: number;
  /** `503`: the answer to every request; `unreachable`: connections are closed without an answer. */
  readonly down: 'no' | '503' | 'unreachable';
  /** Results of these students are refused with 422. */
  readonly refusedStudents: readonly string[];
  readonly next: readonly PlannedFault[];
}

/** Seconds of the `Retry-After` that goes with `429-retry-after`. */
export const retryAfterSeconds = 1;

/** The parts of a request that decide which fault it meets. */
export interface FaultyRequest {
  readonly method: string;
  /** Path within the service; `/oauth/token` for the token endpoint. */
  readonly path: string;
}

/** Faults of a running SIS. Tests set them directly, people on the fault panel. */
export interface Faults {
  readonly current: () => FaultSettings;
  readonly set: (changes: Partial<FaultSettings>) => void;
  readonly clear: () => void;
  /** Takes the fault for this request; null: none. */
  readonly take: (request: FaultyRequest) => FaultKind | 'unreachable' | null;
}

const noFaults: FaultSettings = { slowMs: 0, down: 'no', refusedStudents: [], next: [] };

function isMeant(target: FaultTarget, { method, path }: FaultyRequest): boolean {
  const isToken = path === '/oauth/token';
  const isWrite = !isToken && method !== 'GET';
  switch (target) {
    case 'all':
      return true;
    case 'token':
      return isToken;
    case 'reads':
      return !isToken && !isWrite;
    case 'writes':
      return isWrite;
    default:
      return isWrite && path.startsWith(`/${target}`);
  }
}

/** No faults at first. */
export function createFaults(): Faults {
  let settings = noFaults;
  return {
    current: () => settings,
    set: (changes) => {
      settings = { ...settings, ...changes };
    },
    clear: () => {
      settings = noFaults;
    },
    take: (request) => {
      if (settings.down !== 'no') return settings.down;
      const planned = settings.next.find((fault) => isMeant(fault.target, request));
      if (!planned) return null;
      const rest = settings.next.flatMap((fault) => {
        if (fault !== planned) return fault;
        return fault.count > 1 ? { ...fault, count: fault.count - 1 } : [];
      });
      settings = { ...settings, next: rest };
      return planned.kind;
    },
  };
}
