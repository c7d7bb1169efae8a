import { en } from '../../i18n/en/en.ts';
import { createLanguageChooser } from '../../i18n/language.ts';
import type { SisClientDeps } from '../../oneroster/client/create-sis-client.ts';
import {
  asks,
  type ConnectionFinding,
  type ConnectionStepResult,
  concludeTest,
  type TestOutcome,
} from '../../oneroster/connection-test/step-result.ts';
import { testConnection } from '../../oneroster/connection-test/test-connection.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import { UsageError } from '../command.ts';
import { checkUsage, readCheckOptions } from './read-check-options.ts';

/** What `npm run sis:check` needs from its process. */
export interface CheckDeps extends SisClientDeps {
  readonly profiles: ReadonlyMap<string, SisProfile>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A whole file; `-` is standard input. */
  readonly read: (path: string) => Promise<string>;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/** For scripts; `checkUsage` explains them. */
const exitCodes = {
  written: 0,
  good: 0,
  bad: 1,
  unproven: 3,
  writtenUnseen: 3,
} as const satisfies Readonly<Record<TestOutcome, number>>;
const usageCode = 2;

/** Runs *Test connection* from a shell and returns the exit code. */
export async function checkSis(
  args: readonly string[],
  deps: CheckDeps,
  signal: AbortSignal,
): Promise<number> {
  if (args.length === 0 || args.includes('--help')) {
    deps.print(checkUsage);
    return args.length === 0 ? usageCode : 0;
  }
  try {
    const { json, ...options } = await readCheckOptions(args, deps.environment, deps);
    const results = await testConnection(deps, options, signal);
    const outcome = concludeTest(results);
    deps.print(
      json
        ? `${JSON.stringify({ outcome, profile: options.profile.name, steps: results.map(toJson) }, null, 2)}\n`
        : describeCheck(results),
    );
    return exitCodes[outcome];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    deps.printError(`${error.message}\n`);
    return usageCode;
  }
}

function toJson({ step, state, finding, values, status, sisMessage, habit }: ConnectionStepResult) {
  return { step, state, finding, text: describeFinding(finding, values), values, status, sisMessage, habit };
}

const { t } = createLanguageChooser({ en })('en-US');
const texts = en.administration.test;
const findings: Readonly<Record<ConnectionFinding, { readonly text: string; readonly ask?: string }>> =
  texts.findings;

function describeFinding(finding: ConnectionFinding, values: ConnectionStepResult['values']): string {
  return t(findings[finding].text, values);
}

/** The report in words: one line a step, what the SIS answered, what to ask the vendor for, and the verdict. */
function describeCheck(results: readonly ConnectionStepResult[]): string {
  const outcome = concludeTest(results);
  const failure = results.find(({ state }) => state === 'failed');
  const lines = results.flatMap(({ step, state, finding, values, status, sisMessage }) => {
    const { ask } = findings[finding];
    const answer = status === null ? [] : [`${status}${sisMessage === null ? '' : ` “${sisMessage}”`}`];
    return [
      `${texts.states[state].padEnd(8)}${texts.steps[step]}: ${describeFinding(finding, values)}`,
      ...answer.map((said) => `          It answered ${said}`),
      ...(asks(state) && ask !== undefined ? [`          ${texts.ask} ${t(ask, values)}`] : []),
    ];
  });
  const verdict = failure === undefined ? texts[outcome] : t(texts.bad, { step: texts.steps[failure.step] });
  return `${[...lines, '', t(verdict)].join('\n')}\n`;
}
