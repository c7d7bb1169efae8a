import { inventedSchool } from '../../../sandbox/sample/invented-school.ts';
import type { Institution } from '../../../src/domain/institution.ts';
import type { CourseRole, LaunchContext } from '../../../src/domain/launch-context.ts';
import type { Reach } from '../../../src/domain/reach.ts';
import type { CourseRef } from '../../../src/store/passback/course-record.ts';
import type { ItemRecord } from '../../../src/store/passback/item-record.ts';
import type { RunLineItemRecord } from '../../../src/store/passback/run-line-item-record.ts';
import { buildInstitution } from '../../support/passback-fixtures.ts';
import { buildRunRecord } from '../../support/run-records.ts';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts';
import { connectTeacher, giveConsent, type Teacher } from '../../support/teacher.ts';

/** The runs that requests name, by their relation to the session's course. */
export const runs = {
  whole: 'run-of-the-whole-course',
  ownSection: 'run-of-the-own-section',
  foreignSection: 'run-of-a-foreign-section',
  foreignCourse: 'run-of-a-foreign-course',
  foreignInstitution: 'run-of-a-foreign-institution',
  unknown: 'run-that-nobody-made',
} as const;
export type RunTarget = keyof typeof runs;

/** One student per place: a name that appears where it must not has leaked. */
export const students = {
  ownSection: 'Ona Ownsection',
  foreignSection: 'Fay Foreignsection',
  foreignCourse: 'Cal Foreigncourse',
  foreignInstitution: 'Ina Foreigninstitution',
} as const;
export type Place = keyof typeof students;

/** Everybody who may ask, and which students they may see. */
export interface Actor {
  readonly name: string;
  /** Null: no session at all. */
  readonly launch: LaunchContext | null;
  readonly audience: 'course' | 'administration' | 'nobody';
  readonly isLimited: boolean;
  readonly sees: readonly Place[];
}

export interface AccessSchool {
  readonly sandbox: TestSandbox;
  readonly actors: readonly Actor[];
  readonly sections: { readonly own: string; readonly foreign: string; readonly foreignCourse: string };
  readonly assignments: { readonly own: string; readonly foreignCourse: string };
  readonly teacher: Teacher;
  readonly coTeacherId: number;
}

/** A school with two courses, a co-teacher limited to one of two sections, another institution, and failed runs of each. */
export async function openAccessSchool(mongoUri: string): Promise<AccessSchool> {
  const sandbox = await startTestSandbox({
    mongoUri,
    sample: inventedSchool(),
    institutionSettings: { nightlySyncOffered: true },
  });
  const teacher = await connectTeacher(sandbox, 'Biology 9');
  const stranger = await connectTeacher(sandbox, 'Algebra I');
  const [own, foreign] = await sandbox.canvas.store.courses.sections(teacher.course.id);
  const [elsewhere] = await sandbox.canvas.store.courses.sections(stranger.course.id);
  if (!own || !foreign || !elsewhere) throw new Error('the sample has too few sections');
  const { people } = sandbox.canvas.store;
  const coTeacher = await people.create({
    name: 'Co Teacher',
    loginId: 'coteacher',
    email: 'coteacher@school.example',
    sisUserId: null,
  });
  const enrolment = await people.enroll(coTeacher.id, own.id, 'TeacherEnrollment');
  await people.limitToSection(enrolment.id, true);
  await giveConsent(sandbox, coTeacher.id);

  const other = await addInstitution(sandbox);
  const reachOf = (section: { id: number; sisSectionId: string | null }): Reach => ({
    kind: 'sections',
    ids: [String(section.id)],
    sisIds: section.sisSectionId === null ? [] : [section.sisSectionId],
  });
  const ownCourse = refOf(teacher.launch);
  const ofOwn = { student: students.ownSection, sectionId: String(own.id), sectionName: own.name };
  const ofForeign = {
    student: students.foreignSection,
    sectionId: String(foreign.id),
    sectionName: foreign.name,
  };
  const add = (id: string, course: CourseRef, reach: Reach, rows: readonly Row[]): Promise<void> =>
    addFailedRun(sandbox, { id, course, reach, rows, onBehalfOf: String(teacher.canvasUserId) });
  await add(runs.whole, ownCourse, { kind: 'course' }, [ofOwn, ofForeign]);
  await add(runs.ownSection, ownCourse, reachOf(own), [ofOwn]);
  await add(runs.foreignSection, ownCourse, reachOf(foreign), [ofForeign]);
  const ofCourse = {
    student: students.foreignCourse,
    sectionId: String(elsewhere.id),
    sectionName: elsewhere.name,
  };
  await add(runs.foreignCourse, refOf(stranger.launch), { kind: 'course' }, [ofCourse]);
  const foreignRef = { ...ownCourse, institutionId: other.id, key: `${other.id}:${ownCourse.contextId}` };
  await add(runs.foreignInstitution, foreignRef, { kind: 'course' }, [
    { student: students.foreignInstitution, sectionId: String(own.id), sectionName: own.name },
  ]);

  const signal = AbortSignal.timeout(60_000);
  const { passback } = sandbox.product.services;
  const firstOf = async (launch: LaunchContext): Promise<string> => {
    const page = await passback.readPostGrades(launch, signal);
    const id = page.assignments.find(({ selectable }) => selectable)?.id;
    if (id === undefined) throw new Error('the sample has no assignment to send');
    return id;
  };
  const limited: LaunchContext = {
    ...teacher.launch,
    person: {
      ltiUserId: coTeacher.ltiId,
      canvasUserId: String(coTeacher.id),
      name: coTeacher.name,
      role: 'teacher',
    },
    reach: reachOf(own),
  };
  return {
    sandbox,
    teacher,
    coTeacherId: coTeacher.id,
    actors: listActors(teacher.launch, limited),
    sections: { own: String(own.id), foreign: String(foreign.id), foreignCourse: String(elsewhere.id) },
    assignments: { own: await firstOf(teacher.launch), foreignCourse: await firstOf(stranger.launch) },
  };
}

