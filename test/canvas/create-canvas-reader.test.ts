import { expect } from 'chai';
import type { CanvasReader } from '../../src/canvas/canvas-reader.ts';
import { createCanvasReader } from '../../src/canvas/create-canvas-reader.ts';
import type { AgsLineItem } from '../../src/domain/course.ts';
import type { LaunchCourse } from '../../src/domain/launch-context.ts';
import { ProductError } from '../../src/errors.ts';
import { findServiceFailure, ServiceFailure } from '../../src/lti/services/service-failure.ts';
import type { LtiServices } from '../../src/lti/services/services.ts';
import type { CanvasKeyFaultCode } from '../../src/store/canvas-key-faults.ts';
import { makeInstitution } from '../support/canvas/institution.ts';
import { never, setUpCanvas } from '../support/canvas/setup.ts';
import { codeOf } from '../support/code-of.ts';

const course: LaunchCourse = {
  contextId: 'a'.repeat(40),
  canvasCourseId: '1',
  title: 'Math',
  nrpsUrl: 'https://school.example/api/lti/courses/1/names_and_roles',
  lineItemsUrl: 'https://school.example/api/lti/courses/1/line_items',
};
const learner = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Learner';
const instructor = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor';
const testUser = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';
const custom = (fields: object) => [{ 'https://purl.imsglobal.org/spec/lti/claim/custom': fields }];

/** LTI services whose pages are numbered. */
function servePages(pages: readonly unknown[][], nextOf = (page: number) => String(page + 1)): LtiServices {
  const page = (next: string | null): { rows: unknown[]; next: string | null } => {
    const index = Number(next ?? '0');
    return { rows: pages[index] ?? [], next: index + 1 < pages.length ? nextOf(index) : null };
  };
  return {
    readMembersPage: async (_institution, _query, next) => {
      const { rows, next: following } = page(next);
      return { members: rows, next: following };
    },
    readLineItemsPage: async (_institution, _url, next) => {
      const { rows, next: following } = page(next);
      return { lineItems: rows, next: following };
    },
    readResultsPage: async (_institution, _url, next) => {
      const { rows, next: following } = page(next);
      return { results: rows, next: following };
    },
  };
}

