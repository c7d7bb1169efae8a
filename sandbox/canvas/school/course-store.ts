import { trusted } from 'mongoose';
import { type Models, plain } from './models.ts';
import type { Course, LatePolicy, Section } from './records/course.ts';
import type { User } from './records/user.ts';

export interface CourseStore {
  /** The courses a person is actively enrolled in, by id; an account administrator sees all. */
  list(user: User): Promise<readonly Course[]>;
  find(courseId: number): Promise<Course | null>;
  findByContextId(ltiContextId: string): Promise<Course | null>;
  sections(courseId: number): Promise<readonly Section[]>;
  findSection(sectionId: number): Promise<Section | null>;
  setWorkflowState(courseId: number, workflowState: Course['workflowState']): Promise<void>;
  setLatePolicy(courseId: number, latePolicy: LatePolicy): Promise<void>;
  /**
   * Null: the course has no end of its own. With `restrictEnrollments` its enrollments end with it, otherwise
   * with the term.
   */
  setEndAt(courseId: number, endAt: Date | null, restrictEnrollments?: boolean): Promise<void>;
  /** A person's own nickname for the course. */
  setNickname(courseId: number, userId: number, nickname: string): Promise<void>;
}

export function createCourseStore(models: Models): CourseStore {
  return {
    list: async (user) => {
      if (user.accountAdmin) return models.courses.find({}, plain).sort({ id: 1 }).lean<Course[]>();
      const ids = await models.enrollments.distinct('courseId', { userId: user.id, state: 'active' });
      return models.courses
        .find({ id: trusted({ $in: ids }) }, plain)
        .sort({ id: 1 })
        .lean<Course[]>();
    },
    find: (courseId) => models.courses.findOne({ id: courseId }, plain).lean<Course>().exec(),
    findByContextId: (ltiContextId) => models.courses.findOne({ ltiContextId }, plain).lean<Course>().exec(),
    sections: (courseId) =>
      models.sections.find({ courseId }, plain).sort({ id: 1 }).lean<Section[]>().exec(),
    findSection: (sectionId) => models.sections.findOne({ id: sectionId }, plain).lean<Section>().exec(),
    setWorkflowState: async (courseId, workflowState) => {
      await models.courses.updateOne({ id: courseId }, { $set: { workflowState } });
    },
    setLatePolicy: async (courseId, latePolicy) => {
      await models.courses.updateOne({ id: courseId }, { $set: { latePolicy } });
    },
    setEndAt: async (courseId, endAt, restrictEnrollments = false) => {
      await models.courses.updateOne({ id: courseId }, { $set: { endAt, restrictEnrollments } });
    },
    setNickname: async (courseId, userId, nickname) => {
      await models.courses.updateOne({ id: courseId }, { $set: { [`nicknames.${userId}`]: nickname } });
    },
  };
}
