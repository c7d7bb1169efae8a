import type { ApiKey, ApiKeyFault, Institution, SisConnection } from '../domain/institution.ts';
import { findLostSecrets } from '../domain/institution.ts';
import type { KeyPart, SetupFacts, SetupTests } from '../domain/setup.ts';
import { toProductError } from '../errors.ts';
import { serviceScopes } from '../lti/registration/tool-config.ts';
import type { LtiEngine } from '../lti/services/lti-engine.ts';
import type { InstitutionRuns } from '../passback/runs/institution-runs.ts';
import type { CanvasGrantStore } from '../store/canvas-grants.ts';
import type { CanvasKeyFaultCode, CanvasKeyFaultStore } from '../store/canvas-key-faults.ts';
import type { DeploymentStore } from '../store/deployments.ts';

/** Reads what the checklist of an institution's set-up is made from. */
export interface SetupCheck {
  read(institution: Institution): Promise<SetupFacts>;
  /** Asks Canvas and the SIS; changes nothing there. */
  test(institution: Institution, signal: AbortSignal): Promise<SetupTests>;
}

export interface SetupCheckDeps {
  readonly deployments: Pick<DeploymentStore, 'list'>;
  readonly canvasKeyFaults: Pick<CanvasKeyFaultStore, 'read'>;
  readonly canvasGrants: Pick<CanvasGrantStore, 'count'>;
  readonly runs: Pick<InstitutionRuns, 'countCourses'>;
  readonly engine: Pick<LtiEngine, 'renewToken'>;
  readonly probeApiKey: (
    institution: Institution,
    canvas: { readonly baseUrl: string; readonly apiKey: ApiKey },
    signal: AbortSignal,
  ) => Promise<ApiKeyFault | null>;
  /** Whether a grade sync could work, as far as can be told without writing. */
  readonly testSis: (connection: SisConnection, signal: AbortSignal) => Promise<boolean>;
}

const partOfFault = {
  canvas_roster_withheld: 'roster',
  canvas_grades_withheld: 'grades',
  canvas_fields_withheld: 'fields',
} as const satisfies Partial<Record<CanvasKeyFaultCode, KeyPart>>;
const apiKeyFaults: readonly CanvasKeyFaultCode[] = [
  'canvas_key_refused',
  'canvas_key_scopes',
  'canvas_includes_off',
];
const reached = ['completed', 'completed_with_problems', 'nothing_to_send', 'sections'] as const;

export function createSetupCheck(deps: SetupCheckDeps): SetupCheck {
  return {
    async read(institution) {
      const { id } = institution;
      const [deployments, faults, consents, courses] = await Promise.all([
        deps.deployments.list(id),
        deps.canvasKeyFaults.read(id),
        deps.canvasGrants.count(id),
        deps.runs.countCourses(id),
      ]);
      const codes = faults.map(({ code }) => code);
      return {
        institution,
        deployments: deployments.map(({ state }) => state),
        withheld: Object.entries(partOfFault).flatMap(([code, part]) =>
          codes.some((known) => known === code) ? [part] : [],
        ),
        hasApiKeyFault: apiKeyFaults.some((code) => codes.includes(code)),
        consents,
        triedCourses: [...courses.values()].reduce((sum, count) => sum + count, 0),
        syncedCourses: reached.reduce((sum, state) => sum + (courses.get(state) ?? 0), 0),
      };
    },
    async test(institution, signal) {
      const [developerKey, canvasApi, sis] = await Promise.all([
        testDeveloperKey(deps.engine, institution),
        testApiKey(deps, institution, signal),
        testSisConnection(deps, institution, signal),
      ]);
      return { developerKey, canvasApi, sis };
    },
  };
}

/** Asks Canvas for a token of each scope: it says `invalid_scope` for one that the key lost. */
async function testDeveloperKey(
  engine: SetupCheckDeps['engine'],
  institution: Institution,
): Promise<SetupTests['developerKey']> {
  const lacks = new Set<KeyPart>();
  for (const scope of serviceScopes) {
    try {
      await engine.renewToken(institution, [scope]);
    } catch (error) {
      const { code, next } = toProductError(error);
      if (code !== 'canvas_scope_missing') return next === 'retry' ? 'unreachable' : 'refused';
      lacks.add(scope.includes('/lti-ags/') ? 'grades' : 'roster');
    }
  }
  return [...lacks];
}

async function testApiKey(
  { probeApiKey }: SetupCheckDeps,
  institution: Institution,
  signal: AbortSignal,
): Promise<SetupTests['canvasApi']> {
  const { baseUrl, apiKey } = institution.canvas;
  if (apiKey === null || findLostSecrets(institution).includes('canvas-api')) return null;
  return (await probeApiKey(institution, { baseUrl, apiKey }, signal))?.fault ?? 'works';
}

async function testSisConnection(
  { testSis }: SetupCheckDeps,
  institution: Institution,
  signal: AbortSignal,
): Promise<SetupTests['sis']> {
  const { sis } = institution;
  if (sis === null || findLostSecrets(institution).includes('sis')) return null;
  return (await testSis(sis, signal)) ? 'works' : 'failed';
}