function listActors(teacher: LaunchContext, limited: LaunchContext): readonly Actor[] {
  const inCourse = ['ownSection', 'foreignSection'] as const;
  const withRole = (role: CourseRole): LaunchContext => ({ ...teacher, person: { ...teacher.person, role } });
  const inAccount = (role: CourseRole): LaunchContext => ({
    ...withRole(role),
    placement: 'account_navigation',
    course: null,
  });
  const refused = { audience: 'nobody', isLimited: false, sees: [] } as const;
  const posts = { audience: 'course', isLimited: false, sees: inCourse } as const;
  const sectionOnly = { audience: 'course', isLimited: true, sees: ['ownSection'] } as const;
  return [
    { name: 'teacher', launch: teacher, ...posts },
    { name: 'assistant', launch: withRole('ta'), ...posts },
    { name: 'teacher limited by the launch', launch: limited, ...sectionOnly },
    // The launch did not say which sections, but Canvas's REST API does, in the person's own name.
    { name: 'teacher limited by enrolments', launch: { ...limited, reach: null }, ...sectionOnly },
    ...(['designer', 'student', 'observer', 'administrator', 'none'] as const).map((role) => ({
      name: `${role} in the course`,
      launch: withRole(role),
      ...refused,
    })),
    {
      name: 'administrator',
      launch: inAccount('administrator'),
      audience: 'administration',
      isLimited: false,
      sees: ['ownSection', 'foreignSection', 'foreignCourse'],
    },
    { name: 'teacher in the account', launch: inAccount('teacher'), ...refused },
    { name: 'nobody', launch: null, ...refused },
  ];
}

async function addInstitution({ product }: TestSandbox): Promise<Institution> {
  const { id: _id, ...institution } = buildInstitution({ name: 'Another school' });
  return product.services.stores.institutions.create(institution);
}

function refOf({ institutionId, course }: LaunchContext): CourseRef {
  if (course === null) throw new Error('a launch without a course');
  return { ...course, institutionId, key: `${institutionId}:${course.contextId}` };
}

interface Row {
  readonly student: string;
  readonly sectionId: string;
  readonly sectionName: string;
}

interface FailedRun {
  readonly id: string;
  readonly course: CourseRef;
  readonly reach: Reach;
  readonly rows: readonly Row[];
  readonly onBehalfOf: string;
}

/** Adds an ended run of one assignment whose every grade the SIS refused. */
async function addFailedRun({ product }: TestSandbox, run: FailedRun): Promise<void> {
  const { runs: runStore, items, lineItems } = product.services.stores.passback;
  const { id, course, reach, rows, onBehalfOf } = run;
  const shared = {
    runId: id,
    institutionId: course.institutionId,
    courseKey: course.key,
    assignmentId: 'a1',
    assignmentName: 'Cell quiz',
    sisMessage: null,
    kept: null,
    attempts: 0,
    unanswered: 0,
    fencingToken: 1,
  } as const;
  await runStore.insert(
    buildRunRecord({
      _id: id,
      institutionId: course.institutionId,
      courseKey: course.key,
      course,
      reach,
      onBehalfOf,
      state: 'failed',
      counts: null,
    }),
  );
  await lineItems.insertBatch(
    rows.map(
      ({ sectionId, sectionName }): RunLineItemRecord => ({
        ...shared,
        _id: `${id}:a1:${sectionId}`,
        assignmentUrl: '',
        sentTitle: null,
        sectionName,
        sectionIds: [sectionId],
        classSourcedId: `class-${sectionId}`,
        lineItem: null,
        fingerprint: null,
        existed: true,
        outcome: 'unchanged',
        problems: [],
        reading: null,
        quiet: null,
      }),
    ),
  );
  await items.insertBatch(
    rows.map(
      ({ student, sectionId, sectionName }): ItemRecord => ({
        ...shared,
        _id: `${id}:a1:${sectionId}:${student}`,
        lineItemId: `${id}:a1:${sectionId}`,
        classSourcedId: `class-${sectionId}`,
        sectionName,
        sectionIds: [sectionId],
        personId: student,
        studentName: student,
        studentSisId: null,
        studentSourcedId: null,
        resultSourcedId: null,
        isNew: true,
        before: null,
        desired: null,
        outcome: 'failed',
        reason: 'sis_refused',
        formerOutcome: null,
      }),
    ),
  );
}
