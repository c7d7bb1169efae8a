import type { SisClass, SisGradingPeriod, SisStudent } from '../../domain/sis.ts';
import type { SisProfile } from '../profile/sis-profile.ts';
import { matchingForm } from '../read/matching-form.ts';
import { readGradingPeriods } from '../read/read-grading-periods.ts';
import { readLineItems } from '../read/read-line-items.ts';
import { readResults } from '../read/read-results.ts';
import { readStudents } from '../read/read-students.ts';
import type { SisReader } from '../read/sis-reader.ts';
import type { SisFailure, SisReply } from '../sis-client.ts';
import {
  type ConnectionStepResult,
  describeAnswer,
  failed,
  failedRequest,
  noted,
  passed,
  skipped,
} from './step-result.ts';

const findings = { auth: 'list_not_permitted', institution: 'list_unreadable' } as const;

/** What a test that writes needs of the lists. */
interface ReadLists {
  readonly periods: readonly SisGradingPeriod[];
  /** Null if they cannot be read. */
  readonly students: readonly SisStudent[] | null;
  /** The line items of the class, by the form in which ids are compared; null if they cannot be read. */
  readonly before: ReadonlySet<string> | null;
}

/**
 * Steps `periods`, `students`, `lineItems` and `results`: the lists that a grade sync reads of a class besides its
 * categories, in the same way. One that fails does not hide the others.
 */
export async function* readLists(
  reader: SisReader,
  sisClass: SisClass,
  signal: AbortSignal,
): AsyncGenerator<ConnectionStepResult, ReadLists> {
  const periods = await readGradingPeriods(reader, sisClass, signal);
  yield checkPeriods(reader, periods);
  const students = await readStudents(reader, sisClass.sourcedId, signal);
  yield checkStudents(reader, students);
  const classId = sisClass.sourcedId;
  const lineItems = await readLineItems(reader, classId, signal);
  if (!lineItems.ok) yield judgeRefusal('lineItems', lineItems.failure);
  else if (lineItems.value === null) yield skipped('lineItems', 'line_items_unsaid');
  else yield passed('lineItems', 'line_items_read', { values: { count: String(lineItems.value.length) } });
  const [first] = (lineItems.ok ? lineItems.value : null) ?? [];
  yield first === undefined
    ? skipped('results', 'results_not_tried')
    : await checkResults(reader, { classId, lineItemId: first.sourcedId }, signal);
  const before = lineItems.ok ? lineItems.value : null;
  return {
    periods: periods.ok ? periods.value : [],
    students: students.ok ? students.value : null,
    before: before && new Set(before.map(({ sourcedId }) => matchingForm(sourcedId))),
  };
}

export function checkPeriods(
  reader: SisReader,
  reply: SisReply<readonly SisGradingPeriod[]>,
): ConnectionStepResult {
  const isNeeded = reader.profile.gradingPeriod === 'required';
  if (!reply.ok) {
    const { kind, status } = reply.failure;
    return isNeeded || (kind === 'auth' && status !== 403) || kind === 'transient'
      ? failedRequest('periods', reply.failure, findings)
      : skipped('periods', 'periods_not_needed', describeAnswer(reply.failure));
  }
  const count = reply.value.length;
  if (count > 0) return passed('periods', 'periods_read', { values: { count: String(count) } });
  return isNeeded ? failed('periods', 'periods_none') : skipped('periods', 'periods_not_needed');
}

export function checkStudents(
  reader: SisReader,
  reply: SisReply<readonly SisStudent[]>,
): ConnectionStepResult {
  if (!reply.ok) {
    // A grade sync then takes the students at their SIS ids in Canvas.
    return reply.failure.status === 403 && reader.profile.matchStudentBy === 'sourcedId'
      ? noted('students', 'students_refused', describeAnswer(reply.failure))
      : failedRequest('students', reply.failure, findings);
  }
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
  if (!reply.ok) return judgeRefusal('results', reply.failure);
  if (reply.value === null) return skipped('results', 'results_unsaid');
  return passed('results', 'results_read', { values: { count: String(reply.value.length) } });
}

/** A grade sync does without these two lists if they are refused: then it cannot tell what the SIS keeps. */
function judgeRefusal(step: 'lineItems' | 'results', failure: SisFailure): ConnectionStepResult {
  return failure.status === 403
    ? noted(step, 'list_refused', describeAnswer(failure))
    : failedRequest(step, failure, findings);
}
