/** What goes wrong with a request; `apply-then-drop` loses the reply of a write that was done. */
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

/** Which requests a fault is for. */
export const faultTargets = ['all', 'reads', 'writes', 'lineItems', 'results', 'token'] as const;
export type FaultTarget = (typeof faultTargets)[number];

/** The next `count` requests of `target` meet `kind`. */
export interface PlannedFault {
  readonly kind: FaultKind;
  readonly count: number;
  readonly target: FaultTarget;
}

export interface FaultSettings {
  /** Milliseconds before every answer. */
  readonly slowMs: number;
  /** `503`: every request is answered so; `unreachable`: connections are closed without an answer. */
  readonly down: 'no' | '503' | 'unreachable';
  /** Results of these students are refused with 422. */
  readonly refusedStudents: readonly string[];
  readonly next: readonly PlannedFault[];
}

/** Seconds of the `Retry-After` that goes with `429-retry-after`. */
export const retryAfterSeconds = 1;

/** What a fault looks at. */
export interface FaultyRequest {
  readonly method: string;
  /** Path within the service; `/oauth/token` for the token endpoint. */
  readonly path: string;
}

/** Faults of one running SIS; tests set them directly, people on the fault panel. */
export interface Faults {
  readonly current: () => FaultSettings;
  readonly set: (changes: Partial<FaultSettings>) => void;
  readonly clear: () => void;
  /** The fault that this request meets, used up by it; null: none. */
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

/** A set of faults, none at first. */
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
