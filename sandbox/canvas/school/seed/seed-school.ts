import { randomBytes } from 'node:crypto';
import { DateTime } from 'luxon';
import type { SampleSchool } from '../../../sample/types.ts';
import { nextId, reserveIds } from '../ids.ts';
import { makeUser } from '../people-store.ts';
import type { Account } from '../records/account.ts';
import type { SchoolStore } from '../school-store.ts';
import type { SeedContext } from './seed-context.ts';
import { seedCourse } from './seed-course.ts';

/**
 * Fills an empty database with a sample school. Does nothing if it is already filled, so that people's
 * changes survive a restart. The account record is written last and marks the seeding as complete; the
 * remains of an interrupted seeding are removed first.
 */
export async function seedSchool(store: SchoolStore, sample: SampleSchool, now: Date): Promise<void> {
  await store.prepare();
  if ((await store.account.find()) !== null) return;
  await clearSchool(store);
  const { models } = store;
  const userIds = new Map<string, number>();
  const users = [];
  for (const person of sample.canvas.users) {
    const id = await nextId(models, 'users');
    userIds.set(person.key, id);
    users.push(
      makeUser(id, {
        name: person.name,
        loginId: person.login,
        email: person.email,
        sisUserId: person.sisId,
        accountAdmin: person.accountAdmin,
        testStudent: isTestStudent(sample, person.key),
      }),
    );
  }
  if (users.length > 0) await models.users.insertMany(users);
  const context: SeedContext = {
    now,
    timeZone: sample.timeZone,
    toInstant: (local) => (local === null ? null : toInstant(local, sample.timeZone)),
    userIds,
    sisUserKeys: new Set(sample.canvas.users.filter((user) => user.sisId !== null).map((user) => user.key)),
    teacherId: firstTeacherId(sample, userIds),
  };
  for (const course of sample.canvas.courses) await seedCourse(models, course, context);
  await models.accounts.create({ ...(await makeAccount(store, sample, context)) });
}

/** A zone's wall-clock time as an instant. Throws if the sample is malformed. */
export function toInstant(local: string, timeZone: string): Date {
  const time = DateTime.fromISO(local, { zone: timeZone });
  if (!time.isValid) throw new Error(`The sample has a bad time: ${local} in ${timeZone}`);
  return time.toJSDate();
}

async function clearSchool({ models }: SchoolStore): Promise<void> {
  const { users, courses, sections, enrollments, groups, assignments, submissions } = models;
  await users.deleteMany({});
  await courses.deleteMany({});
  await sections.deleteMany({});
  await enrollments.deleteMany({});
  await groups.deleteMany({});
  await assignments.deleteMany({});
  await submissions.deleteMany({});
}

const isTestStudent = (sample: SampleSchool, userKey: string): boolean =>
  sample.canvas.courses.some((course) =>
    course.enrollments.some(
      (enrollment) => enrollment.userKey === userKey && enrollment.role === 'test_student',
    ),
  );

function firstTeacherId(sample: SampleSchool, userIds: ReadonlyMap<string, number>): number {
  for (const course of sample.canvas.courses) {
    const teacher = course.enrollments.find((enrollment) => enrollment.role === 'teacher');
    if (teacher !== undefined) return userIds.get(teacher.userKey) ?? 1;
  }
  return 1;
}

async function makeAccount(
  { models }: SchoolStore,
  sample: SampleSchool,
  context: SeedContext,
): Promise<Account> {
  const days = sample.sis.academicSessions;
  const start = days.map((session) => session.startDate).sort()[0] ?? null;
  const periods = days.filter(({ type }) => type === 'gradingPeriod');
  const firstPeriodId = await reserveIds(models, 'grading_periods', periods.length);
  const end =
    days
      .map((session) => session.endDate)
      .sort()
      .at(-1) ?? null;
  return {
    id: await nextId(models, 'accounts'),
    name: sample.name,
    ltiContextId: randomBytes(20).toString('hex'),
    ltiGuid: `${randomBytes(20).toString('hex')}:canvas-lms`,
    sisName: sample.sisLabel === '' ? null : sample.sisLabel,
    sisSourceId: null,
    timeZone: sample.timeZone,
    teachersReadSis: true,
    sisSettings: {
      syncing: true,
      defaultGradeExport: false,
      requireDueDate: false,
      limitNameLength: false,
      nameLengthLimit: 255,
      gradeExportEnabled: true,
    },
    term: {
      id: await nextId(models, 'terms'),
      name: days[0]?.title ?? 'Default Term',
      startAt: context.toInstant(start),
      endAt: context.toInstant(end),
      gradingPeriods: periods
        .map(({ title, startDate, endDate }, index) => ({
          id: firstPeriodId + index,
          title,
          startAt: toInstant(startDate, sample.timeZone),
          endAt: toInstant(`${endDate}T23:59:59`, sample.timeZone),
        }))
        .sort((a, b) => a.startAt.getTime() - b.startAt.getTime()),
    },
  };
}
