import { matchingForm } from '../read/matching-form.ts';
import { type ConnectionStepResult, noted, passed } from './step-result.ts';
import type { WriteProbe } from './write-probe.ts';

/**
 * Step `removal`: takes back the result and the line items that the test made, first as a grade sync does (status
 * `tobedeleted`), then with DELETE. What stays is given a title that says so, and is named to the person.
 */
export async function removeTestObjects(
  probe: WriteProbe,
  classTitle: string,
): Promise<readonly ConnectionStepResult[]> {
  const look = await probe.lookAtLineItems(() => true);
  if (!probe.mayHaveWritten() && (look.kind === 'unread' || look.value.length === 0)) return [];
  return [...(await removeResult(probe)), ...(await removeLineItems(probe, classTitle))];
}

async function removeResult(probe: WriteProbe): Promise<readonly ConnectionStepResult[]> {
  const before = await probe.lookAtResults(() => true);
  if (before.kind === 'shown' && before.value.length === 0) return [];
  const isGone = async (): Promise<boolean | null> => {
    const look = await probe.lookAtResults((own) => own.length === 0);
    return look.kind === 'unread'
      ? null
      : look.value.every(({ score, scoreStatus }) => score === null && scoreStatus !== 'exempt');
  };
  const withdrawn = await probe.withdrawResult();
  const afterStatus = withdrawn.ok ? await isGone() : false;
  if (afterStatus === true) return [passed('removal', 'result_withdrawn')];
  const deleted = await probe.deleteObject('results', probe.result().sourcedId);
  const afterDelete = deleted.ok ? await isGone() : false;
  if (afterDelete === true) return [noted('removal', 'result_deleted')];
  // Without a reading nothing is claimed; the line item goes with it, or is named.
  return afterStatus === null || afterDelete === null ? [] : [noted('removal', 'result_stays')];
}

async function removeLineItems(
  probe: WriteProbe,
  classTitle: string,
): Promise<readonly ConnectionStepResult[]> {
  const { sourcedId: ours } = probe.lineItem();
  const look = await probe.lookAtLineItems(() => true);
  const ids = new Map([[matchingForm(ours), ours]]);
  if (look.kind === 'shown') {
    for (const { sourcedId } of look.value) ids.set(matchingForm(sourcedId), sourcedId);
  }
  let accepted = 0;
  for (const id of ids.values()) {
    if ((await probe.deleteObject('lineItems', id)).ok) accepted += 1;
  }
  const left = await probe.lookAtLineItems((own) => own.length === 0);
  if (left.kind === 'shown' && left.value.length === 0) return [passed('removal', 'line_item_removed')];
  if (left.kind === 'unread' && accepted === ids.size) return [noted('removal', 'line_item_removal_unseen')];
  // The title first: a SIS that ignores the status still shows whose it is.
  const title = `DELETE Passback ${probe.mark}`;
  await probe.putLineItem({ title, resultValueMax: 10 });
  const withdrawn = await probe.withdrawLineItem();
  const after = await probe.lookAtLineItems((own) => own.length === 0);
  if (after.kind === 'shown' && after.value.length === 0) return [passed('removal', 'line_item_withdrawn')];
  if (after.kind === 'unread' && withdrawn.ok) return [noted('removal', 'line_item_removal_unseen')];
  const rest = after.kind === 'shown' ? after.value : [probe.lineItem()];
  return rest.map(({ title: shown, sourcedId }) =>
    noted('removal', 'line_item_left', {
      values: { title: shown || title, id: sourcedId, class: classTitle },
    }),
  );
}
