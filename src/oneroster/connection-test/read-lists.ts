import type { SisClass } from '../../domain/sis.ts';
import type { SisProfile } from '../profile/sis-profile.ts';
import { readGradingPeriods } from '../read/read-grading-periods.ts';
import { readLineItems } from '../read/read-line-items.ts';
import { readResults } from '../read/read-results.ts';
import { readStudents } from '../read/read-students.ts';
import type { SisReader } from '../read/sis-reader.ts';
import {
  type ConnectionStepResult,
  describeAnswer,
  failed,
  failedRequest,
  passed,
  skipped,
} from './step-result.ts';

const findings = { auth: 'list_not_permitted', institution: 'list_unreadable' } as const;

/**
 * Steps `periods`, `students`, `lineItems` and `results`: the lists that a grade sync reads of a class besides its
 * categories, in the same way. One that fails does not hide the others.
 */
export async function* readLists(
  reader: SisReader,
  sisClass: SisClass,
  signal: AbortSignal,
): AsyncGenerator<ConnectionStepResult> {
  yield await checkPeriods(reader, sisClass, signal);
  yield await checkStudents(reader, sisClass, signal);
  const classId = sisClass.sourcedId;
  const lineItems = await readLineItems(reader, classId, signal);
  if (!lineItems.ok) yield failedRequest('lineItems', lineItems.failure, findings);
  else if (lineItems.value === null) yield skipped('lineItems', 'line_items_unsaid');
  else yield passed('lineItems', 'line_items_read', { values: { count: String(lineItems.value.length) } });
  const [first] = (lineItems.ok ? lineItems.value : null) ?? [];
  yield first === undefined
    ? skipped('results', 'results_not_tried')
    : await checkResults(reader, { classId, lineItemId: first.sourcedId }, signal);
}

async function checkPeriods(
  reader: SisReader,
  sisClass: SisClass,
  signal: AbortSignal,
): Promise<ConnectionStepResult> {
  const reply = await readGradingPeriods(reader, sisClass, signal);
  const isNeeded = reader.profile.gradingPeriod === 'required';
  if (!reply.ok) {
    const { kind } = reply.failure;
    return isNeeded || kind === 'auth' || kind === 'transient'
      ? failedRequest('periods', reply.failure, findings)
      : skipped('periods', 'periods_not_needed', describeAnswer(reply.failure));
  }
  const count = reply.value.length;
  if (count > 0) return passed('periods', 'periods_read', { values: { count: String(count) } });
  return isNeeded ? failed('periods', 'periods_none') : skipped('periods', 'periods_not_needed');
}

async function checkStudents(
  reader: SisReader,
  { sourcedId }: SisClass,
  signal: AbortSignal,
): Promise<ConnectionStepResult> {
  const reply = await readStudents(reader, sourcedId, signal);
  if (!reply.ok) return failedRequest('students', reply.failure, findings);
  if (reply.value.length === 0) return skipped('students', 'students_none');
  const field: SisProfile['matchStudentBy'] = reader.profile.matchStudentBy;
  const matchable = reply.value.filter((student) => student[field] !== null).length;
  const values = { count: String(reply.value.length), field };
  return matchable === 0
    ? failed('students', 'students_unmatchable', { values })
    : passed('students', 'students_read', { values });
}

async function checkResults(
  reader: SisReader,
  { classId, lineItemId }: { readonly classId: string; readonly lineItemId: string },
  signal: AbortSignal,
): Promise<ConnectionStepResult> {
  const reply = await readResults(reader, classId, lineItemId, signal);
  if (!reply.ok) return failedRequest('results', reply.failure, findings);
  if (reply.value === null) return skipped('results', 'results_unsaid');
  return passed('results', 'results_read', { values: { count: String(reply.value.length) } });
}
