import type { Institution } from '../domain/institution.ts';
import type { CanvasAdministrator, CanvasPerson, LaunchCourse } from '../domain/launch-context.ts';
import { ProductError } from '../errors.ts';
import type { CanvasGrantStore } from '../store/canvas-grants.ts';
import type { ConfirmPerson } from './confirm-person.ts';
import type { AccessTokens } from './oauth/access-tokens.ts';
import type { ReadAccessToken } from './rest/canvas-calls.ts';

/** The course to read, and the person on whose behalf. */
export interface CanvasReaderTarget {
  readonly institution: Institution;
  readonly course: LaunchCourse;
  readonly person: CanvasPerson;
}

export interface PersonTokenDeps {
  readonly tokens: AccessTokens;
  readonly confirmPerson: ConfirmPerson;
  readonly grants: Pick<CanvasGrantStore, 'isOfAdministrator'>;
}

/** The token of the target's person, once Names & Roles has confirmed them (S70). */
export function readTokenOf(
  deps: PersonTokenDeps,
  { institution, course, person }: CanvasReaderTarget,
): ReadAccessToken {
  const { tokens, confirmPerson } = deps;
  const { canvasUserId, ltiUserId } = person;
  if (person.isAdministrator === true && canvasUserId !== null && ltiUserId !== null) {
    return readAdministratorToken(deps, institution, { canvasUserId, ltiUserId });
  }
  return async (refused, signal) => {
    const token = await tokens.read(institution, canvasUserId, refused, signal);
    if (canvasUserId !== null) {
      await confirmPerson({ institution, course, canvasUserId, ltiUserId }, signal);
    }
    return token;
  };
}

/**
 * The token of an administrator. Names & Roles knows no administrator who teaches nothing, so another proof
 * stands for it (S70): the consent was given from Administration, by the person whose signed launch saved the
 * schedule.
 */
export function readAdministratorToken(
  { tokens, grants }: Pick<PersonTokenDeps, 'tokens' | 'grants'>,
  institution: Institution,
  { canvasUserId, ltiUserId }: CanvasAdministrator,
): ReadAccessToken {
  return async (refused, signal) => {
    const person = { institutionId: institution.id, canvasUserId };
    if (!(await grants.isOfAdministrator(person, ltiUserId))) {
      const detail = 'no consent of this administrator';
      throw new ProductError('canvas_consent_needed', { detail, next: 'reconnect' });
    }
    return tokens.read(institution, canvasUserId, refused, signal);
  };
}
