import type { ReasonCount } from '../../../store/passback/institution-health.ts';
import type { Tone } from '../../ui/describe-run.ts';
import type { AdministrationContext } from '../administration-context.ts';

/** The table of reasons on Overview. */
export interface ReasonsModel {
  readonly title: string;
  readonly note: string;
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly ReasonRow[];
  readonly empty: string | null;
}

interface ReasonRow {
  readonly text: string;
  readonly what: string;
  readonly courses: string;
  readonly tone: Tone;
  readonly toneLabel: string;
}

/** Why grades did not arrive, failures first, then the most frequent. */
export function buildReasons(context: AdministrationContext, reasons: readonly ReasonCount[]): ReasonsModel {
  const { messages, t } = context;
  const texts = messages.administration.overview;
  const sorted = [...reasons].sort((a, b) => rank(a) - rank(b) || b.count - a.count || compareCodes(a, b));
  return {
    title: t(texts.reasons),
    note: t(texts.reasonsNote),
    label: t(texts.reasonsTable),
    heads: [texts.reason, texts.kind, texts.howMany, texts.inCourses].map((head) => t(head)),
    rows: sorted.map((one) => buildReason(context, one)),
    empty: sorted.length > 0 ? null : t(texts.noReasons),
  };
}

/** So that equal counts keep the same order at every visit. */
function compareCodes(a: ReasonCount, b: ReasonCount): number {
  return a.reason.code < b.reason.code ? -1 : 1;
}

/** Failures before what was left out on purpose. */
function rank({ reason }: ReasonCount): number {
  if (reason.of === 'run') return 0;
  if (reason.of === 'grade' && reason.outcome === 'failed') return 1;
  return reason.of === 'assignment' ? 2 : 3;
}

function buildReason(
  { messages, t, formats }: AdministrationContext,
  { reason, count, courses }: ReasonCount,
): ReasonRow {
  const { administration, errors, checks, reasons, itemOutcomes, lineItemOutcomes, states } = messages;
  const texts = administration.overview;
  const inCourses = formats.number(courses);
  if (reason.of === 'run') {
    const what = t(texts.countRuns, { count });
    const text = t(errors[reason.code].title);
    return { text, what, courses: inCourses, tone: 'error', toneLabel: states.failed };
  }
  if (reason.of === 'assignment') {
    const what = t(texts.countAssignments, { count });
    const text = t(checks[reason.code].title);
    return { text, what, courses: inCourses, tone: 'warning', toneLabel: lineItemOutcomes.refused };
  }
  return {
    text: t(reasons[reason.code]),
    what: t(texts.countGrades, { count }),
    courses: inCourses,
    tone: reason.outcome === 'failed' ? 'error' : 'warning',
    toneLabel: itemOutcomes[reason.outcome],
  };
}
