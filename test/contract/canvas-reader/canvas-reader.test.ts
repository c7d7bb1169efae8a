import { expect } from 'chai';
import { installApiKey } from '../../../sandbox/canvas/install-tool.ts';
import { ltiScopes } from '../../../sandbox/canvas/lti/scopes.ts';
import type { Course } from '../../../sandbox/canvas/school/records/course.ts';
import { inventedSchool } from '../../../sandbox/sample/invented-school.ts';
import type { SampleCourse } from '../../../sandbox/sample/types.ts';
import type { CanvasReader, Page } from '../../../src/canvas/canvas-reader.ts';
import { canvasScopes } from '../../../src/canvas/oauth/scopes.ts';
import type { CanvasSubmission } from '../../../src/domain/course.ts';
import { codeOf } from '../../support/code-of.ts';

import { redirectUri, useReaderOnSandbox } from './reader-on-sandbox.ts';

const never = new AbortController().signal;
const teacher = 'aokafor';

/** That teacher's course in the sample: two sections, and one without a SIS id. */
function sampleCourse(): SampleCourse {
  const found = inventedSchool().canvas.courses.find((course) =>
    course.enrollments.some(({ userKey, role }) => userKey === 't-okafor' && role === 'teacher'),
  );
  if (!found) throw new Error('the sample has no such course');
  return found;
}

async function readAll<T>(
  read: (next: string | null) => Promise<Page<T>>,
): Promise<{ rows: T[]; pages: number }> {
  const rows: T[] = [];
  let pages = 0;
  let next: string | null = null;
  do {
    const page: Page<T> = await read(next);
    rows.push(...page.rows);
    next = page.next;
    pages += 1;
  } while (next !== null);
  return { rows, pages };
}

