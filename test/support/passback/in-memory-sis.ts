import type { SisCategory, SisGradingPeriod, SisLineItem, SisResult } from '../../../src/domain/sis.ts';
import type { SisProfile } from '../../../src/oneroster/profile/sis-profile.ts';
import type { SendPermit, SisClient, SisFailure, SisReply } from '../../../src/oneroster/sis-client.ts';

/** One write that reached the SIS: an entry of the append-only ledger. */
export interface LedgerEntry {
  readonly kind: 'lineItem' | 'result';
  readonly id: string;
  readonly classSourcedId: string;
  readonly score: number | null;
  readonly at: number;
}

/** What a fault does to one request: answers with a failure, or applies it and loses the reply. */
export type Fault =
  | { readonly failure: SisFailure }
  | { readonly lostReply: true }
  | { readonly ignored: true };

export type FaultRule = (request: { kind: string; id: string; n: number }) => Fault | null;

export interface InMemoryClass {
  readonly sourcedId: string;
  readonly students: readonly string[];
}

/** Habits of real SISs that answer every write with success. */
export interface SisHabits {
  /** Drops `scoreStatus`, so that whatever score came with `exempt` counts. */
  readonly ignoresStatus?: true;
  /** PUT changes only what it has; POST creates, under ids of its own. */
  readonly updatesOnly?: true;
  /** Drops `textScore`; or makes it of the score by a scale of its own. */
  readonly text?: 'drops' | 'own';
  /** Ignores `status: tobedeleted` and DELETE. */
  readonly keepsDeleted?: true;
  /** Keeps so many decimals of a score; 0: whole points. */
  readonly decimals?: number;
  /** Cuts decimals off instead of rounding. */
  readonly truncates?: true;
  /** Lowers a score above the points possible to them. */
  readonly capsScores?: true;
  /** Keeps scores as 32-bit floats. */
  readonly floats?: true;
  /** Keeps the first score of a student and ignores every other. */
  readonly createsOnly?: true;
  /** Leaves one out of the pairs of ids with which it answers a bulk POST. */
  readonly namesFewIds?: true;
  /** Shows no result that it holds. */
  readonly hidesResults?: true;
  /** Cuts titles to so many characters. */
  readonly titleLength?: number;
  /** Gives every line item these points. */
  readonly points?: number;
  /** Keeps the first content of a line item and ignores every other. */
  readonly createsLineItemsOnly?: true;
  /** Makes another line item of each PUT to one that exists. */
  readonly addsLineItems?: true;
  /** Lists no line item. */
  readonly hidesLineItems?: true;
}

/** A SIS in memory that behaves as its profile says; faults are injected per request. */
export interface InMemorySis {
  readonly client: SisClient;
  readonly ledger: LedgerEntry[];
  readonly lineItems: Map<string, SisLineItem>;
  readonly results: Map<string, SisResult>;
  readonly classes: Map<string, string[]>;
  categories: SisCategory[];
  periods: SisGradingPeriod[];
  faults: FaultRule;
  profile: SisProfile;
  /** Requests by kind. */
  readonly requests: Record<string, number>;
  /** The most writes in flight at once, by class. */
  readonly inFlight: Map<string, number>;
  /** How long each write takes, in milliseconds. */
  latencyMs: number;
  /** How it misbehaves without saying so. */
  habits: SisHabits;
  /** The same in some classes alone. */
  readonly classHabits: Map<string, SisHabits>;
  /** Lists the results of a class in one list; `latest`: only that many, those that came last. */
  listsByClass: boolean | { readonly latest: number };
  /** The zone of the course that was written last. */
  timeZone: string;
  /** Accepts one student's result under another's id, where a strict SIS would refuse it. */
  movesResults: boolean;
  /** How it shows the results of a line item that it holds. */
  show: (results: readonly SisResult[]) => readonly SisResult[];
}

export const plainProfile: SisProfile = {
  name: 'tiny',
  title: 'Tiny SIS',
  version: '1.2',
  matchClassBy: 'sourcedId',
  matchStudentBy: 'sourcedId',
  titleLimit: null,
  uniqueTitles: false,
  wholePointsOnly: false,
  wholeScoresOnly: false,
  overMaximum: 'send',
  rounding: 'exact',
  category: 'required',
  gradingPeriod: 'optional',
  scoreDate: 'date',
  readsLineItems: true,
  readsResults: true,
  pathId: 'ours',
  exempt: 'status',
  lateAndMissing: 'flags',
  maxInFlight: 4,
  pageSize: 100,
};

export function failure(kind: SisFailure['kind'], status: number | null, sisMessage = 'no'): Fault {
  return { failure: { kind, status, codeMinor: null, sisMessage, retryAfterMs: null } };
}

