import { isUnlikeSent } from '../../domain/line-item-reading.ts';
import type { ItemOutcome } from '../../domain/outcomes.ts';
import type { RunLineItem } from '../../domain/run.ts';
import type { CourseContext } from '../ui/course-context.ts';
import type { Tone } from '../ui/describe-run.ts';
import { safeLink } from '../ui/links.ts';
import { buildProblems, type ProblemText } from '../ui/problem-text.ts';
import { type Quoted, quote } from '../ui/quoted.ts';
import { describeReading } from './describe-reading.ts';

/** One assignment in one class of a run, ready to print. */
export interface LineItemRow {
  /** Unique on the page, for scripts. */
  readonly key: string;
  readonly name: string;
  readonly href: string | null;
  readonly sentTitle: string | null;
  readonly section: string;
  readonly outcome: { readonly label: string; readonly tone: Tone };
  readonly sisMessage: Quoted | null;
  /** That it was there before, and what the SIS shows otherwise than it was sent. */
  readonly shown: readonly string[];
  readonly problems: readonly ProblemText[];
  /** Each leads to exactly its students. */
  readonly numbers: readonly {
    readonly label: string;
    readonly value: string;
    readonly alarming: boolean;
    readonly href: string | null;
  }[];
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

/**
 * Whether a teacher has something to look at: a line item that was refused, failed or is shown otherwise than it was sent, or
 * grades that did not arrive.
 */
export function hasProblems({ outcome, problems, reading, counts }: RunLineItem): boolean {
  if (outcome === 'refused' || outcome === 'failed' || isUnlikeSent(reading)) return true;
  return problems.length > 0 || countProblems(counts) > 0;
}

/** The grades that *Problems only* lists. */
function countProblems({ failed, skipped }: RunLineItem['counts']): number {
  return failed + skipped;
}

/**
 * What the row says of itself. An assignment that the SIS already had is not *Unchanged* beside grades that were
 * just sent to it, or refused.
 */
function describeOutcome(
  { lineItemOutcomes }: CourseContext['messages'],
  { outcome, reading, counts }: RunLineItem,
): LineItemRow['outcome'] {
  const isPlain = outcome === 'created' || outcome === 'updated' || outcome === 'unchanged';
  if (isPlain && counts.failed > 0) return { label: lineItemOutcomes.notAllSent, tone: 'error' };
  if (isUnlikeSent(reading)) return { label: lineItemOutcomes.notAsSent, tone: 'warning' };
  if (outcome === 'unchanged' && counts.sent + counts.confirmed > 0) {
    return { label: lineItemOutcomes.gradesSent, tone: 'success' };
  }
  if (outcome === 'unchanged' && counts.pending > 0) {
    return { label: lineItemOutcomes.pending, tone: tones.pending };
  }
  return { label: lineItemOutcomes[outcome], tone: tones[outcome] };
}

function describeAdoption({ messages, t }: CourseContext, { adopted }: RunLineItem): readonly string[] {
  if (adopted === null) return [];
  const texts = messages.run.adopted;
  return [adopted.by === null ? t(texts.bySetting) : t(texts.byPerson, { name: adopted.by })];
}

/** The row of one line item; `show` is kept for the list of its students. */
export function buildLineItemRow(
  context: CourseContext,
  runId: string,
  lineItem: RunLineItem,
  show: 'all' | 'problems',
): LineItemRow {
  const { messages, t, formats, links } = context;
  const { run: texts } = messages;
  const { counts, classSourcedId } = lineItem;
  const listed = show === 'all' ? counts.eligible : countProblems(counts);
  const place = {
    assignment: lineItem.assignmentId,
    ...(classSourcedId ? { class: classSourcedId } : { section: lineItem.sectionName }),
  };
  const number = (
    label: string,
    value: number,
    outcome: ItemOutcome | 'arrived',
  ): LineItemRow['numbers'][number] => ({
    label: t(label),
    // Nothing of it was compared, so 0 would claim to know.
    value: lineItem.outcome === 'refused' && value === 0 ? '–' : formats.number(value),
    alarming: outcome === 'failed' && value > 0,
    href: value === 0 ? null : links.students(runId, { ...place, outcome }),
  });
  return {
    key: `${lineItem.assignmentId}/${classSourcedId ?? lineItem.sectionName}`,
    name: lineItem.assignmentName,
    href: safeLink(lineItem.assignmentUrl),
    sentTitle: lineItem.sentTitle === null ? null : t(texts.sentTitle, { name: lineItem.sentTitle }),
    section: lineItem.sectionName || t(texts.noSection),
    outcome: describeOutcome(messages, lineItem),
    sisMessage: lineItem.sisMessage === null ? null : quote(t, texts.sisMessage, lineItem.sisMessage),
    shown: [...describeAdoption(context, lineItem), ...describeReading(context, lineItem.reading)],
    problems: buildProblems(context, lineItem.problems, lineItem.assignmentUrl),
    numbers: [
      number(texts.sentCount, counts.sent + counts.confirmed, 'arrived'),
      number(texts.unchanged, counts.unchanged, 'unchanged'),
      number(texts.heldBack, counts.heldBack, 'held_back'),
      number(texts.skipped, counts.skipped, 'skipped'),
      number(texts.failed, counts.failed, 'failed'),
    ],
    students:
      listed === 0
        ? null
        : {
            label: t(texts.students, { count: listed }),
            open: t(texts.openStudents),
            href: links.students(runId, { ...place, ...(show === 'all' ? {} : { show }) }),
          },
  };
}