describe('The Canvas reader against the sandbox Canvas', () => {
  const current = useReaderOnSandbox();
  const sample = sampleCourse();
  let course: Course;
  let reader: CanvasReader;

  const rest = () => {
    if (reader.rest === null) throw new Error('no REST reading');
    return reader.rest;
  };

  before(async () => {
    course = await current().course(sample.name);
    reader = await current().reader(course, teacher);
  });
  afterEach(() => {
    const { faults } = current().canvas;
    faults.clear();
    Object.assign(faults.quirks, { throttleStatus: 403, deniedStatus: 401, shortPages: false, extraCost: 0 });
  });

  it('asks for consent, and reads once the person has given it in Canvas', async () => {
    expect(await codeOf(rest().readCourse(never))).to.equal('canvas_consent_needed');
    await current().consent(teacher);
    const read = await rest().readCourse(never, true);
    expect(read).to.include({ id: String(course.id), name: sample.name, timeZone: 'America/Chicago' });
    expect(read.endAt).to.deep.equal((await current().canvas.store.account.get()).term.endAt);
    expect(read.gradingPeriods.map(({ title }) => title)).to.include.members(['Quarter 1', 'Quarter 4']);
  });

  it('reads the sections, with SIS ids only if the school lets teachers see them', async () => {
    const sections = await rest().readSections(never);
    expect(sections.map(({ name }) => name)).to.have.members(sample.sections.map(({ name }) => name));
    const { teachersReadSis } = await current().canvas.store.account.get();
    const expected = sample.sections.map(({ sisId }) => (teachersReadSis ? sisId : null));
    expect(sections.map(({ sisId }) => sisId)).to.have.members(expected);
  });

  it('reads the assignment groups', async () => {
    const groups = await rest().readAssignmentGroups(never);
    expect(groups.map(({ name }) => name)).to.have.members([...sample.groups]);
  });

  it('reads exactly the published, graded assignments marked Sync to SIS', async () => {
    const read = await rest().readSisAssignments(never);
    const expected = sample.assignments.filter(
      ({ published, postToSis, gradingType }) => published && postToSis && gradingType !== 'not_graded',
    );
    expect(read.map(({ name }) => name)).to.have.members(expected.map(({ name }) => name));
    for (const assignment of read) {
      const source = expected.find(({ name }) => name === assignment.name);
      expect(assignment.pointsPossible, assignment.name).to.equal(source?.points);
      expect(assignment.assignedToEveryone, assignment.name).to.equal(!source?.onlyOverrides);
      expect(assignment.dueAt === null, assignment.name).to.equal(source?.dueAt === null);
      const kinds = assignment.overrides.map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'section')).to.have.length(source?.sectionDueDates.length ?? -1);
      expect(kinds.filter((kind) => kind === 'students')).to.have.length(
        source?.studentOverrides.length ?? -1,
      );
      expect(assignment.url).to.contain(`/courses/${course.id}/assignments/${assignment.id}`);
    }
  });

  it("reads the assignment's own date, not the one that applies to the teacher", async () => {
    const assignments = await rest().readSisAssignments(never);
    const bySection = assignments.find(({ name }) => name === 'Photosynthesis quiz');
    expect(bySection?.dueAt).to.equal(null);
    const dues = bySection?.overrides.map((override) => 'dueAt' in override && override.dueAt);
    expect(dues).to.deep.include(new Date('2026-09-17T13:50:00.000Z'));
  });

  async function readSubmissions(gradedSince: Date | null) {
    const assignments = await rest().readSisAssignments(never);
    const query = { assignmentIds: assignments.map(({ id }) => id), gradedSince };
    let serverTime = new Date(0);
    const { rows, pages } = await readAll<CanvasSubmission>(async (next) => {
      const page = await rest().readSubmissions(query, next, never);
      serverTime = page.serverTime;
      return page;
    });
    return { rows, pages, serverTime, assignments };
  }

  /** The sample's grades, as `assignment/student/score/excused`. */
  async function gradedInSample(): Promise<string[]> {
    const { store } = current().canvas;
    const keys = new Map<string, string>();
    for (const user of inventedSchool().canvas.users) {
      keys.set(user.key, String((await store.people.findByLogin(user.login))?.id));
    }
    const assignments = await rest().readSisAssignments(never);
    return sample.assignments.flatMap((source) => {
      const read = assignments.find(({ name }) => name === source.name);
      if (!read) return [];
      return source.submissions
        .filter(({ score, excused }) => score !== null || excused)
        .map(({ userKey, score, excused }) => `${read.id}/${keys.get(userKey)}/${score}/${excused}`);
    });
  }

  for (const shortPages of [false, true]) {
    it(`reads every grade once${shortPages ? ', over pages shorter than requested' : ''}`, async () => {
      current().canvas.faults.quirks.shortPages = shortPages;
      const { rows } = await readSubmissions(null);
      const graded = rows.filter(({ score, excused }) => score !== null || excused);
      const read = graded.map((row) => `${row.assignmentId}/${row.canvasUserId}/${row.score}/${row.excused}`);
      expect(read).to.have.members(await gradedInSample());
      expect(rows.some(({ postedAt, score }) => postedAt === null && score !== null)).to.equal(true);
    });
  }

  it("reads only what was graded since, by Canvas's clock", async () => {
    const { serverTime, rows } = await readSubmissions(null);
    expect((await readSubmissions(serverTime)).rows).to.deep.equal([]);
    const [some] = rows.filter(({ score }) => score !== null);
    if (!some) throw new Error('nothing graded');
    await current().canvas.store.gradebook.setScore(
      { assignmentId: Number(some.assignmentId), studentId: Number(some.canvasUserId), graderId: 1 },
      3.5,
    );
    const changed = await readSubmissions(serverTime);
    expect(changed.rows.map(({ canvasUserId, score }) => ({ canvasUserId, score }))).to.deep.equal([
      { canvasUserId: some.canvasUserId, score: 3.5 },
    ]);
    expect(changed.pages).to.equal(1);
  });

  it('R12 reads all members over pages of 50, with SIS and section ids without any REST permission', async () => {
    const { store } = current().canvas;
    const [section] = await store.courses.sections(course.id);
    for (let i = 0; i < 60; i += 1) {
      const fresh = { name: `Extra Student ${i}`, loginId: `extra${i}`, email: `extra${i}@example.org` };
      const user = await store.people.create({ ...fresh, sisUserId: `extra-${i}` });
      await store.people.enroll(user.id, section?.id ?? 0, 'StudentEnrollment');
    }
    const { rows, pages } = await readAll((next) => reader.readMembers(next, never));
    expect(pages).to.be.above(1);
    expect(new Set(rows.map(({ ltiUserId }) => ltiUserId)).size).to.equal(rows.length);

    const active = sample.enrollments.filter(({ state }) => state === 'active');
    const people = new Set(active.map(({ userKey }) => userKey));
    expect(rows).to.have.length(people.size + 60);
    for (const user of inventedSchool().canvas.users.filter(({ key }) => people.has(key))) {
      const member = rows.find(({ name }) => name === user.name);
      const own = active.filter(({ userKey }) => userKey === user.key);
      const sections = sample.sections.filter(({ key }) => own.some(({ sectionKey }) => sectionKey === key));
      expect(member?.sisId, user.name).to.equal(user.sisId);
      expect(member?.canvasUserId, user.name).to.equal(
        String((await store.people.findByLogin(user.login))?.id),
      );
      expect(member?.sectionIds, user.name).to.have.length(sections.length);
      expect(member?.sectionSisIds, user.name).to.have.members(
        sections.flatMap(({ sisId }) => (sisId === null ? [] : [sisId])),
      );
      const isStudent = own.some(({ role }) => role === 'student' || role === 'test_student');
      expect(member?.isStudent, user.name).to.equal(isStudent);
      // Older versions of Canvas do not mark the Student View student here; it never has a SIS id.
      if (!own.some(({ role }) => role === 'test_student')) {
        expect(member?.isTestStudent, user.name).to.equal(false);
      }
    }
  });

  it('reads only the tool’s own line items and results', async () => {
    expect(await reader.readLineItems(never)).to.deep.equal([]);
    const { engine, institution, canvas } = current();
    const token = await engine.serviceToken(institution, [ltiScopes.lineItem, ltiScopes.score]);
    const post = async (url: string, body: object): Promise<unknown> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(response.ok, await response.clone().text()).to.equal(true);
      return response.json();
    };
    await post(`${canvas.url}/api/lti/courses/${course.id}/line_items`, {
      label: 'Own quiz',
      scoreMaximum: 20,
    });
    const [lineItem, ...others] = (await reader.readLineItems(never)) ?? [];
    if (!lineItem) throw new Error('the line item is missing');
    expect(others).to.deep.equal([]);
    expect(lineItem).to.include({ label: 'Own quiz', maximum: 20 });

    const { rows: members } = await readAll((next) => reader.readMembers(next, never));
    const [first, second] = members.filter(({ isStudent, isTestStudent }) => isStudent && !isTestStudent);
    await post(`${lineItem.url}/scores`, {
      userId: first?.ltiUserId,
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
      timestamp: new Date().toISOString(),
      scoreGiven: 0,
      scoreMaximum: 20,
    });
    const { rows } = await readAll((next) => reader.readResults(lineItem, next, never));
    expect(rows.find(({ ltiUserId }) => ltiUserId === first?.ltiUserId)?.score).to.equal(0);
    expect(rows.find(({ ltiUserId }) => ltiUserId === second?.ltiUserId)?.score ?? null).to.equal(null);
  });

  it('needs no scope beyond those it requests, if the API key enforces scopes', async () => {
    const { canvas, person } = current();
    const key = { name: 'Grade Passback', redirectUris: [redirectUri] };
    await installApiKey(canvas.store, { ...key, scopes: canvasScopes });
    try {
      await canvas.store.oauth.revokeAllOf((await person(teacher)).id);
      await current().consent(teacher);
      expect(await rest().readSections(never)).to.not.deep.equal([]);
      expect(await rest().readAssignmentGroups(never)).to.not.deep.equal([]);
      expect((await readSubmissions(null)).rows).to.not.deep.equal([]);
    } finally {
      await installApiKey(canvas.store, key);
    }
  });

  describe('on a bad day of Canvas', () => {
    it('H14 reads on after Canvas throttles once, with 403 or 429', async () => {
      for (const throttleStatus of [403, 429] as const) {
        const { faults } = current().canvas;
        faults.quirks.throttleStatus = throttleStatus;
        faults.add({ kind: 'throttle', times: 1, pathPattern: '/sections' });
        expect(await rest().readSections(never)).to.have.length(sample.sections.length);
      }
    });

    it('H7 H16 reads on after Canvas drops connections and answers 502 for a while', async () => {
      const { faults } = current().canvas;
      faults.add({ kind: 'drop', times: 1, pathPattern: '/assignment_groups' });
      faults.add({
        kind: 'status',
        status: 502,
        body: '<html>',
        times: 1,
        pathPattern: '/assignment_groups',
      });
      expect(await rest().readAssignmentGroups(never)).to.have.length(sample.groups.length);
    });

    it('H9 refuses HTML with status 200', async () => {
      const fault = {
        kind: 'status',
        status: 200,
        contentType: 'text/html',
        pathPattern: '/sections',
      } as const;
      current().canvas.faults.add({ ...fault, body: '<!doctype html><title>Maintenance</title>' });
      expect(await codeOf(rest().readSections(never))).to.equal('canvas_unexpected');
    });

    it('H17 renews an expired token with the refresh token', async () => {
      const { canvas, person } = current();
      const { id } = await person(teacher);
      const before = await canvas.store.models.oauthTokens.findOne({ userId: id }).lean();
      await canvas.store.models.oauthTokens.updateMany({ userId: id }, { $set: { expiresAt: new Date(0) } });
      expect(await rest().readCourse(never)).to.include({ name: sample.name });
      const afterwards = await canvas.store.models.oauthTokens.findOne({ userId: id }).lean();
      expect(afterwards?.accessHash).to.not.equal(before?.accessHash);
      expect(afterwards?.refreshHash).to.equal(before?.refreshHash);
    });

    it('refuses a person without rights in the course (401 or 403), who keeps the consent', async () => {
      const stranger = 'ivossler';
      await current().consent(stranger);
      const other = await current().reader(course, stranger);
      for (const deniedStatus of [401, 403] as const) {
        current().canvas.faults.quirks.deniedStatus = deniedStatus;
        const reading = other.rest?.readSections(never) ?? Promise.resolve();
        expect(await codeOf(reading)).to.equal('canvas_refused');
      }
      const { consents, institution, person } = current();
      const { id, ltiId } = await person(stranger);
      expect(await consents.has({ institution, canvasUserId: String(id), ltiUserId: ltiId })).to.equal(true);
    });

    it('H18 H28 asks again a person who revoked the permission', async () => {
      const { canvas, person, consents, institution } = current();
      const { id, ltiId: ltiUserId } = await person(teacher);
      await canvas.store.oauth.revokeAllOf(id);
      expect(await codeOf(rest().readCourse(never))).to.equal('canvas_consent_needed');
      expect(await consents.has({ institution, canvasUserId: String(id), ltiUserId })).to.equal(false);
      await current().consent(teacher);
      expect(await rest().readCourse(never)).to.include({ name: sample.name });
    });

    it('ends the token in Canvas when the person revokes it here', async () => {
      const { canvas, person, consents, institution } = current();
      const { id, ltiId: ltiUserId } = await person(teacher);
      await consents.revoke({ institution, canvasUserId: String(id), ltiUserId });
      expect(await canvas.store.models.oauthTokens.countDocuments({ userId: id })).to.equal(0);
    });
  });
});