describe('reading a course from Canvas', () => {
  const setup = setUpCanvas();

  const noted: CanvasKeyFaultCode[] = [];
  const keyFaults = {
    ensureIndexes: async () => {},
    note: async (_institution: string, code: CanvasKeyFaultCode) => void noted.push(code),
    read: async () => [],
    clear: async () => {},
    removeInstitution: async () => {},
  };
  function readerOf(
    services: LtiServices,
    changes: Partial<LaunchCourse> = {},
    hasApiKey = true,
  ): CanvasReader {
    const tokens = {
      read: async () => {
        throw new ProductError('canvas_consent_needed');
      },
    };
    return createCanvasReader(
      {
        ...setup.deps(),
        tokens,
        services,
        keyFaults,
        confirmPerson: async () => {},
        grants: { isOfAdministrator: async () => false },
      },
      {
        institution: makeInstitution('https://school.example', hasApiKey),
        course: { ...course, ...changes },
        person: { canvasUserId: '7', ltiUserId: 'lti-7' },
      },
    );
  }

  it('reads nothing over REST without an API key or a Canvas course', () => {
    expect(readerOf(servePages([]), {}, false).rest).to.equal(null);
    expect(readerOf(servePages([]), { canvasCourseId: null }).rest).to.equal(null);
  });

  it('asks for consent when REST is read without it', async () => {
    const { rest } = readerOf(servePages([]));
    expect(await codeOf(rest?.readCourse(never) ?? Promise.resolve())).to.equal('canvas_consent_needed');
  });

  describe('members', () => {
    const readOne = async (member: object) => {
      const { rows } = await readerOf(servePages([[member]])).readMembers(null, never);
      const [only] = rows;
      if (!only) throw new Error('no member');
      return only;
    };

    it('reads the SIS id and the section ids of a student', async () => {
      const member = await readOne({
        status: 'Active',
        user_id: 'lti-1',
        name: 'Ana Núñez',
        roles: [learner],
        message: custom({
          canvas_user_id: 7,
          canvas_user_sis_id: 'stu-1',
          canvas_user_integration_id: 'int-1',
          canvas_user_login: 'ana',
          canvas_section_ids: '11,12',
          canvas_section_sis_ids: 's-11, s-12',
        }),
      });
      expect(member).to.deep.equal({
        ltiUserId: 'lti-1',
        canvasUserId: '7',
        sisId: 'stu-1',
        integrationId: 'int-1',
        loginId: 'ana',
        name: 'Ana Núñez',
        isStudent: true,
        hasOtherRole: false,
        isTestStudent: false,
        active: true,
        sectionIds: ['11', '12'],
        sectionSisIds: ['s-11', 's-12'],
      });
    });

    it('ignores variables that Canvas did not expand, and accepts a single section sent as a number', async () => {
      const member = await readOne({
        user_id: 'lti-2',
        roles: [learner],
        lis_person_sourcedid: '$Person.sourcedId',
        message: custom({
          canvas_user_id: '$Canvas.user.id',
          canvas_user_sis_id: '$Canvas.user.sisSourceId',
          canvas_section_ids: 11,
          canvas_section_sis_ids: '$Canvas.course.sectionSisSourceIds',
        }),
      });
      expect(member).to.include({
        canvasUserId: null,
        sisId: null,
        integrationId: null,
        loginId: null,
        name: '',
      });
      expect(member.sectionIds).to.deep.equal(['11']);
      expect(member.sectionSisIds).to.deep.equal([]);
    });

    it('takes the SIS id from the claim if the platform sends no custom fields', async () => {
      const member = await readOne({ user_id: 'x', roles: [learner], lis_person_sourcedid: 'stu-9' });
      expect(member).to.include({ sisId: 'stu-9', canvasUserId: null });
    });

    it('recognises the Student View student, teachers and inactive members', async () => {
      expect(await readOne({ user_id: 'x', roles: [learner, testUser] })).to.include({ isTestStudent: true });
      // Newer Canvas says it in a variable, without the role.
      const message = custom({ canvas_student_view: 'true' });
      expect(await readOne({ user_id: 'x', roles: [learner], message })).to.include({ isTestStudent: true });
      expect(await readOne({ user_id: 'x', roles: [instructor] })).to.include({ isStudent: false });
      expect(await readOne({ user_id: 'x', roles: [], status: 'Inactive' })).to.include({ active: false });
    });

    it('sees a student’s second role in this course, and ignores roles elsewhere', async () => {
      const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
      const elsewhere = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor';
      const assistant = `${membership}/Instructor#TeachingAssistant`;
      for (const role of [instructor, assistant, `${membership}#Mentor`]) {
        const both = await readOne({ user_id: 'x', roles: [learner, role] });
        expect(both, role).to.include({ isStudent: true, hasOtherRole: true });
      }
      expect(await readOne({ user_id: 'x', roles: [learner, elsewhere] })).to.include({
        hasOtherRole: false,
      });
      expect(await readOne({ user_id: 'x', roles: [learner, testUser] })).to.include({ hasOtherRole: false });
    });

    it('R12 continues after the first 50', async () => {
      const members = Array.from({ length: 120 }, (_, i) => ({ user_id: `u${i}`, roles: [learner] }));
      const reader = readerOf(servePages([members.slice(0, 50), members.slice(50, 100), members.slice(100)]));
      const read: string[] = [];
      let next: string | null = null;
      do {
        const page: Awaited<ReturnType<CanvasReader['readMembers']>> = await reader.readMembers(next, never);
        read.push(...page.rows.map((row) => row.ltiUserId));
        next = page.next;
      } while (next !== null);
      expect(read).to.have.length(120);
    });

    it('H26 R13 a page that links to itself as the next, or endless pages, is an error', async () => {
      const itself = readerOf(servePages([[], [], []], () => '1'));
      await itself.readMembers(null, never);
      expect(await codeOf(itself.readMembers('1', never))).to.equal('canvas_unexpected');

      const circle = readerOf(servePages([[], [], []], (page) => (page === 1 ? '2' : '1')));
      const walk = async (): Promise<void> => {
        for (let next: string | null = null, i = 0; i < 6000; i += 1) {
          next = (await circle.readMembers(i === 0 ? null : i % 2 ? '0' : '1', never)).next;
          if (next === null) throw new Error('ended');
        }
      };
      expect(await codeOf(walk())).to.equal('canvas_unexpected');
    });

    it('H27 a member without an id or roles is an error and never silently left out', async () => {
      for (const member of [{ roles: [learner] }, { user_id: 'x' }, null, 'x']) {
        const reading = readerOf(servePages([[member]])).readMembers(null, never);
        expect(await codeOf(reading), JSON.stringify(member)).to.equal('canvas_unexpected');
      }
    });

    it('CF9 says that a permission is missing if the launch offered no Names & Roles', async () => {
      const reading = readerOf(servePages([]), { nrpsUrl: null }).readMembers(null, never);
      expect(await codeOf(reading)).to.equal('canvas_scope_missing');
    });
  });

  describe('own line items', () => {
    const lineItem: AgsLineItem = { url: 'https://school.example/li/1', label: 'Quiz', maximum: 20 };

    it('reads all pages; a course without AGS has no line items', async () => {
      const row = (id: number) => ({
        id: `https://school.example/li/${id}`,
        label: 'Quiz',
        scoreMaximum: 20,
      });
      const items = await readerOf(servePages([[row(1)], [row(2)]])).readLineItems(never);
      expect(items?.map((item) => item.url)).to.deep.equal([
        'https://school.example/li/1',
        'https://school.example/li/2',
      ]);
      expect(await readerOf(servePages([]), { lineItemsUrl: null }).readLineItems(never)).to.equal(null);
    });

    /** A Canvas whose AGS answers with this failure. */
    const refusing = (failure: ServiceFailure): LtiServices => ({
      ...servePages([]),
      readLineItemsPage: async () => {
        throw failure;
      },
    });

    for (const [what, status, body, withoutRest] of [
      ['404 after the end', 404, '{"errors":[{"message":"gone"}]}', 'canvas_course_ended'],
      ['422 after the end', 422, '{"errors":{"type":"unprocessable_entity"}}', 'canvas_course_ended'],
      ['403 without the scope', 403, '{"errors":{"type":"unauthorized"}}', 'canvas_refused'],
      ['no token for the scope', 400, '{"error":"invalid_scope"}', 'canvas_scope_missing'],
    ] as const) {
      it(`CF11 ${what} counts as no AGS if REST reads the course, and is an error if nothing else does`, async () => {
        const failure = findServiceFailure({ status, headers: {}, body }, 'school.example', new Date());
        if (failure === null) throw new Error('no failure');
        expect(await readerOf(refusing(failure)).readLineItems(never)).to.equal(null);
        const alone = readerOf(refusing(failure), {}, false);
        expect(await codeOf(alone.readLineItems(never))).to.equal(withoutRest);
      });
    }

    it('CF9 tells the administrator which service has lost its scope', async () => {
      const body = '{"error":"invalid_scope"}';
      const failure = findServiceFailure({ status: 400, headers: {}, body }, 'school.example', new Date());
      if (failure === null) throw new Error('no failure');
      const refuse = async () => {
        throw failure;
      };
      const reader = readerOf({ ...servePages([]), ...refusing(failure), readMembersPage: refuse });
      noted.length = 0;
      await reader.readLineItems(never);
      expect(noted).to.deep.equal(['canvas_grades_withheld']);
      expect(await codeOf(reader.readMembers(null, never))).to.equal('canvas_scope_missing');
      expect(noted.at(-1)).to.equal('canvas_roster_withheld');
    });

    it('an outage of AGS does not count as no AGS', async () => {
      const failure = new ServiceFailure('canvas_unreachable', 'retry', 'down', { answered: 503 });
      expect(await codeOf(readerOf(refusing(failure)).readLineItems(never))).to.equal('canvas_unreachable');
    });

    it('reads results on the line item’s scale: 0 is a score, a missing score is null', async () => {
      const reader = readerOf(
        servePages([
          [
            { id: 'r1', userId: 'a', resultScore: 15.5, resultMaximum: 20 },
            { id: 'r2', userId: 'b', resultScore: 0, resultMaximum: 20 },
            { id: 'r3', userId: 'c', resultScore: 0.5, resultMaximum: 1 },
            { id: 'r4', userId: 'd', resultMaximum: 20 },
            { id: 'r5', userId: 'e', resultScore: null },
          ],
        ]),
      );
      const { rows } = await reader.readResults(lineItem, null, never);
      expect(rows.map((row) => row.score)).to.deep.equal([15.5, 0, 10, null, null]);
    });

    it('H27 a result without a user is an error', async () => {
      const reading = readerOf(servePages([[{ resultScore: 1 }]])).readResults(lineItem, null, never);
      expect(await codeOf(reading)).to.equal('canvas_unexpected');
    });
  });
});
