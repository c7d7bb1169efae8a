import type { SisLineItem, SisResult } from '../../domain/sis.ts';
import type { SisReply } from '../../oneroster/sis-client.ts';
import type { RunContext } from '../runs/run-context.ts';

/** Finds what the SIS may already hold of an object whose id it chooses itself. */
export interface Adopter {
  /** The line item under the id that the SIS has given it, if an earlier try reached it. */
  adoptLineItem(lineItem: SisLineItem): Promise<SisReply<SisLineItem>>;
  /** Notes under which id a line item was accepted: another one of the same name is another one. */
  noteLineItem(ownId: string, sourcedId: string): void;
  /** Lets only one at a time look and send in a class, so that two of one name do not find each other's. */
  inTurn<T>(classSourcedId: string, task: () => Promise<T>): Promise<T>;
  adoptResult(result: SisResult): Promise<SisReply<SisResult>>;
}

/**
 * Where the SIS gives the ids (`pathId: theirs`), repeating a PUT without one would make a second object. So before
 * something is sent of which no receipt is known, it is looked for: a line item by title and due date, as Instructure's
 * own passback does (community.canvaslms.com ta-p/484009), a result by its student. Elsewhere nothing is read.
 */
export function createAdopter(context: RunContext): Adopter {
  const { deps, run, sis, lease } = context;
  const { client } = sis;
  const { signal } = lease;
  const isTheirs = client.profile.pathId === 'theirs';
  /** Ids of other assignments' line items, by id; the value is our own id of it, where known. */
  const taken = new Map<string, string | null>();
  /** Results by line item: read once, and anew for one that is tried again. */
  const lists = new Map<string, Promise<SisReply<readonly SisResult[] | null>>>();
  const tried = new Set<string>();
  const turns = new Map<string, Promise<unknown>>();
  let loading: Promise<void> | undefined;
  const loadTaken = async (): Promise<void> => {
    const receipts = await deps.stores.receipts.findLineItems(run.courseKey);
    for (const { sourcedId } of receipts) if (!taken.has(sourcedId)) taken.set(sourcedId, null);
  };
  return {
    async inTurn(classSourcedId, task) {
      if (!isTheirs) return task();
      const turn = (turns.get(classSourcedId) ?? Promise.resolve()).then(task);
      turns.set(
        classSourcedId,
        turn.catch(() => {}),
      );
      return turn;
    },
    noteLineItem: (ownId, sourcedId) => void taken.set(sourcedId, ownId),
    async adoptLineItem(lineItem) {
      if (!isTheirs) return { ok: true, value: lineItem };
      loading ??= loadTaken();
      await loading;
      // A receipt gave this id: the SIS knows it.
      if (taken.has(lineItem.sourcedId)) return { ok: true, value: lineItem };
      const list = await client.readLineItems(lineItem.classSourcedId, signal);
      if (!list.ok) return list;
      const isFree = (id: string): boolean => !taken.has(id) || taken.get(id) === lineItem.sourcedId;
      const found = (list.value ?? []).find(
        ({ sourcedId, title, dueDate }) =>
          isFree(sourcedId) && title === lineItem.title && dueDate === lineItem.dueDate,
      );
      return { ok: true, value: found ? { ...lineItem, sourcedId: found.sourcedId } : lineItem };
    },
    async adoptResult(result) {
      if (!isTheirs) return { ok: true, value: result };
      const { classSourcedId, lineItemSourcedId, studentSourcedId, sourcedId } = result;
      const again = tried.has(sourcedId);
      tried.add(sourcedId);
      const known = again ? undefined : lists.get(lineItemSourcedId);
      const reading = known ?? client.readResults(classSourcedId, lineItemSourcedId, signal);
      lists.set(lineItemSourcedId, reading);
      const list = await reading;
      if (!list.ok) {
        lists.delete(lineItemSourcedId);
        return list;
      }
      const found = list.value?.find((one) => one.studentSourcedId === studentSourcedId);
      return { ok: true, value: found ? { ...result, sourcedId: found.sourcedId } : result };
    },
  };
}
