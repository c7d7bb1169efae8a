import type { Clock } from '../clock.ts';
import type { Institution } from '../domain/institution.ts';
import type { LaunchCourse } from '../domain/launch-context.ts';
import { ProductError } from '../errors.ts';
import type { LtiServices } from '../lti/services/services.ts';
import type { CanvasGrantStore } from '../store/canvas-grants.ts';
import { createPageGuard } from './page-guard.ts';
import { type MemberIdentity, parseIdentities } from './read-members.ts';

/** Whose token is about to be used, and for which course. */
export interface PersonInCourse {
  readonly institution: Institution;
  readonly course: LaunchCourse;
  readonly canvasUserId: string;
  /** The `sub` of the launch that asks; null for work that nobody waits for. */
  readonly ltiUserId: string | null;
}

/**
 * Asks Names & Roles, with the tool's own credentials, who the person is, before their token is used (S70). A
 * launch gives `sub` and context in claims that Canvas signs, but user and course ids in custom fields. Names
 * & Roles gives all four for each member, from the tool's own fields only, and only for the course whose
 * context id is asked for (CF5).
 * @throws ProductError `canvas_person_unproven`; `canvas_consent_needed` if another `sub` gave the consent;
 * as Names & Roles
 */
export type ConfirmPerson = (person: PersonInCourse, signal: AbortSignal) => Promise<void>;

export interface ConfirmPersonDeps {
  readonly services: Pick<LtiServices, 'readMembersPage'>;
  readonly grants: Pick<CanvasGrantStore, 'claimOwner'>;
  readonly clock: Clock;
}

/** A role that Canvas takes away is noticed within this time (S11). */
const confirmedMs = 5 * 60_000;
const maxConfirmed = 10_000;
const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
/**
 * In Canvas, `Instructor` covers teachers and assistants, `ContentDeveloper` designers
 * (`lib/lti/substitutions_helper.rb`).
 */
const staffRoles = [`${membership}#Instructor`, `${membership}#ContentDeveloper`] as const;

export function createPersonConfirmation({ services, grants, clock }: ConfirmPersonDeps): ConfirmPerson {
  const confirmed = new Map<string, { readonly ltiUserId: string; readonly until: number }>();

  async function findStaff(person: PersonInCourse, signal: AbortSignal): Promise<MemberIdentity | null> {
    const { institution, course, canvasUserId } = person;
    const { nrpsUrl, contextId } = course;
    if (nrpsUrl === null) throw unproven('the launch offered no Names & Roles');
    for (const role of staffRoles) {
      const guard = createPageGuard('members');
      let next: string | null = null;
      do {
        const page = await services.readMembersPage(institution, { nrpsUrl, contextId, role }, next, signal);
        const found = parseIdentities(page.members).find((member) => member.canvasUserId === canvasUserId);
        if (found !== undefined) return found;
        guard.check(next, page.next);
        next = page.next;
      } while (next !== null);
    }
    return null;
  }

  async function confirm(person: PersonInCourse, signal: AbortSignal): Promise<string> {
    const { institution, course, canvasUserId } = person;
    const member = await findStaff(person, signal);
    if (member === null || !member.active) throw unproven('no such member of the staff');
    if (member.canvasCourseId !== course.canvasCourseId) throw unproven('the context is another course');
    const { ltiUserId } = member;
    if (!(await grants.claimOwner({ institutionId: institution.id, canvasUserId }, ltiUserId))) {
      const detail = 'the consent is of another sub';
      throw new ProductError('canvas_consent_needed', { detail, next: 'reconnect' });
    }
    return ltiUserId;
  }

  return async (person, signal) => {
    const { institution, course, canvasUserId } = person;
    const key = JSON.stringify([institution.id, course.contextId, course.canvasCourseId, canvasUserId]);
    const now = clock().getTime();
    let known = confirmed.get(key);
    if (known === undefined || known.until <= now) {
      known = { ltiUserId: await confirm(person, signal), until: now + confirmedMs };
      if (confirmed.size >= maxConfirmed) confirmed.clear();
      confirmed.set(key, known);
    }
    if (person.ltiUserId !== null && person.ltiUserId !== known.ltiUserId) {
      throw unproven('the launch is of another sub');
    }
  };
}

const unproven = (detail: string): ProductError =>
  new ProductError('canvas_person_unproven', { detail, next: 'give-up' });
