import type { SisLineItem, SisResult } from '../../domain/sis.ts';
import type { SisReply } from '../../oneroster/sis-client.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { RunContext } from '../runs/run-context.ts';
import { mayHaveCreated } from './create-columns.ts';

/** Finds the object that the SIS may already hold under an id of its own choosing. */
export interface Adopter {
  /** The line item under the id that the SIS assigned, if an earlier try reached the SIS. */
  adoptLineItem(lineItem: SisLineItem): Promise<SisReply<SisLineItem>>;
  /**
   * The line item as it stands in the SIS already, looked up by its id, then by title and due date; null: nothing stands
   * there. `unread`: the SIS does not say.
   */
  findLineItem(lineItem: SisLineItem): Promise<SisReply<SisLineItem | null | 'unread'>>;
  /** Records the id under which a line item was accepted, so that no other line item adopts it. */
  noteLineItem(ownId: string, sourcedId: string): void;
  /**
   * Runs one task at a time per class where ids are the SIS's, so that two line items with one title do not adopt each
   * other's.
   */
  inTurn<T>(classSourcedId: string, task: () => Promise<T>): Promise<T>;
  adoptResult(result: SisResult, item: ItemRecord): Promise<SisReply<SisResult>>;
}

/**
 * If the SIS assigns the ids (`pathId: theirs`), repeating a PUT would create a second object. So an object
 * without a receipt is looked up before it is sent: a line item by title and due date, as Instructure's own
 * passback does (community.canvaslms.com ta-p/484009), a result by its student. With our own ids nothing is
 * read, unless the SIS also gives ids to results that are created together (OF15), or the line item was adopted: a student
 * without a grade in Canvas may have one there under another tool's id (P14).
 */
export function createAdopter(context: RunContext): Adopter {
  const { deps, run, sis, lease } = context;
  const { client } = sis;
  const { signal } = lease;
  const isTheirs = client.profile.pathId === 'theirs';
  /**
   * The SIS's ids of the course's line items. The value is our id, known only for those that this run sent.
   */
  const taken = new Map<string, string | null>();
  /** Results by line item. Read once, and again for a result that is tried again. */
  const resultLists = new Map<string, Promise<SisReply<readonly SisResult[] | null>>>();
  const tried = new Set<string>();
  let adopted: Promise<ReadonlySet<string>> | undefined;
  const isAdopted = async (lineItemSourcedId: string): Promise<boolean> => {
    adopted ??= findAdopted(context);
    return (await adopted).has(lineItemSourcedId);
  };
  const turns = new Map<string, Promise<unknown>>();
  let loading: Promise<void> | undefined;
  const loadTaken = async (): Promise<void> => {
    const receipts = await deps.stores.receipts.findLineItems(run);
    for (const { sourcedId } of receipts) if (!taken.has(sourcedId)) taken.set(sourcedId, null);
  };
  const isTheirsToGive = (): boolean => isTheirs || context.offers.putCreates === false;
  const findLineItem: Adopter['findLineItem'] = async (lineItem) => {
    loading ??= loadTaken();
    await loading;
    const list = await client.readLineItems(lineItem.classSourcedId, signal);
    if (!list.ok) return list;
    if (list.value === null) return { ok: true, value: 'unread' };
    const isFree = (id: string): boolean => !taken.has(id) || taken.get(id) === lineItem.sourcedId;
    const found =
      list.value.find(({ sourcedId }) => sourcedId === lineItem.sourcedId) ??
      list.value.find(
        ({ sourcedId, title, dueDate }) =>
          isFree(sourcedId) && title === lineItem.title && dueDate === lineItem.dueDate,
      );
    return { ok: true, value: found ? { ...lineItem, sourcedId: found.sourcedId } : null };
  };
  return {
    async inTurn(classSourcedId, task) {
      if (!isTheirsToGive()) return task();
      const turn = (turns.get(classSourcedId) ?? Promise.resolve()).then(task);
      turns.set(
        classSourcedId,
        turn.catch(() => {}),
      );
      return turn;
    },
    findLineItem,
    noteLineItem: (ownId, sourcedId) => void taken.set(sourcedId, ownId),
    async adoptLineItem(lineItem) {
      if (!isTheirs) return { ok: true, value: lineItem };
      loading ??= loadTaken();
      await loading;
      // The id comes from a receipt: the SIS has it.
      if (taken.has(lineItem.sourcedId)) return { ok: true, value: lineItem };
      const found = await findLineItem(lineItem);
      if (!found.ok) return found;
      return { ok: true, value: found.value === null || found.value === 'unread' ? lineItem : found.value };
    },
    async adoptResult(result, item) {
      const { classSourcedId, lineItemSourcedId, studentSourcedId, sourcedId } = result;
      const isRead = isTheirs || mayHaveCreated(context, item) || (await isAdopted(lineItemSourcedId));
      if (!isRead) return { ok: true, value: result };
      const isRetry = tried.has(sourcedId);
      tried.add(sourcedId);
      const known = isRetry ? undefined : resultLists.get(lineItemSourcedId);
      const reading = known ?? client.readResults(classSourcedId, lineItemSourcedId, signal);
      resultLists.set(lineItemSourcedId, reading);
      const list = await reading;
      if (!list.ok) {
        resultLists.delete(lineItemSourcedId);
        return list;
      }
      const found = list.value?.find((existing) => existing.studentSourcedId === studentSourcedId);
      return { ok: true, value: found ? { ...result, sourcedId: found.sourcedId } : result };
    },
  };
}

/** The line items that stood in the SIS before we sent to them. */
async function findAdopted({ deps, run }: RunContext): Promise<ReadonlySet<string>> {
  const receipts = await deps.stores.receipts.findAdopted(run);
  return new Set(receipts.map(({ sourcedId }) => sourcedId));
}
