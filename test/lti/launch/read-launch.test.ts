import { expect } from 'chai';
import type { Institution } from '../../../src/domain/institution.ts';
import { defaultInstitutionSettings } from '../../../src/domain/institution-settings.ts';
import type { LaunchContext } from '../../../src/domain/launch-context.ts';
import { isOwnAddress } from '../../../src/http/public-address.ts';
import { type Claims, claim } from '../../../src/lti/launch/claims.ts';
import { readCustomField, readCustomList } from '../../../src/lti/launch/custom-fields.ts';
import { readLaunchContext } from '../../../src/lti/launch/read-launch-context.ts';
import { readAccountRole, readCourseRole } from '../../../src/lti/launch/read-role.ts';
import { frameAncestors } from '../../../src/lti/session/frame-ancestors.ts';
import { hostedPlatform } from '../../support/hosted-canvas.ts';

const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const person = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person';
const testUser = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';

const institution: Institution = {
  id: 'i',
  name: 'Lakeview Schools',
  enabled: true,
  platform: hostedPlatform('https://lakeview.instructure.com', '1'),
  canvas: { baseUrl: 'https://lakeview.instructure.com', apiKey: null },
  sis: null,
  settings: defaultInstitutionSettings,
};

describe('reading a launch', () => {
  describe('custom fields', () => {
    it('count as missing if Canvas did not know the variable, or if they are empty or of another type', () => {
      for (const value of [
        '$Canvas.user.sisSourceId',
        ' $Canvas.user.id',
        '',
        '  ',
        null,
        undefined,
        true,
        {},
        ['7'],
      ]) {
        expect(readCustomField({ canvas_user_id: value }, 'canvas_user_id'), String(value)).to.equal(null);
      }
      expect(readCustomField({}, 'canvas_user_id')).to.equal(null);
    });
    it('may hold ids as numbers, even 0', () => {
      expect(readCustomField({ canvas_user_id: 10_000_000_000_123 }, 'canvas_user_id')).to.equal(
        '10000000000123',
      );
      expect(readCustomField({ canvas_user_id: 0 }, 'canvas_user_id')).to.equal('0');
    });
    it('may hold lists', () => {
      expect(readCustomList({ canvas_section_ids: '1, 2,,3' }, 'canvas_section_ids')).to.deep.equal([
        '1',
        '2',
        '3',
      ]);
      expect(readCustomList({ canvas_section_ids: 5 }, 'canvas_section_ids')).to.deep.equal(['5']);
      expect(
        readCustomList({ canvas_section_ids: '$Canvas.course.sectionIds' }, 'canvas_section_ids'),
      ).to.deep.equal([]);
    });
  });

  describe('S12 roles', () => {
    const cases = [
      [[`${membership}#Instructor`, `${person}#Instructor`], 'teacher'],
      [[`${membership}/Instructor#TeachingAssistant`, `${membership}#Instructor`], 'ta'],
      [[`${membership}#ContentDeveloper`], 'designer'],
      [[`${membership}#Learner`], 'student'],
      [[`${membership}#Mentor`], 'observer'],
      [[`${membership}#Learner`, testUser], 'student'],
      [[`${membership}#Instructor`, testUser], 'student'],
      [[`${membership}#Learner`, `${membership}#Instructor`], 'teacher'],
      [[`${person}#Instructor`], 'none'],
      [[`${person}#Administrator`], 'none'],
      [[`${membership}#Instructors`, `x${membership}#Instructor`], 'none'],
      [['Instructor'], 'teacher'],
      [['instructor'], 'none'],
      [[], 'none'],
    ] as const;
    for (const [roles, expected] of cases) {
      it(`${roles.map((role) => role.split('/').at(-1)).join(' + ') || 'no role'} → ${expected}`, () => {
        expect(readCourseRole(roles, [])).to.equal(expected);
      });
    }
    it('an assistant who also teaches the course is a teacher by Canvas’s own role names', () => {
      const roles = [`${membership}/Instructor#TeachingAssistant`, `${membership}#Instructor`];
      expect(readCourseRole(roles, ['TaEnrollment', 'TeacherEnrollment'])).to.equal('teacher');
      expect(readCourseRole(roles, ['TaEnrollment'])).to.equal('ta');
    });
    it('an administrator needs both the role claim and Canvas’s own role name', () => {
      const admin = [`${person}#Administrator`];
      expect(readAccountRole(admin, ['Account Admin'], [], true)).to.equal('administrator');
      expect(readAccountRole(admin, [], ['manage_grades'], true)).to.equal('administrator');
      expect(readAccountRole(admin, ['Account Admin'], ['manage_grades'], false)).to.equal('none');
      expect(readAccountRole(admin, [], [], true)).to.equal('none');
      expect(readAccountRole(admin, ['TeacherEnrollment'], ['view_all_grades'], true)).to.equal('none');
      const teacher = [`${membership}#Instructor`];
      expect(readAccountRole(teacher, ['Account Admin'], ['manage_grades'], true)).to.equal('none');
    });
  });

  const read = (changes: Claims = {}): LaunchContext =>
    readLaunchContext({
      institution,
      deploymentId: 'd',
      claims: {
        sub: 'u',
        [claim.targetLinkUri]: 'https://tool.example/lti/launch',
        [claim.roles]: [`${membership}#Instructor`],
        [claim.context]: { id: 'c', title: 'Biology' },
        [claim.resourceLink]: { id: 'c' },
        [claim.placement]: 'course_navigation',
        ...changes,
      },
    });

  it('S60 takes the sections that limit a person from the tool’s own field only', () => {
    const sections = { canvas_section_ids: '11,12', canvas_section_sis_ids: 's-11,s-12' };
    const restricted = (value: unknown) => ({
      [claim.custom]: { ...sections, canvas_section_restricted: value },
    });
    const own = { kind: 'sections', ids: ['11', '12'], sisIds: ['s-11', 's-12'] };
    for (const yes of [true, 'true']) expect(read(restricted(yes)).reach).to.deep.equal(own);
    for (const no of [false, 'false']) expect(read(restricted(no)).reach).to.deep.equal({ kind: 'course' });
    for (const unsaid of ['$Canvas.course.sectionRestricted', '', 1, null, undefined]) {
      expect(read(restricted(unsaid)).reach, String(unsaid)).to.equal(null);
    }
    const link = { [claim.resourceLink]: { id: 'a link in a module' } };
    expect(read({ ...restricted(false), ...link }).reach).to.equal(null);
    const nowhere = read({ [claim.custom]: { canvas_section_restricted: true } });
    expect(nowhere.reach).to.deep.equal({ kind: 'sections', ids: [], sisIds: [] });
  });

  it('LC38 reads what Canvas sends, with the Names & Roles address, and ids as text', () => {
    const context = read({
      name: 'Maria Gomez',
      locale: 'es',
      [claim.placement]: 'post_grades',
      [claim.custom]: { canvas_user_id: 7, canvas_course_id: 42, person_time_zone: 'America/Chicago' },
      [claim.namesRoles]: { context_memberships_url: 'https://lakeview.instructure.com/nrps' },
      [claim.endpoint]: { lineitems: 'https://lakeview.instructure.com/ags' },
      [claim.launchPresentation]: {
        return_url: 'https://lakeview.instructure.com/courses/42/external_content',
      },
    });
    expect(context).to.deep.equal({
      institutionId: 'i',
      deploymentId: 'd',
      placement: 'post_grades',
      person: { ltiUserId: 'u', canvasUserId: '7', name: 'Maria Gomez', role: 'teacher' },
      course: {
        contextId: 'c',
        canvasCourseId: '42',
        title: 'Biology',
        nrpsUrl: 'https://lakeview.instructure.com/nrps',
        lineItemsUrl: 'https://lakeview.instructure.com/ags',
      },
      reach: null,
      returnUrl: 'https://lakeview.instructure.com/courses/42/external_content',
      locale: 'es',
      timeZone: 'America/Chicago',
    });
  });

  it('reads whether the person asked Canvas for more contrast; anything but a plain yes is a no', () => {
    const of = (value: unknown) => read({ [claim.custom]: { canvas_high_contrast: value } }).highContrast;
    expect(of('true')).to.equal(true);
    for (const no of ['false', '$Canvas.user.prefersHighContrast', 1, undefined]) {
      expect(of(no)).to.equal(undefined);
    }
  });

  it('reads the colours of Canvas’s theme; what is no colour counts as missing', () => {
    const of = (value: unknown) => read({ [claim.custom]: { canvas_brand: value } }).brand;
    const theme = {
      'ic-brand-primary': '#1B6B3A',
      'ic-link-color': '#abc',
      'ic-brand-button--primary-bgd': 'rebeccapurple',
      'ic-brand-header-image': 'https://canvas.example/logo.png',
    };
    expect(of(JSON.stringify(theme))).to.deep.equal({ primary: '#1b6b3a', link: '#aabbcc' });
    const none = ['', '$com.instructure.brandConfigJSON', '{', 'null', '{"ic-link-color":7}', 3, undefined];
    for (const value of none) expect(of(value)).to.equal(undefined);
  });

  it('copes with everything that a platform may leave out or garble', () => {
    const context = read({
      [claim.custom]: 'none',
      [claim.launchPresentation]: 5,
      name: 7,
      [claim.placement]: 'odd',
    });
    expect(context.person).to.include({ canvasUserId: null, name: '' });
    expect(context).to.include({
      placement: 'course_navigation',
      returnUrl: null,
      timeZone: null,
      locale: 'und',
    });
    expect(context.course).to.include({ canvasCourseId: null, nrpsUrl: null, lineItemsUrl: null });
    expect(read({ [claim.context]: undefined }).course).to.equal(null);
    expect(read({ given_name: 'A', family_name: 'B' }).person.name).to.equal('A B');
    const zone = read({ [claim.custom]: { person_time_zone: 'Mars/Olympus' } });
    expect(zone.timeZone).to.equal(null);
  });

  it('an account launch has no course, whatever its context', () => {
    expect(read({ [claim.placement]: 'account_navigation' }).course).to.equal(null);
  });

  it('S7 drops a return address outside the institution’s Canvas', () => {
    const addresses = [
      'https://evil.example/',
      'https://lakeview.instructure.com.evil.example/',
      'https://lakeview.instructure.com@evil.example/',
      'http://lakeview.instructure.com/',
      'javascript:alert(1)',
      '/relative',
    ];
    for (const address of addresses) {
      expect(read({ [claim.launchPresentation]: { return_url: address } }).returnUrl, address).to.equal(null);
    }
  });

  it('S16 lets the institution’s Canvas frame us: its own host and its login host', () => {
    expect(frameAncestors(institution)).to.deep.equal([
      'https://lakeview.instructure.com',
      'https://sso.canvaslms.com',
    ]);
  });

  it('S7 recognises our own addresses, also below a base path', () => {
    const publicUrl = 'https://tools.example/passback';
    expect(isOwnAddress('https://tools.example/passback/lti/launch', publicUrl)).to.equal(true);
    expect(isOwnAddress('https://tools.example/passback', publicUrl)).to.equal(true);
    expect(isOwnAddress('https://tools.example/passbacks/lti', publicUrl)).to.equal(false);
    expect(isOwnAddress('https://tools.example/passback/../other', publicUrl)).to.equal(false);
  });
});
