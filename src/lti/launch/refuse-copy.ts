import type { Response } from 'express';
import {
  type CanvasCopy,
  copyOrigin,
  findOwnCopy,
  productionIssuer,
  readCopy,
} from '../../domain/canvas-environment.ts';
import type { Institution } from '../../domain/institution.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import type { CanvasKeyFaultStore } from '../../store/canvas-key-faults.ts';
import type { InstitutionStore } from '../../store/institutions.ts';
import type { LoginRequest } from '../login/login-request.ts';
import type { LtiDeps } from '../lti-deps.ts';
import { allowFramingFrom, canvasOrigins } from '../session/frame-ancestors.ts';
import { LaunchRefusal } from './refusal.ts';

/**
 * A copy of production, which carries production's keys, opens nothing: its grades are test data, and what a person tries
 * there must not reach the SIS (CF22). Whoever wants to use it sets it up as an institution of its own.
 */
const refuse = (copy: CanvasCopy): LaunchRefusal =>
  new LaunchRefusal('environment', 'canvas_copy', { detail: `a ${copy} Canvas`, values: { copy } });

/**
 * Refuses the login of a copy by whose keys production is known here. What an unsigned login says is only logged.
 * @throws LaunchRefusal `canvas_copy`
 */
export async function refuseUnknownCopy(
  institutions: Pick<InstitutionStore, 'recallByPlatform'>,
  { iss, client_id: clientId }: Pick<LoginRequest, 'iss' | 'client_id'>,
  response: Response,
): Promise<void> {
  const copy = readCopy(iss);
  if (copy === null || clientId === undefined) return;
  if ((await institutions.recallByPlatform(iss, clientId)).length > 0) return;
  const [original] = await institutions.recallByPlatform(productionIssuer, clientId);
  if (original === undefined) return;
  const there = copyOrigin(original.canvas.baseUrl, copy);
  allowFramingFrom(response, [...canvasOrigins(original), ...(there === null ? [] : [there])]);
  throw refuse(copy);
}

/**
 * Refuses a login that names another environment than the institution was set up for. Canvas says `prod`, or the name of
 * the copy (CT11).
 * @throws LaunchRefusal `canvas_copy`
 */
export function refuseCopyLogin(
  institution: Institution,
  { canvas_environment: environment }: Pick<LoginRequest, 'canvas_environment'>,
): void {
  if (environment !== 'beta' && environment !== 'test') return;
  if (findOwnCopy(institution) === null) throw refuse(environment);
}

/**
 * Refuses a signed launch from a copy, and tells the administrators.
 * @throws LaunchRefusal `canvas_copy`
 */
export async function refuseCopyLaunch(
  {
    canvasKeyFaults,
    clock,
  }: Pick<LtiDeps, 'clock'> & {
    readonly canvasKeyFaults: Pick<CanvasKeyFaultStore, 'note'>;
  },
  institution: Institution,
  { canvasUrl }: Pick<LaunchContext, 'canvasUrl'>,
): Promise<void> {
  const copy = canvasUrl === undefined ? null : readCopy(canvasUrl);
  if (copy === null || findOwnCopy(institution) !== null) return;
  await canvasKeyFaults.note(institution.id, 'canvas_copy', clock());
  throw refuse(copy);
}
