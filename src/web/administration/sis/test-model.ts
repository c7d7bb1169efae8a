import type { ConnectionStepResult } from '../../../domain/sis.ts';
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

export function buildTest({ texts, say }: AdminVisit, results: readonly ConnectionStepResult[]): TestModel {
  const words = texts.catalogue.admin.test;
  const failures = results.filter(({ state }) => state === 'failed');
  const [first] = failures;
  return {
    title: say(words.title),
    tone: first === undefined ? 'success' : 'error',
    verdict: first === undefined ? say(words.good) : say(words.bad, { step: say(words.steps[first.step]) }),
    steps: results.map(({ step, state, finding, values, status, words: sisWords }) => {
      const { text, ask } = words.findings[finding];
      return {
        state,
        stateLabel: say(words.states[state]),
        name: say(words.steps[step]),
        text: say(text, values),
        answer: describeAnswer(status, sisWords, words, say),
        ask: state === 'failed' && ask !== undefined ? `${say(words.ask)} ${say(ask, values)}` : null,
      };
    }),
  };
}

function describeAnswer(
  status: number | null,
  sisWords: string | null,
  words: AdminVisit['texts']['catalogue']['admin']['test'],
  say: AdminVisit['say'],
): string | null {
  if (status !== null && sisWords !== null) {
    return say(words.answer, { status: String(status), words: sisWords });
  }
  if (status !== null) return say(words.answerWordless, { status: String(status) });
  return null;
}
