import type { WireObject } from '../query/filter.ts';
import type { CategoryRecord, LineItemRecord, ResultRecord } from '../records.ts';
import type { SisStyle } from '../sis-style.ts';
import { buildRefs, dropEmpty, type Links } from './links.ts';

/** Renders stored gradebook records as OneRoster objects of one version. */
export interface GradebookWire {
  readonly category: (record: CategoryRecord) => WireObject;
  readonly lineItem: (record: LineItemRecord) => WireObject;
  readonly result: (record: ResultRecord) => WireObject;
}

type Stored = CategoryRecord | LineItemRecord | ResultRecord;

function renderBase(record: Stored): WireObject {
  return {
    sourcedId: record._id,
    status: record.status,
    dateLastModified: record.modifiedAt.toISOString(),
    metadata: record.metadata,
  };
}

/** 1.2 writes flags as strings (OF2). */
function toFlag(value: boolean | null): string | null {
  return value === null ? null : String(value);
}

/** A renderer for one version. `style` decides the form of scores. */
export function createGradebookWire(links: Links, style: SisStyle): GradebookWire {
  const refs = buildRefs(links);
  const isOld = links.version === 'v1p1';

  /** 1.1 has no categories of a class; Instructure's extension is `metadata.classId`. */
  function renderCategory(record: CategoryRecord): WireObject {
    const classId = isOld && record.classId !== null ? { classId: record.classId } : null;
    return {
      ...renderBase(record),
      metadata: classId || record.metadata ? { ...record.metadata, ...classId } : null,
      title: record.title,
      weight: isOld ? null : record.weight,
    };
  }

  function renderLineItem(record: LineItemRecord): WireObject {
    const fields = {
      ...renderBase(record),
      title: record.title,
      description: record.description,
      assignDate: record.assignDate,
      dueDate: record.dueDate,
      class: refs.class(record.classId),
      category: refs.category(record.categoryId),
      gradingPeriod: record.gradingPeriodId === null ? null : refs.session(record.gradingPeriodId),
      resultValueMin: record.resultValueMin,
      resultValueMax: record.resultValueMax,
    };
    if (isOld) return fields;
    return {
      ...fields,
      school: refs.org(record.schoolId),
      academicSession: record.academicSessionId === null ? null : refs.session(record.academicSessionId),
      learningObjectiveSet: record.learningObjectiveSet,
    };
  }

  function renderResult(record: ResultRecord): WireObject {
    const fields = {
      ...renderBase(record),
      lineItem: refs.lineItem(record.lineItemId),
      student: refs.user(record.studentId),
      score: style.scoresAsText && record.score !== null ? String(record.score) : record.score,
      scoreStatus: record.scoreStatus,
      scoreDate: record.scoreDate,
      comment: record.comment,
    };
    if (isOld) return fields;
    return {
      ...fields,
      class: refs.class(record.classId),
      textScore: record.textScore,
      learningObjectiveSet: record.learningObjectiveSet,
      inProgress: toFlag(record.inProgress),
      incomplete: toFlag(record.incomplete),
      late: toFlag(record.late),
      missing: toFlag(record.missing),
    };
  }

  return {
    category: (record) => dropEmpty(renderCategory(record)),
    lineItem: (record) => dropEmpty(renderLineItem(record)),
    result: (record) => dropEmpty(renderResult(record)),
  };
}
