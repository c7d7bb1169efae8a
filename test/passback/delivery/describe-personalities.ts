import { itemReasons } from '../../../src/domain/outcomes.ts';
import { itemOutcomeMessages, reasonMessages } from '../../../src/i18n/en/outcomes.ts';
import { personalities, runsInTurn } from './sis-personalities.ts';

/** `docs/sis.md`, as the table of personalities has it. */
export function describePersonalities(): string {
  const rows = personalities.map(({ sis, runs }) => {
    const cells = runsInTurn.map((turn) => {
      const [said, held, puts] = runs[turn];
      return `${describeSaid(said)}; holds ${held}; ${puts} sent`;
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
    'and how many requests the run needed to write it.',
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

/** `sent sis_rounds 9`: the outcome in the words of the pages, the reason by its code, and the score that it shows. */
function describeSaid(said: string): string {
  const [code = '', reason = '', shown = ''] = said.split(' ');
  const outcomes: Readonly<Record<string, string>> = itemOutcomeMessages;
  return [outcomes[code] ?? code, reason && `(\`${reason}\`)`, shown && `shows ${shown}`]
    .filter(Boolean)
    .join(' ');
}

function reasonOf(said: string): string {
  return said.split(' ')[1] ?? '';
}
