import type { ResultPayload } from '../payloads/schemas.ts';
import type { LineItemRecord, ResultRecord } from '../records.ts';
import { refuseData } from '../sis-answer.ts';
import type { RouteContext } from './route.ts';

function toBoolean(flag: 'true' | 'false' | undefined): boolean | null {
  return flag === undefined ? null : flag === 'true';
}

function checkRules(payload: ResultPayload, lineItem: LineItemRecord, { style, faults }: RouteContext): void {
  if (!style.gradingWindowOpen) throw refuseData('The grading window is closed');
  if (faults.current().refusedStudents.includes(payload.student)) {
    throw refuseData(`result.student: grades of ${payload.student} are locked`);
  }
  const { score } = payload;
  const { resultValueMax } = lineItem;
  const isAbove = score !== undefined && resultValueMax !== null && score > resultValueMax;
  if (isAbove && style.aboveMaximum === 'refuse') {
    throw refuseData('result.score: above resultValueMax of the line item');
  }
}

/**
 * The result to store under `id`, if its line item, student and class belong together.
 * @throws SisRefusal 422 naming the field.
 */
export function checkResult(
  id: string,
  payload: ResultPayload,
  lineItem: LineItemRecord | null,
  context: RouteContext,
): ResultRecord {
  const roster = context.store.roster();
  if (!lineItem) throw refuseData(`result.lineItem: unknown line item ${payload.lineItem}`);
  if (roster.users.get(payload.student)?.role !== 'student') {
    throw refuseData(`result.student: unknown student ${payload.student}`);
  }
  if (!roster.studentsOf(lineItem.classId).has(payload.student)) {
    throw refuseData(`result.student: ${payload.student} is not enrolled in class ${lineItem.classId}`);
  }
  if (payload.class !== undefined && payload.class !== lineItem.classId) {
    throw refuseData(`result.class: ${payload.class} is not the class of the line item`);
  }
  if (payload.scoreScale !== undefined) {
    throw refuseData(`result.scoreScale: unknown score scale ${payload.scoreScale}`);
  }
  checkRules(payload, lineItem, context);
  return {
    _id: id,
    status: payload.status,
    modifiedAt: context.clock(),
    metadata: payload.metadata ?? null,
    ...(payload.sourcedId === id ? {} : { suppliedId: payload.sourcedId }),
    lineItemId: lineItem._id,
    studentId: payload.student,
    classId: lineItem.classId,
    scoreStatus: context.style.keepsStatus ? payload.scoreStatus : 'fully graded',
    score: payload.score === undefined ? null : keepScore(payload.score, lineItem, context),
    textScore: context.style.keepsText ? (payload.textScore ?? null) : null,
    scoreDate: payload.scoreDate,
    comment: payload.comment ?? null,
    learningObjectiveSet: payload.learningObjectiveSet ?? null,
    inProgress: toBoolean(payload.inProgress),
    incomplete: toBoolean(payload.incomplete),
    late: toBoolean(payload.late),
    missing: toBoolean(payload.missing),
  };
}

/** The score as this SIS keeps it. */
function keepScore(
  score: number,
  { resultValueMax }: LineItemRecord,
  { style: { aboveMaximum, scoreDecimals } }: RouteContext,
): number {
  const lowered = aboveMaximum === 'cap' && resultValueMax !== null ? Math.min(score, resultValueMax) : score;
  return scoreDecimals === null ? lowered : Number(lowered.toFixed(scoreDecimals));
}
