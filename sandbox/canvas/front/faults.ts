/** Disturbs the answers to matching paths. `times` null: until it is removed. */
export type Fault = {
  /** A regular expression on the path without its query; absent: every API and token path. */
  readonly pathPattern?: string;
  readonly method?: string;
  readonly times?: number | null;
} & (
  | { readonly kind: 'slow'; readonly ms: number }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly contentType?: string;
    }
  /** Closes the connection without an answer. */
  | { readonly kind: 'drop' }
  /** Answers as if the rate limit were exhausted. */
  | { readonly kind: 'throttle' }
);

/** What differs between real Canvas installations. All of it can be changed while the sandbox runs. */
export interface CanvasQuirks {
  /** 403 in the source, 429 in the current documentation (CF8). */
  throttleStatus: 403 | 429;
  /** 401 in older Canvas, 403 in newer (CT12). */
  deniedStatus: 401 | 403;
  /** What AGS answers for a course that has ended: 404, or 422 in newer Canvas (CF11). */
  concludedStatus: 404 | 422;
  /** Pages of submissions hold fewer rows than `per_page` although more follow (CT15). */
  shortPages: boolean;
  /** Added to the cost of every request, so that the rate limit can be reached on purpose. */
  extraCost: number;
}

export interface ActiveFault {
  readonly id: number;
  readonly fault: Fault;
  /** How many more requests it affects; null: until it is removed. */
  readonly left: number | null;
}

export interface Faults {
  readonly quirks: CanvasQuirks;
  add(fault: Fault): number;
  list(): readonly ActiveFault[];
  remove(id: number): void;
  clear(): void;
  /** The faults that affect this request. Each one returned is counted down. */
  strike(method: string, path: string): readonly Fault[];
}

const everyService = '^/(api/|login/oauth2/token)';

export function createFaults(): Faults {
  const active = new Map<number, { fault: Fault; left: number | null }>();
  let lastId = 0;
  return {
    quirks: { throttleStatus: 403, deniedStatus: 401, concludedStatus: 404, shortPages: false, extraCost: 0 },
    add: (fault) => {
      lastId += 1;
      active.set(lastId, { fault, left: fault.times ?? null });
      return lastId;
    },
    list: () => [...active].map(([id, { fault, left }]) => ({ id, fault, left })),
    remove: (id) => {
      active.delete(id);
    },
    clear: () => active.clear(),
    strike: (method, path) => {
      const struck: Fault[] = [];
      for (const [id, entry] of active) {
        const { fault } = entry;
        if (fault.method !== undefined && fault.method.toUpperCase() !== method) continue;
        if (!new RegExp(fault.pathPattern ?? everyService, 'u').test(path)) continue;
        struck.push(fault);
        if (entry.left === null) continue;
        entry.left -= 1;
        if (entry.left <= 0) active.delete(id);
      }
      return struck;
    },
  };
}
