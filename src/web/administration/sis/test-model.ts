import type {
  ConnectionFinding,
  ConnectionStepResult,
} from '../../../oneroster/connection-test/step-result.ts';
import type { AdminVisit } from '../admin-visit.ts';

/** What a test of the connection found, as `views/admin/test-result.ejs` prints it. */
export interface TestModel {
  readonly title: string;
  readonly tone: 'success' | 'error';
  readonly verdict: string;
  readonly steps: readonly TestStep[];
}

interface TestStep {
  readonly state: ConnectionStepResult['state'];
  readonly stateLabel: string;
  readonly name: string;
  readonly text: string;
  /** The SIS's answer in its own words, with the status of HTTP. */
  readonly answer: string | null;
  /** What to ask the vendor for. */
  readonly ask: string | null;
}

interface FindingText {
  readonly text: string;
  /** What to ask the vendor for. */
  readonly ask?: string;
}

export function buildTest({ texts, say }: AdminVisit, results: readonly ConnectionStepResult[]): TestModel {
  const words = texts.catalogue.admin.test;
  // The compiler refuses a finding that has no sentence.
  const findings: Readonly<Record<ConnectionFinding, FindingText>> = words.findings;
  const failures = results.filter(({ state }) => state === 'failed');
  const [first] = failures;
  return {
    title: say(words.title),
    tone: first === undefined ? 'success' : 'error',
    verdict: first === undefined ? say(words.good) : say(words.bad, { step: say(words.steps[first.step]) }),
    steps: results.map(({ step, state, finding, values, status, sisMessage }) => {
      const { text, ask } = findings[finding];
      return {
        state,
        stateLabel: say(words.states[state]),
        name: say(words.steps[step]),
        text: say(text, values),
        answer: describeAnswer(status, sisMessage, words, say),
        ask: state === 'failed' && ask !== undefined ? `${say(words.ask)} ${say(ask, values)}` : null,
      };
    }),
  };
}

function describeAnswer(
  status: number | null,
  sisMessage: string | null,
  words: AdminVisit['texts']['catalogue']['admin']['test'],
  say: AdminVisit['say'],
): string | null {
  if (status !== null && sisMessage !== null) {
    return say(words.answer, { status: String(status), words: sisMessage });
  }
  if (status !== null) return say(words.answerWordless, { status: String(status) });
  return null;
}
