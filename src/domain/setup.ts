import { type ApiKeyFault, findLostSecrets, type Institution } from './institution.ts';

/** What must be set up before the first grades arrive, in order. */
export const setupSteps = ['developerKey', 'deployment', 'canvasApi', 'sis', 'firstCourse'] as const;
export type SetupStep = (typeof setupSteps)[number];

/** What the LTI developer key may lack: Names & Roles, reading line items and results, custom fields (CF9). */
export const keyParts = ['roster', 'grades', 'fields'] as const;
export type KeyPart = (typeof keyParts)[number];

/** What is known of an institution's set-up without asking anybody. */
export interface SetupFacts {
  readonly institution: Pick<Institution, 'canvas' | 'sis'>;
  readonly deployments: readonly ('pending' | 'approved' | 'refused')[];
  /** What launches and uses of the LTI key have shown it to lack. */
  readonly withheld: readonly KeyPart[];
  /** Somebody met a fault of the Canvas API key that nobody has seen fixed. */
  readonly hasApiKeyFault: boolean;
  /** People who have connected to Canvas. */
  readonly consents: number;
  /** Courses with a grade sync, and those whose latest one reached its end. */
  readonly triedCourses: number;
  readonly syncedCourses: number;
}

/** What Canvas and the SIS answered just now. */
export interface SetupTests {
  /** What Canvas does not grant, or why it said nothing. */
  readonly developerKey: readonly KeyPart[] | 'refused' | 'unreachable';
  /** Null: there is no key. */
  readonly canvasApi: ApiKeyFault['fault'] | 'works' | null;
  /** Null: there is no connection. */
  readonly sis: 'works' | 'failed' | null;
}

export type SetupFinding =
  | 'keyWorks'
  | 'keyRefused'
  | 'keyLacks'
  | 'canvasUnreachable'
  | 'deploymentApproved'
  | 'deploymentPending'
  | 'deploymentNone'
  | 'apiWorks'
  | 'apiNone'
  | 'apiLost'
  | 'apiFaulty'
  | 'apiUntested'
  | 'sisWorks'
  | 'sisNone'
  | 'sisLost'
  | 'sisFails'
  | 'sisUntested'
  | 'courseSynced'
  | 'courseTried'
  | 'courseNone';

const goodFindings: ReadonlySet<SetupFinding> = new Set([
  'keyWorks',
  'deploymentApproved',
  'apiWorks',
  'sisWorks',
  'courseSynced',
]);

export interface CheckedStep {
  readonly step: SetupStep;
  readonly finding: SetupFinding;
  readonly isDone: boolean;
  /** What the developer key lacks. */
  readonly lacks: readonly KeyPart[];
}

/**
 * The checklist of Administration and of `doctor`. Without `tests` a connection counts as working only if somebody has used
 * it; the developer key, because a launch opened the page.
 */
export function checkSetup(facts: SetupFacts, tests: SetupTests | null): readonly CheckedStep[] {
  const lacks = listLacks(facts, tests);
  const findings: Readonly<Record<SetupStep, SetupFinding>> = {
    developerKey: checkDeveloperKey(lacks, tests),
    deployment: checkDeployment(facts),
    canvasApi: checkCanvasApi(facts, tests),
    sis: checkSis(facts, tests),
    firstCourse: checkFirstCourse(facts),
  };
  return setupSteps.map((step) => {
    const finding = findings[step];
    const isDone = goodFindings.has(finding);
    return { step, finding, isDone, lacks: finding === 'keyLacks' ? lacks : [] };
  });
}

/** Canvas's own answer goes before what was noted earlier; only launches carry custom fields. */
function listLacks({ withheld }: SetupFacts, tests: SetupTests | null): readonly KeyPart[] {
  const asked = tests?.developerKey;
  if (asked === undefined || typeof asked === 'string') return withheld;
  return keyParts.filter((part) => (part === 'fields' ? withheld : asked).includes(part));
}

function checkDeveloperKey(lacks: readonly KeyPart[], tests: SetupTests | null): SetupFinding {
  if (tests?.developerKey === 'refused') return 'keyRefused';
  if (tests?.developerKey === 'unreachable') return 'canvasUnreachable';
  return lacks.length > 0 ? 'keyLacks' : 'keyWorks';
}

function checkDeployment({ deployments }: SetupFacts): SetupFinding {
  if (deployments.includes('approved')) return 'deploymentApproved';
  return deployments.includes('pending') ? 'deploymentPending' : 'deploymentNone';
}

function checkCanvasApi(
  { institution, hasApiKeyFault, consents }: SetupFacts,
  tests: SetupTests | null,
): SetupFinding {
  if (institution.canvas.apiKey === null) return 'apiNone';
  if (findLostSecrets(institution).includes('canvas-api')) return 'apiLost';
  const asked = tests?.canvasApi ?? null;
  if (asked === 'unreachable') return 'canvasUnreachable';
  // What only shows in use, such as Allow Include Parameters, is not seen by the test.
  if ((asked !== null && asked !== 'works') || hasApiKeyFault) return 'apiFaulty';
  return asked === 'works' || consents > 0 ? 'apiWorks' : 'apiUntested';
}

function checkSis({ institution, syncedCourses }: SetupFacts, tests: SetupTests | null): SetupFinding {
  if (institution.sis === null) return 'sisNone';
  if (findLostSecrets(institution).includes('sis')) return 'sisLost';
  const asked = tests?.sis ?? null;
  if (asked === 'failed') return 'sisFails';
  return asked === 'works' || syncedCourses > 0 ? 'sisWorks' : 'sisUntested';
}

function checkFirstCourse({ triedCourses, syncedCourses }: SetupFacts): SetupFinding {
  if (syncedCourses > 0) return 'courseSynced';
  return triedCourses > 0 ? 'courseTried' : 'courseNone';
}
