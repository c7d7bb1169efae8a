import type { RunLineItem } from '../../../../domain/run.ts';
import { safeLink } from '../../../ui/links.ts';
import { buildProblems, type ProblemText } from '../../../ui/problem-text.ts';
import type { Tone } from '../../../ui/run-words.ts';
import type { Visit } from '../../../ui/visit.ts';

/** One assignment in one class of a run, ready to print. */
export interface LineItemRow {
  /** Unique on the page, for scripts. */
  readonly key: string;
  readonly name: string;
  readonly href: string | null;
  readonly sentTitle: string | null;
  readonly section: string;
  readonly outcome: { readonly label: string; readonly tone: Tone };
  readonly sisMessage: string | null;
  readonly problems: readonly ProblemText[];
  readonly numbers: readonly { readonly label: string; readonly value: string; readonly alarming: boolean }[];
  readonly students: { readonly label: string; readonly open: string; readonly href: string } | null;
}

const tones: Readonly<Record<RunLineItem['outcome'], Tone>> = {
  created: 'success',
  updated: 'success',
  unchanged: 'neutral',
  pending: 'info',
  refused: 'warning',
  failed: 'error',
  nothing_to_send: 'neutral',
};

/** Whether a teacher has something to look at: a refused or failed line item, or grades that did not arrive. */
export function hasProblems({ outcome, problems, counts }: RunLineItem): boolean {
  return (
    outcome === 'refused' ||
    outcome === 'failed' ||
    problems.length > 0 ||
    counts.failed + counts.skipped + counts.heldBack > 0
  );
}

/** The row of one line item; `show` is kept for the list of its students. */
export function buildLineItemRow(
  visit: Visit,
  runId: string,
  lineItem: RunLineItem,
  show: 'all' | 'problems',
): LineItemRow {
  const { texts, say, formats, links } = visit;
  const { run: words, lineItemOutcomes } = texts.catalogue;
  const { counts, classSourcedId } = lineItem;
  const number = (label: string, value: number, alarming = false): LineItemRow['numbers'][number] => ({
    label: say(label),
    value: formats.number(value),
    alarming: alarming && value > 0,
  });
  const place = {
    assignment: lineItem.assignmentId,
    ...(classSourcedId ? { class: classSourcedId } : { section: lineItem.sectionName }),
  };
  return {
    key: `${lineItem.assignmentId}/${classSourcedId ?? lineItem.sectionName}`,
    name: lineItem.assignmentName,
    href: safeLink(lineItem.assignmentUrl),
    sentTitle: lineItem.sentTitle === null ? null : say(words.sentTitle, { name: lineItem.sentTitle }),
    section: lineItem.sectionName,
    outcome: { label: lineItemOutcomes[lineItem.outcome], tone: tones[lineItem.outcome] },
    sisMessage: lineItem.sisMessage === null ? null : say(words.sisMessage, { words: lineItem.sisMessage }),
    problems: buildProblems(visit, lineItem.problems, lineItem.assignmentUrl),
    numbers: [
      number(words.sentCount, counts.sent + counts.confirmed),
      number(words.unchanged, counts.unchanged),
      number(words.heldBack, counts.heldBack),
      number(words.skipped, counts.skipped),
      number(words.failed, counts.failed, true),
    ],
    students:
      counts.eligible === 0
        ? null
        : {
            label: say(words.students, { count: counts.eligible }),
            open: say(words.openStudents),
            href: links.students(runId, { ...place, ...(show === 'all' ? {} : { show }) }),
          },
  };
}
