import type { Clock, RandomBytes } from '../../clock.ts';
import type { SisClass } from '../../domain/sis.ts';
import { putObject } from '../client/put-object.ts';
import type { OneRosterVersion } from '../payload/payload-version.ts';
import type { SisReader } from '../read/sis-reader.ts';
import type { ConnectionStepResult } from './step-result.ts';
import { describeAnswer, failedRequest, passed, skipped } from './step-result.ts';

/**
 * Step `write`: PUTs a line item that no gradebook can store, for a class that does not exist and marked
 * `tobedeleted`. A SIS that lets us write refuses its content, any other refuses us; one that accepts
 * everything stores nothing that a person would see. Not tried if the SIS assigns ids, since each test would
 * create another object.
 */
export async function tryWrite(
  deps: { readonly clock: Clock; readonly randomBytes: RandomBytes },
  { reader, version }: { readonly reader: SisReader; readonly version: OneRosterVersion },
  known: { readonly sisClass: SisClass; readonly categorySourcedId: string | null },
  signal: AbortSignal,
): Promise<ConnectionStepResult> {
  if (reader.profile.pathId === 'theirs') return skipped('write', 'write_not_tried');
  const now = deps.clock();
  const day = now.toISOString().slice(0, 10);
  const id = `connection-test-${deps.randomBytes(8).toString('hex')}`;
  const written = version.writeLineItem(
    {
      sourcedId: id,
      title: 'Passback connection test',
      description: null,
      classSourcedId: id,
      schoolSourcedId: known.sisClass.schoolSourcedId,
      categorySourcedId: known.categorySourcedId,
      gradingPeriodSourcedId: null,
      assignDate: day,
      dueDate: day,
      resultValueMin: 0,
      resultValueMax: 1,
    },
    { connection: reader.connection, profile: reader.profile, now, timeZone: 'UTC' },
  );
  const reply = written.ok
    ? await putObject(
        reader,
        { collection: 'lineItems', sourcedId: id, body: markDeleted(written.value) },
        signal,
      )
    : written;
  if (reply.ok) return passed('write', 'write_accepted');
  const { kind, status } = reply.failure;
  // It may know no such class, or take no new ids at all.
  if (status === 404) return skipped('write', 'write_unproven', describeAnswer(reply.failure));
  if (kind === 'item' && status !== 403) {
    return passed('write', 'write_refused_as_expected', describeAnswer(reply.failure));
  }
  return failedRequest('write', reply.failure, {
    auth: 'write_not_permitted',
    institution: 'write_not_offered',
  });
}

/** The wrapped body with `status: tobedeleted`. */
function markDeleted(body: object): object {
  return Object.fromEntries(
    Object.entries(body).map(([name, lineItem]) => [name, { ...lineItem, status: 'tobedeleted' }]),
  );
}
