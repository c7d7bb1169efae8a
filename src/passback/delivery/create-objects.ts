import type { SisLineItem, SisResult } from '../../domain/sis.ts';
import { toReceipt } from '../../oneroster/client/post-objects.ts';
import { fail, isUnknown, isUnsupported } from '../../oneroster/client/reply.ts';
import type { PutReceipt, SisFailure, SisReply } from '../../oneroster/sis-client.ts';
import type { RunContext } from '../runs/run-context.ts';
import type { Adopter } from './adopt-existing.ts';

/** Sends to a SIS whose PUT may change only what it has: what is new is created by POST where it offers that (OF18). */
export interface Creator {
  /** PUTs a line item; creates it if the SIS answers that it does not know the id. `isKnown`: the SIS has had it. */
  putLineItem(lineItem: SisLineItem, isKnown: boolean): Promise<SisReply<PutReceipt>>;
  /** Whether a result that the SIS does not have yet must be created by POST. */
  readonly createsResults: boolean;
  createResult(result: SisResult): Promise<SisReply<PutReceipt>>;
  /** A SIS that creates but has no PUT at all refuses one change; what is new still goes. */
  refuseAlone<T>(reply: SisReply<T>): SisReply<T>;
}

export function createCreator(context: RunContext, adopter: Adopter): Creator {
  const { run, sis, lease, offers } = context;
  const { client } = sis;
  const { version, pathId, readsLineItems, readsResults } = client.profile;
  // A lost answer to a POST is found again only by reading. An undo puts back under the ids that were.
  const mayCreate =
    version === '1.2' && pathId === 'ours' && readsLineItems && readsResults && run.kind !== 'undo';
  /** A POST was refused as a whole: the SIS only lacks the object, or its class. */
  let isRefused = false;
  /** Null: nothing was created, and the answer to the PUT says why. */
  const createLineItem = async (lineItem: SisLineItem): Promise<SisReply<PutReceipt> | null> => {
    const found = await adopter.findLineItem(lineItem);
    if (!found.ok) return found;
    // It is there, so its PUT failed for another reason.
    if (found.value === 'unread' || found.value?.sourcedId === lineItem.sourcedId) return null;
    const reply =
      found.value === null
        ? await client.createLineItem(lineItem, lease.signal)
        : await client.putLineItem(found.value, lease.signal);
    if (reply.ok) await offers.note({ kind: 'put_creates', offered: false });
    else if (isNotOffered(reply.failure)) {
      isRefused = true;
      return null;
    }
    return reply;
  };
  const refuseAlone = <T>(reply: SisReply<T>): SisReply<T> => {
    const isVerbMissing = !reply.ok && isUnsupported(reply.failure) && offers.putCreates === false;
    return isVerbMissing ? fail({ ...reply.failure, kind: 'item' }) : reply;
  };
  return {
    get createsResults() {
      return mayCreate && offers.putCreates === false;
    },
    async putLineItem(lineItem, isKnown) {
      const isVain = mayCreate && !isRefused && !isKnown && offers.putCreates === false;
      const created = isVain ? await createLineItem(lineItem) : null;
      if (created !== null) return created;
      const put = await client.putLineItem(lineItem, lease.signal);
      const mayBeNew = !put.ok && (isUnknown(put.failure) || isUnsupported(put.failure));
      if (!mayBeNew || !mayCreate || isRefused) return put;
      return (await createLineItem(lineItem)) ?? refuseAlone(put);
    },
    refuseAlone,
    async createResult(result) {
      return toReceipt(await client.createResults([result], lease.signal), result.sourcedId);
    },
  };
}

/** The SIS has no such POST, or no leave for us to use it. */
function isNotOffered(failure: SisFailure): boolean {
  const { kind, status } = failure;
  return kind === 'institution' || kind === 'auth' || status === 403 || isUnknown(failure);
}
