import { randomBytes } from 'node:crypto';
import type { SampleCourse } from '../../../sample/types.ts';
import { nextId, reserveIds } from '../ids.ts';
import type { Models } from '../models.ts';
import type { AssignmentGroup } from '../records/assignment-group.ts';
import type { Course, Section } from '../records/course.ts';
import type { Enrollment, EnrollmentType } from '../records/enrollment.ts';
import { seedAssignments } from './seed-assignments.ts';
import { lookUp, type SeedContext } from './seed-context.ts';

const enrollmentTypeOf: Readonly<Record<SampleCourse['enrollments'][number]['role'], EnrollmentType>> = {
  teacher: 'TeacherEnrollment',
  ta: 'TaEnrollment',
  designer: 'DesignerEnrollment',
  student: 'StudentEnrollment',
  observer: 'ObserverEnrollment',
  test_student: 'StudentViewEnrollment',
};

/** Writes one sample course with its sections, people, groups, assignments and grades. */
export async function seedCourse(models: Models, sample: SampleCourse, context: SeedContext): Promise<void> {
  const course: Course = {
    id: await nextId(models, 'courses'),
    ltiContextId: randomBytes(20).toString('hex'),
    name: sample.name,
    code: sample.code,
    sisCourseId: sample.sisId,
    integrationId: null,
    timeZone: context.timeZone,
    workflowState: 'available',
    startAt: null,
    endAt: null,
    latePolicy: {
      lateDeductionEnabled: false,
      lateDeductionPercentPerDay: 0,
      missingDeductionEnabled: false,
      missingScorePercent: 0,
    },
  };
  await models.courses.create({ ...course });
  const { sections, sectionIds } = await makeSections(models, sample, course.id);
  if (sections.length > 0) await models.sections.insertMany(sections);
  const enrollments = await makeEnrollments(models, sample, course.id, sectionIds, context);
  if (enrollments.length > 0) await models.enrollments.insertMany(enrollments);
  const { groups, groupIds } = await makeGroups(models, sample, course.id);
  if (groups.length > 0) await models.groups.insertMany(groups);
  await seedAssignments(models, sample.assignments, { course, sectionIds, groupIds, enrollments }, context);
}

async function makeSections(models: Models, sample: SampleCourse, courseId: number) {
  const firstId = await reserveIds(models, 'sections', sample.sections.length);
  const sectionIds = new Map<string, number>();
  const sections = sample.sections.map((section, index): Section => {
    sectionIds.set(section.key, firstId + index);
    return {
      id: firstId + index,
      courseId,
      name: section.name,
      sisSectionId: section.sisId,
      integrationId: null,
      nonXlistCourseId: null,
    };
  });
  return { sections, sectionIds };
}

async function makeEnrollments(
  models: Models,
  sample: SampleCourse,
  courseId: number,
  sectionIds: ReadonlyMap<string, number>,
  context: SeedContext,
): Promise<readonly Enrollment[]> {
  const firstId = await reserveIds(models, 'enrollments', sample.enrollments.length);
  return sample.enrollments.map((enrollment, index): Enrollment => {
    const section = sample.sections.find(({ key }) => key === enrollment.sectionKey);
    const fromSis = context.sisUserKeys.has(enrollment.userKey) && section?.sisId != null;
    return {
      id: firstId + index,
      courseId,
      sectionId: lookUp(sectionIds, enrollment.sectionKey, 'section'),
      userId: lookUp(context.userIds, enrollment.userKey, 'user'),
      type: enrollmentTypeOf[enrollment.role],
      state: enrollment.state,
      limitedToSection: false,
      sisBatchId: fromSis ? 1 : null,
      createdAt: context.now,
    };
  });
}

async function makeGroups(models: Models, sample: SampleCourse, courseId: number) {
  const firstId = await reserveIds(models, 'assignment_groups', sample.groups.length);
  const groupIds = new Map<string, number>();
  const groups = sample.groups.map((name, index): AssignmentGroup => {
    groupIds.set(name, firstId + index);
    return {
      id: firstId + index,
      courseId,
      name,
      position: index + 1,
      groupWeight: 0,
      sisSourceId: null,
      integrationData: {},
    };
  });
  return { groups, groupIds };
}