export function createInMemorySis(classes: readonly InMemoryClass[]): InMemorySis {
  const sis: Omit<InMemorySis, 'client'> = {
    ledger: [],
    lineItems: new Map(),
    results: new Map(),
    classes: new Map(classes.map((sisClass) => [sisClass.sourcedId, [...sisClass.students]])),
    categories: [{ sourcedId: 'cat-homework', title: 'Homework', classSourcedId: null }],
    periods: [{ sourcedId: 'gp-1', title: 'Q1', startDate: '2026-08-01', endDate: '2026-12-31' }],
    faults: () => null,
    profile: plainProfile,
    requests: {},
    inFlight: new Map(),
    latencyMs: 0,
    habits: {},
    classHabits: new Map(),
    listsByClass: false,
    timeZone: 'UTC',
    movesResults: true,
    show: (results) => results,
  };
  return Object.assign(sis, { client: createClient(sis) });
}

/** One request: what it is, what forbids it, and what it does. */
interface Request<T> {
  readonly kind: string;
  readonly id: string;
  readonly signal: AbortSignal;
  /** Why it is refused, or null. */
  readonly refusal?: () => string | null;
  readonly apply: () => T;
  /** The answer of a SIS that ignores the request. */
  readonly pretend?: T;
}

function keepText({ text }: SisHabits): Pick<SisResult, 'textScore'> {
  if (text === undefined) return {};
  return { textScore: text === 'own' ? 'Meets expectations' : undefined };
}

/** The score that the SIS makes of the one it is sent. */
function keepScore(habits: SisHabits, score: number | null, maximum: number): number | null {
  if (score === null) return null;
  const lowered = habits.capsScores ? Math.min(score, maximum) : score;
  if (habits.floats) return Math.fround(lowered);
  if (habits.decimals === undefined) return lowered;
  const unit = 10 ** habits.decimals;
  return (habits.truncates ? Math.trunc(lowered * unit) : Math.round(lowered * unit)) / unit;
}

