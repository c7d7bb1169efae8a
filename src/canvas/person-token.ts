import type { Institution } from '../domain/institution.ts';
import type { CanvasPerson, LaunchCourse } from '../domain/launch-context.ts';
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
}

/** The token of the target's person, once Names & Roles has confirmed them (S70). */
export function readTokenOf(
  { tokens, confirmPerson }: PersonTokenDeps,
  { institution, course, person }: CanvasReaderTarget,
): ReadAccessToken {
  const { canvasUserId, ltiUserId } = person;
  return async (refused, signal) => {
    const token = await tokens.read(institution, canvasUserId, refused, signal);
    if (canvasUserId !== null) {
      await confirmPerson({ institution, course, canvasUserId, ltiUserId }, signal);
    }
    return token;
  };
}
