import {
  asks,
  type ConnectionFinding,
  type ConnectionStepResult,
  concludeTest,
  type TestOutcome,
} from '../../../oneroster/connection-test/step-result.ts';
import { type Quoted, quote } from '../../ui/quoted.ts';
import type { AdministrationContext } from '../administration-context.ts';

/** What a test of the connection found, as `views/administration/sis-connection/test-result.ejs` prints it. */
export interface TestModel {
  readonly title: string;
  /** `warning`: nothing failed, but nothing shows that grades can be written. */
  readonly tone: 'success' | 'warning' | 'error';
  readonly verdict: string;
  readonly steps: readonly TestStep[];
}

interface TestStep {
  readonly state: ConnectionStepResult['state'];
  readonly stateLabel: string;
  readonly name: string;
  readonly text: string;
  /** The SIS's answer in its own words, with its HTTP status. */
  readonly answer: Quoted | null;
  /** What to ask the vendor for. */
  readonly ask: string | null;
}

interface FindingText {
  readonly text: string;
  /** What to ask the vendor for. */
  readonly ask?: string;
}

const tones = {
  bad: 'error',
  good: 'success',
  unproven: 'warning',
  written: 'success',
  writtenUnseen: 'warning',
} as const satisfies Readonly<Record<TestOutcome, TestModel['tone']>>;

export function buildTest(
  { messages, t }: AdministrationContext,
  results: readonly ConnectionStepResult[],
): TestModel {
  const texts = messages.administration.test;
  // The compiler refuses a finding that has no sentence.
  const findings: Readonly<Record<ConnectionFinding, FindingText>> = texts.findings;
  const failures = results.filter(({ state }) => state === 'failed');
  const [first] = failures;
  const outcome = concludeTest(results);
  return {
    title: t(texts.title),
    tone: tones[outcome],
    verdict: first === undefined ? t(texts[outcome]) : t(texts.bad, { step: t(texts.steps[first.step]) }),
    steps: results.map(({ step, state, finding, values, status, sisMessage }) => {
      const { text, ask } = findings[finding];
      return {
        state,
        stateLabel: t(texts.states[state]),
        name: t(texts.steps[step]),
        text: t(text, values),
        answer: describeAnswer(status, sisMessage, texts, t),
        ask: asks(state) && ask !== undefined ? `${t(texts.ask)} ${t(ask, values)}` : null,
      };
    }),
  };
}

function describeAnswer(
  status: number | null,
  sisMessage: string | null,
  texts: AdministrationContext['messages']['administration']['test'],
  t: AdministrationContext['t'],
): Quoted | null {
  if (status === null) return null;
  const values = { status: String(status) };
  if (sisMessage !== null) return quote(t, texts.answer, sisMessage, values);
  return { before: t(texts.answerWordless, values), words: '', after: '' };
}