function createClient(sis: Omit<InMemorySis, 'client'>, permit?: SendPermit): SisClient {
  const answer = async <T>({
    kind,
    id,
    signal,
    refusal,
    apply,
    pretend,
  }: Request<T>): Promise<SisReply<T>> => {
    signal.throwIfAborted();
    permit?.check();
    const n = (sis.requests[kind] ?? 0) + 1;
    sis.requests[kind] = n;
    if (sis.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, sis.latencyMs));
    else await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const fault = sis.faults({ kind, id, n });
    if (fault && 'failure' in fault) return { ok: false, failure: fault.failure };
    if (fault && 'ignored' in fault && pretend) return { ok: true, value: pretend };
    const refused = refusal?.() ?? null;
    if (refused !== null) {
      const noRetry = { status: 404, codeMinor: 'unknownobject', retryAfterMs: null };
      return { ok: false, failure: { kind: 'item', sisMessage: refused, ...noRetry } };
    }
    const value = apply();
    if (!fault) return { ok: true, value };
    return {
      ok: false,
      failure: { kind: 'transient', status: null, codeMinor: null, sisMessage: '', retryAfterMs: null },
    };
  };
  /** A SIS that assigns its own ids makes a new object for each id that it does not know. */
  const giveId = (known: ReadonlyMap<string, unknown>, id: string): string =>
    sis.profile.pathId === 'ours' || known.has(id) ? id : `sis-${known.size + 1}`;
  const note = (entry: Omit<LedgerEntry, 'at'>): void => {
    sis.ledger.push({ ...entry, at: performance.now() });
  };
  const habitsIn = (id: string): SisHabits => sis.classHabits.get(id) ?? sis.habits;
  const refuseUnknownClass = (id: string) => (): string | null =>
    sis.classes.has(id) ? null : `unknown class ${id}`;
  const categoriesOf = (id: string): SisCategory[] =>
    sis.categories.filter(({ classSourcedId }) => classSourcedId === null || classSourcedId === id);
  const refuseLineItem = (lineItem: SisLineItem): string | null => {
    const { classSourcedId, categorySourcedId, gradingPeriodSourcedId } = lineItem;
    const has = (rows: readonly { readonly sourcedId: string }[], id: string | null): boolean =>
      id === null || rows.some(({ sourcedId }) => sourcedId === id);
    if (!has(categoriesOf(classSourcedId), categorySourcedId)) return `unknown category ${categorySourcedId}`;
    if (!has(sis.periods, gradingPeriodSourcedId)) return `unknown grading period ${gradingPeriodSourcedId}`;
    return refuseUnknownClass(classSourcedId)();
  };
  const refuseResult = (result: SisResult): string | null => {
    const { sourcedId, lineItemSourcedId, studentSourcedId } = result;
    const owner = sis.results.get(sourcedId)?.studentSourcedId ?? studentSourcedId;
    if (!sis.movesResults && owner !== studentSourcedId) return 'the result is of another student';
    const lineItem = sis.lineItems.get(lineItemSourcedId);
    if (!lineItem) return `unknown lineItem ${lineItemSourcedId}`;
    const isEnrolled = sis.classes.get(lineItem.classSourcedId)?.includes(studentSourcedId);
    return isEnrolled ? null : `${studentSourcedId} is not enrolled in the class`;
  };
  return {
    get profile() {
      return sis.profile;
    },
    under: (given) => createClient(sis, given),
    inZone(timeZone) {
      sis.timeZone = timeZone;
      return this;
    },
    readClass: (id, signal) =>
      answer({
        kind: 'readClass',
        id,
        signal,
        apply: () =>
          sis.classes.has(id)
            ? {
                found: 'one' as const,
                value: {
                  sourcedId: id,
                  title: id,
                  schoolSourcedId: 'school',
                  classCode: null,
                  termSourcedIds: ['term'],
                },
              }
            : { found: 'none' as const },
      }),
    readCategories: (id, signal) =>
      answer({
        kind: 'readCategories',
        id,
        signal,
        refusal: refuseUnknownClass(id),
        apply: () => categoriesOf(id),
      }),
    readGradingPeriods: ({ sourcedId }, signal) =>
      answer({ kind: 'readPeriods', id: sourcedId, signal, apply: () => sis.periods }),
    readStudents: (id, signal) =>
      answer({
        kind: 'readStudents',
        id,
        signal,
        refusal: refuseUnknownClass(id),
        apply: () =>
          (sis.classes.get(id) ?? []).map((sourcedId) => ({
            sourcedId,
            identifier: null,
            username: null,
            email: null,
          })),
      }),
    async readLineItems(id, signal) {
      // A 404 does not say whether the list is empty, so the client reports it as unreadable (OF13).
      if (!sis.profile.readsLineItems || refuseUnknownClass(id)() !== null) return { ok: true, value: null };
      return answer({
        kind: 'readLineItems',
        id,
        signal,
        refusal: refuseUnknownClass(id),
        apply: () =>
          habitsIn(id).hidesLineItems
            ? []
            : [...sis.lineItems.values()].filter(({ classSourcedId }) => classSourcedId === id),
      });
    },
    async readResults(classSourcedId, id, signal) {
      const isKnown = sis.lineItems.get(id)?.classSourcedId === classSourcedId;
      if (!sis.profile.readsResults || !isKnown) return { ok: true, value: null };
      return answer({
        kind: 'readResults',
        id,
        signal,
        refusal: () => null,
        apply: () =>
          habitsIn(classSourcedId).hidesResults
            ? []
            : sis.show([...sis.results.values()].filter(({ lineItemSourcedId }) => lineItemSourcedId === id)),
      });
    },
    async readClassResults(id, signal) {
      const { listsByClass } = sis;
      if (!sis.profile.readsResults) return { ok: true, value: null };
      return answer({
        kind: 'readClassResults',
        id,
        signal,
        apply() {
          if (listsByClass === false) return null;
          const ofClass = [...sis.results.values()].filter(({ classSourcedId }) => classSourcedId === id);
          const listed = listsByClass === true ? ofClass : ofClass.slice(-listsByClass.latest);
          return habitsIn(id).hidesResults ? [] : sis.show(listed);
        },
      });
    },
    putCategory: (category, signal) =>
      answer({
        kind: 'putCategory',
        id: category.sourcedId,
        signal,
        refusal: refuseUnknownClass(category.classSourcedId),
        apply() {
          const others = sis.categories.filter(({ sourcedId }) => sourcedId !== category.sourcedId);
          sis.categories = [...others, category];
          return { sourcedId: category.sourcedId };
        },
        pretend: { sourcedId: category.sourcedId },
      }),
    putLineItem: (lineItem, signal) =>
      answer({
        kind: 'putLineItem',
        id: lineItem.sourcedId,
        signal,
        refusal: () =>
          habitsIn(lineItem.classSourcedId).updatesOnly && !sis.lineItems.has(lineItem.sourcedId)
            ? 'unknown object'
            : refuseLineItem(lineItem),
        apply() {
          const id = giveId(sis.lineItems, lineItem.sourcedId);
          const { classSourcedId } = lineItem;
          const habits = habitsIn(classSourcedId);
          const isKnown = sis.lineItems.has(id);
          const kept = {
            ...lineItem,
            sourcedId: isKnown && habits.addsLineItems ? `${id}-${sis.lineItems.size}` : id,
            title: lineItem.title.slice(0, habits.titleLength),
            resultValueMax: habits.points ?? lineItem.resultValueMax,
          };
          if (!(isKnown && habits.createsLineItemsOnly)) sis.lineItems.set(kept.sourcedId, kept);
          note({ kind: 'lineItem', id, classSourcedId, score: null });
          return { sourcedId: id };
        },
      }),
    createLineItem(lineItem, signal) {
      const { classSourcedId } = lineItem;
      return answer({
        kind: 'createLineItem',
        id: lineItem.sourcedId,
        signal,
        refusal: () => (habitsIn(classSourcedId).updatesOnly ? refuseLineItem(lineItem) : 'unknown path'),
        apply() {
          const id = `given-item-${sis.lineItems.size + 1}`;
          sis.lineItems.set(id, { ...lineItem, sourcedId: id });
          note({ kind: 'lineItem', id, classSourcedId, score: null });
          return { sourcedId: id };
        },
      });
    },
    withdrawResult: ({ sourcedId, studentSourcedId }, signal) =>
      answer({
        kind: 'withdrawResult',
        id: studentSourcedId,
        signal,
        apply() {
          const { classSourcedId } = sis.results.get(sourcedId) ?? { classSourcedId: '' };
          if (!habitsIn(classSourcedId).keepsDeleted) sis.results.delete(sourcedId);
          return { sourcedId };
        },
      }),
    createResults(results, signal) {
      const [first] = results;
      const { classSourcedId = '', lineItemSourcedId = '' } = first ?? {};
      return answer({
        kind: 'createResults',
        id: lineItemSourcedId,
        signal,
        // All or none.
        refusal: () => results.map(refuseResult).find((refused) => refused !== null) ?? null,
        apply() {
          const pairs = results.map((result): [string, string] => {
            const id = `given-${sis.results.size + 1}`;
            sis.results.set(id, { ...result, sourcedId: id });
            note({ kind: 'result', id, classSourcedId, score: result.score });
            return [result.sourcedId, id];
          });
          const { namesFewIds } = habitsIn(classSourcedId);
          return new Map(namesFewIds ? pairs.slice(1) : pairs);
        },
      });
    },
    clearResult(result, signal) {
      if (sis.profile.version === '1.2') return this.putResult(result, signal);
      const { sourcedId, classSourcedId, studentSourcedId } = result;
      return answer({
        kind: 'deleteResult',
        id: studentSourcedId,
        signal,
        apply() {
          if (!habitsIn(classSourcedId).keepsDeleted) sis.results.delete(sourcedId);
          note({ kind: 'result', id: sourcedId, classSourcedId, score: null });
          return { sourcedId };
        },
      });
    },
    deleteResult: (sourcedId, signal) =>
      answer({
        kind: 'deleteResult',
        id: sourcedId,
        signal,
        apply() {
          const { classSourcedId } = sis.results.get(sourcedId) ?? { classSourcedId: '' };
          if (!habitsIn(classSourcedId).keepsDeleted) sis.results.delete(sourcedId);
          return { sourcedId };
        },
      }),
    deleteLineItem: (sourcedId, signal) =>
      answer({
        kind: 'deleteLineItem',
        id: sourcedId,
        signal,
        apply() {
          const { classSourcedId } = sis.lineItems.get(sourcedId) ?? { classSourcedId: '' };
          if (habitsIn(classSourcedId).keepsDeleted) return { sourcedId };
          sis.lineItems.delete(sourcedId);
          for (const [id, { lineItemSourcedId }] of sis.results) {
            if (lineItemSourcedId === sourcedId) sis.results.delete(id);
          }
          note({ kind: 'lineItem', id: sourcedId, classSourcedId, score: null });
          return { sourcedId };
        },
      }),
    async putResult(result, signal) {
      const { classSourcedId, sourcedId, score } = result;
      sis.inFlight.set(classSourcedId, (sis.inFlight.get(classSourcedId) ?? 0) + 1);
      try {
        return await answer({
          kind: 'putResult',
          id: result.studentSourcedId,
          signal,
          refusal: () =>
            habitsIn(classSourcedId).updatesOnly && !sis.results.has(sourcedId)
              ? 'unknown object'
              : refuseResult(result),
          apply() {
            const id = giveId(sis.results, sourcedId);
            const habits = habitsIn(classSourcedId);
            const status = habits.ignoresStatus ? { scoreStatus: 'fully graded' as const } : {};
            const maximum = sis.lineItems.get(result.lineItemSourcedId)?.resultValueMax ?? Infinity;
            if (!(habits.createsOnly && sis.results.has(id))) {
              const kept = { ...status, score: keepScore(habits, score, maximum), sourcedId: id };
              sis.results.set(id, { ...result, ...kept, ...keepText(habits) });
            }
            note({ kind: 'result', id, classSourcedId, score });
            return { sourcedId: id };
          },
          pretend: { sourcedId },
        });
      } finally {
        sis.inFlight.set(classSourcedId, (sis.inFlight.get(classSourcedId) ?? 1) - 1);
      }
    },
  };
}
