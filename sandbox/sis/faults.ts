/** What goes wrong with a request. `apply-then-drop` performs a write and loses the reply. */
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

/** The requests that a fault affects. */
export const faultTargets = ['all', 'reads', 'writes', 'lineItems', 'results', 'token'] as const;
export type FaultTarget = (typeof faultTargets)[number];

/** Affects the next `count` requests to `target`. */
export interface PlannedFault {
  readonly kind: FaultKind;
  readonly count: number;
  readonly target: FaultTarget;
}

export interface FaultSettings {
  /** Delay before every answer, in milliseconds. */
  readonly slowMs: number;
  /** `503` answers every request so; `unreachable` closes connections without an answer. */
  readonly down: 'no' | '503' | 'unreachable';
  /** Students whose results are refused with 422. */
  readonly refusedStudents: readonly string[];
  readonly next: readonly PlannedFault[];
}

/** The `Retry-After` of `429-retry-after`, in seconds. */
export const retryAfterSeconds = 1;

/** The parts of a request that decide which fault strikes it. */
export interface FaultyRequest {
  readonly method: string;
  /** The path within the service, or `/oauth/token` for the token endpoint. */
  readonly path: string;
}

/** The faults of a running SIS. Tests set them directly, people on the fault panel. */
export interface Faults {
  readonly current: () => FaultSettings;
  readonly set: (changes: Partial<FaultSettings>) => void;
  readonly clear: () => void;
  /** Takes the fault that strikes this request, or null. */
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

/** Starts without faults. */
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
