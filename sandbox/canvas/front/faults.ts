/** A disturbance of answers whose path matches. `times` null: until removed. */
export type Fault = {
  /** Regular expression on the path without query; absent: every API and token path. */
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
  /** The connection ends without an answer. */
  | { readonly kind: 'drop' }
  /** Answered as if the rate limit were used up. */
  | { readonly kind: 'throttle' }
);

/** Ways in which real Canvas installations differ; changeable while running. */
export interface CanvasQuirks {
  /** 403 in the source, 429 in the current documentation (CF8). */
  throttleStatus: 403 | 429;
  /** 401 in older sources, 403 on newer Canvas (CT12). */
  deniedStatus: 401 | 403;
  /** What AGS answers in a course that has ended: 404, or 422 on newer Canvas (CF11). */
  concludedStatus: 404 | 422;
  /** Submissions pages come with fewer rows than `per_page` although more follow (CT15). */
  shortPages: boolean;
  /** Added to every request's cost, so that a test or a person can meet the rate limit. */
  extraCost: number;
}

export interface ActiveFault {
  readonly id: number;
  readonly fault: Fault;
  /** How often it will still strike; null: until removed. */
  readonly left: number | null;
}

/** The faults of one sandbox Canvas. */
export interface Faults {
  readonly quirks: CanvasQuirks;
  add(fault: Fault): number;
  list(): readonly ActiveFault[];
  remove(id: number): void;
  clear(): void;
  /** The faults that strike this request; each is counted down. */
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
