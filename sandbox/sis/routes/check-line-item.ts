import type { LineItemPayload } from '../payloads/schemas.ts';
import type { LineItemRecord } from '../records.ts';
import type { ClassRow } from '../roster.ts';
import { refuseData } from '../sis-answer.ts';
import type { RouteContext } from './route.ts';

/** The SIS's own rules, beyond the form of the payload. */
function checkRules(payload: LineItemPayload, classRow: ClassRow, { style, store }: RouteContext): void {
  const { title, resultValueMin = 0, resultValueMax } = payload;
  if (!style.gradingWindowOpen) throw refuseData('The grading window is closed');
  if (style.titleLimit !== null && style.longTitles === 'refuse' && title.length > style.titleLimit) {
    throw refuseData(`lineItem.title: longer than ${style.titleLimit} characters`);
  }
  if (resultValueMax !== undefined && resultValueMax < resultValueMin) {
    throw refuseData('lineItem.resultValueMax: below resultValueMin');
  }
  if (style.wholePointsOnly && resultValueMax !== undefined && !Number.isInteger(resultValueMax)) {
    throw refuseData('lineItem.resultValueMax: not a whole number');
  }
  if (!style.zeroPoints && resultValueMax === 0) {
    throw refuseData('lineItem.resultValueMax: must be more than 0');
  }
  const dueDay = payload.dueDate.slice(0, 10);
  const isInside = classRow.termIds.some((termId) => {
    const term = store.roster().sessions.get(termId);
    return term !== undefined && term.startDate <= dueDay && dueDay <= term.endDate;
  });
  if (style.dueDateInsideTerm && !isInside)
    throw refuseData('lineItem.dueDate: outside the terms of the class');
}

async function checkTitle(
  id: string,
  payload: LineItemPayload,
  { style, store }: RouteContext,
): Promise<void> {
  if (!style.uniqueTitles) return;
  const { class: classId, title } = payload;
  const other = await store.lineItems.findOne({ classId, title, status: 'active', _id: { $ne: id } });
  if (other) throw refuseData('lineItem.title: is used in this class already');
}

async function checkCategory(payload: LineItemPayload, { store }: RouteContext): Promise<void> {
  const category = await store.categories.findOne({ _id: payload.category });
  if (!category) throw refuseData(`lineItem.category: unknown category ${payload.category}`);
  if (category.classId !== null && category.classId !== payload.class) {
    throw refuseData(`lineItem.category: ${payload.category} is not a category of class ${payload.class}`);
  }
}

/**
 * The line item to store under `id`, if everything that it refers to exists.
 * @throws SisRefusal 422 naming the field.
 */
export async function checkLineItem(
  id: string,
  payload: LineItemPayload,
  context: RouteContext,
): Promise<LineItemRecord> {
  const roster = context.store.roster();
  const classRow = roster.classes.get(payload.class);
  if (!classRow) throw refuseData(`lineItem.class: unknown class ${payload.class}`);
  if (payload.school !== undefined && payload.school !== classRow.schoolId) {
    throw refuseData(`lineItem.school: ${payload.school} is not the school of the class`);
  }
  const period = payload.gradingPeriod;
  if (period !== undefined && roster.sessions.get(period)?.type !== 'gradingPeriod') {
    throw refuseData(`lineItem.gradingPeriod: unknown grading period ${period}`);
  }
  const session = payload.academicSession;
  if (session !== undefined && !roster.sessions.has(session)) {
    throw refuseData(`lineItem.academicSession: unknown academic session ${session}`);
  }
  if (payload.scoreScale !== undefined) {
    throw refuseData(`lineItem.scoreScale: unknown score scale ${payload.scoreScale}`);
  }
  checkRules(payload, classRow, context);
  await checkTitle(id, payload, context);
  await checkCategory(payload, context);
  const { titleLimit } = context.style;
  return {
    _id: id,
    status: payload.status,
    modifiedAt: context.clock(),
    metadata: payload.metadata ?? null,
    ...(payload.sourcedId === id ? {} : { suppliedId: payload.sourcedId }),
    title: titleLimit === null ? payload.title : payload.title.slice(0, titleLimit),
    description: payload.description ?? null,
    assignDate: payload.assignDate,
    dueDate: payload.dueDate,
    classId: payload.class,
    schoolId: classRow.schoolId,
    categoryId: payload.category,
    gradingPeriodId: period ?? null,
    academicSessionId: session ?? null,
    resultValueMin: payload.resultValueMin ?? null,
    resultValueMax: payload.resultValueMax ?? null,
    learningObjectiveSet: payload.learningObjectiveSet ?? null,
  };
}
