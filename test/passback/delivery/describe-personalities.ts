import { itemReasons } from '../../../src/domain/outcomes.ts';
import { compareMessages } from '../../../src/i18n/en/course/compare.ts';
import { itemOutcomeMessages, reasonMessages } from '../../../src/i18n/en/outcomes.ts';
import { personalities, runsInTurn } from './sis-personalities.ts';

/** `docs/sis.md`, as the table of personalities has it. */
export function describePersonalities(): string {
  const rows = personalities.map(({ sis, runs }) => {
    const cells = runsInTurn.map((turn) => {
      const [said, held, puts] = runs[turn];
      return `${describeSaid(said)}; holds ${held.replaceAll('_', ' ')}; ${puts} sent`;
    });
    return `| ${[sis, ...cells].join(' | ')} |`;
  });
  const told = personalities.flatMap(({ runs }) => runsInTurn.map((turn) => reasonOf(runs[turn][0])));
  const reasons = itemReasons.filter((reason) => told.includes(reason));
  return [
    '# What a run says, and what the SIS holds',
    '',
    'A SIS can answer every write with success and still keep something else. Each row is a SIS that does so in one way,',
    'or in none. It gets the same student’s grade six times: when it is new, twice unchanged, with another score, after the',
    'assignment was renamed, and with Remaster. Each cell says what the run reports of the grade, what the SIS then holds,',
    'and how many requests the run needed to write it. Where the SIS treats assignments in a way of its own, the cells also say',
    'what it shows of the assignment, and count the requests that wrote that.',
    '',
    'What a SIS does with what it is sent can be found out before: `npm run sis:check`, of which [sis-reports.md](sis-reports.md)',
    'has three reports. A SIS that takes no requests at all gets OneRoster CSV files; nothing can be read back of it, so its grades stay',
    '*Sent* ([operation](operation/README.md)).',
    '',
    'A test runs this table (`test/passback/delivery/sis-habits.test.ts`), and `npm run sis:doc` writes this page from it.',
    '',
    `| A SIS that … | ${runsInTurn.join(' | ')} |`,
    `|${' --- |'.repeat(runsInTurn.length + 1)}`,
    ...rows,
    '',
    '## What the reasons say',
    '',
    '| reason | teachers read |',
    '| --- | --- |',
    ...reasons.map(
      (reason) => `| \`${reason}\` | ${reasonMessages[reason].replaceAll('{sis}', 'The SIS')} |`,
    ),
    '',
  ].join('\n');
}

/**
 * `sent sis_rounds 9`: the outcome in the words of the pages, the reason by its code, and the score, or what of the
 * assignment, that the SIS shows.
 */
function describeSaid(said: string): string {
  const [code = '', ...rest] = said.split(' ');
  const outcomes: Readonly<Record<string, string>> = itemOutcomeMessages;
  const reason = reasonOf(said);
  const shown = rest.filter((word) => word !== reason).map(describeShown);
  return [outcomes[code] ?? code, reason && `(\`${reason}\`)`, ...shown].filter(Boolean).join(' ');
}

/** `9`, `title=Assig`, `absent` or `twice`. */
function describeShown(word: string): string {
  if (word === 'absent') return 'doesn’t show the assignment';
  if (word === 'twice') return 'shows the assignment twice';
  const [field = '', value = ''] = word.split('=');
  const details: Readonly<Record<string, string>> = compareMessages.details;
  return word.includes('=') ? `shows ${details[field]} ${value.replaceAll('_', ' ')}` : `shows ${word}`;
}

function reasonOf(said: string): string {
  const reasons: readonly string[] = itemReasons;
  return said.split(' ').find((word) => reasons.includes(word)) ?? '';
}
