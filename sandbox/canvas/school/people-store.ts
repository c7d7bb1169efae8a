import { randomBytes, randomUUID } from 'node:crypto';
import { trusted } from 'mongoose';
import type { Clock } from '../../../src/clock.ts';
import { nextId } from './ids.ts';
import { type Models, plain } from './models.ts';
import type { Enrollment, EnrollmentState, EnrollmentType } from './records/enrollment.ts';
import type { User } from './records/user.ts';
import type { SubmissionMaker } from './submission-maker.ts';

export interface NewUser {
  readonly name: string;
  readonly loginId: string;
  readonly email: string;
  readonly sisUserId: string | null;
  readonly accountAdmin?: boolean;
  readonly testStudent?: boolean;
}

export interface PeopleStore {
  list(): Promise<readonly User[]>;
  find(userId: number): Promise<User | null>;
  findByLogin(loginId: string): Promise<User | null>;
  findByLtiId(ltiId: string): Promise<User | null>;
  findMany(userIds: readonly number[]): Promise<readonly User[]>;
  create(user: NewUser): Promise<User>;
  setSisUserId(userId: number, sisUserId: string | null): Promise<void>;
  /** Sets the language, in BCP 47, of the person's pages and launches. */
  setLocale(userId: number, locale: string): Promise<void>;
  /** Switches *High Contrast UI*, of which tools are told. */
  setHighContrast(userId: number, highContrast: boolean): Promise<void>;
  /** The enrollments of a course by id, without deleted ones. */
  enrollments(courseId: number): Promise<readonly Enrollment[]>;
  enrollmentsOfUser(userId: number): Promise<readonly Enrollment[]>;
  /** Enrolls by hand, as the People page does: without a SIS batch. */
  enroll(userId: number, sectionId: number, type: EnrollmentType): Promise<Enrollment>;
  /** Whether the person sees only people of the enrollment's section. */
  limitToSection(enrollmentId: number, limitedToSection: boolean): Promise<void>;
  setEnrollmentState(enrollmentId: number, state: EnrollmentState): Promise<void>;
  /**
   * Ends the student's enrollments in `fromSectionId` and enrolls them in `toSectionId`. Grades stay with the
   * course.
   */
  moveStudent(userId: number, fromSectionId: number, toSectionId: number): Promise<void>;
}

/** A user record with the fields Canvas derives. `familyName` is the last word of the name. */
export function makeUser(id: number, user: NewUser): User {
  const words = user.name.trim().split(/\s+/u);
  const familyName = words.length > 1 ? (words.at(-1) ?? '') : '';
  const givenName = words.length > 1 ? words.slice(0, -1).join(' ') : user.name.trim();
  return {
    id,
    ltiId: randomUUID(),
    ltiLegacyId: randomBytes(20).toString('hex'),
    name: user.name,
    sortableName: familyName === '' ? givenName : `${familyName}, ${givenName}`,
    givenName,
    familyName,
    loginId: user.loginId,
    email: user.email,
    sisUserId: user.sisUserId,
    integrationId: null,
    accountAdmin: user.accountAdmin ?? false,
    testStudent: user.testStudent ?? false,
    locale: 'en',
  };
}

export function createPeopleStore(models: Models, clock: Clock, submissions: SubmissionMaker): PeopleStore {
  const users = models.users;
  const enroll: PeopleStore['enroll'] = async (userId, sectionId, type) => {
    const section = await models.sections.findOne({ id: sectionId }, plain).lean<{ courseId: number }>();
    if (section === null) throw new Error(`No section ${sectionId}`);
    const enrollment: Enrollment = {
      id: await nextId(models, 'enrollments'),
      courseId: section.courseId,
      sectionId,
      userId,
      type,
      state: 'active',
      limitedToSection: false,
      sisBatchId: null,
      createdAt: clock(),
    };
    await models.enrollments.create({ ...enrollment });
    await submissions.fillCourse(section.courseId);
    return enrollment;
  };
  return {
    list: () => users.find({}, plain).sort({ id: 1 }).lean<User[]>().exec(),
    find: (userId) => users.findOne({ id: userId }, plain).lean<User>().exec(),
    findByLogin: (loginId) => users.findOne({ loginId }, plain).lean<User>().exec(),
    findByLtiId: (ltiId) => users.findOne({ ltiId }, plain).lean<User>().exec(),
    findMany: (userIds) =>
      users
        .find({ id: trusted({ $in: [...userIds] }) }, plain)
        .sort({ id: 1 })
        .lean<User[]>()
        .exec(),
    create: async (user) => {
      const made = makeUser(await nextId(models, 'users'), user);
      await users.create({ ...made });
      return made;
    },
    setSisUserId: async (userId, sisUserId) => {
      await users.updateOne({ id: userId }, { $set: { sisUserId } });
    },
    setLocale: async (userId, locale) => {
      await users.updateOne({ id: userId }, { $set: { locale } });
    },
    setHighContrast: async (userId, highContrast) => {
      await users.updateOne({ id: userId }, { $set: { highContrast } });
    },
    enrollments: (courseId) =>
      models.enrollments
        .find({ courseId, state: trusted({ $ne: 'deleted' }) }, plain)
        .sort({ id: 1 })
        .lean<Enrollment[]>()
        .exec(),
    enrollmentsOfUser: (userId) =>
      models.enrollments
        .find({ userId, state: trusted({ $ne: 'deleted' }) }, plain)
        .sort({ id: 1 })
        .lean<Enrollment[]>()
        .exec(),
    enroll,
    limitToSection: async (enrollmentId, limitedToSection) => {
      await models.enrollments.updateOne({ id: enrollmentId }, { $set: { limitedToSection } });
    },
    setEnrollmentState: async (enrollmentId, state) => {
      await models.enrollments.updateOne({ id: enrollmentId }, { $set: { state } });
    },
    moveStudent: async (userId, fromSectionId, toSectionId) => {
      const moved = { userId, sectionId: fromSectionId, type: 'StudentEnrollment' as const };
      await models.enrollments.updateMany(moved, { $set: { state: 'deleted' } });
      await enroll(userId, toSectionId, 'StudentEnrollment');
    },
  };
}
