import type { ItemOutcome } from '../../domain/outcomes.ts';
import { needsAttention, type RunLineItem, type RunSummary } from '../../domain/run.ts';
import { type Alert, buildAlert } from '../ui/alert.ts';
import type { CourseContext } from '../ui/course-context.ts';
import { beginning, isOpen, nameRequester, nameState, stateTones, type Tone } from '../ui/describe-run.ts';
import { naturalOrder } from '../ui/formats.ts';
import { buildFrame } from '../ui/frame.ts';
import type { FormToken } from '../ui/page-context.ts';
import type { PageModel } from '../ui/render.ts';
import { buildLineItemRow, hasProblems, type LineItemRow } from './line-item-row.ts';
import { buildOutcome } from './outcome-sentences.ts';
import { buildStage, buildStages, buildStatusNote, type StageCell, type StageRow } from './stages.ts';

/** What `views/runs/run.ejs` prints. */
export interface RunModel extends PageModel {
  readonly title: string;
  readonly crumbs: { readonly label: string; readonly history: string; readonly href: string };
  readonly requestedBy: string;
  readonly ended: string | null;
  readonly status: { readonly label: string; readonly tone: Tone; readonly note: string | null };
  readonly announcement: string;
  readonly stage: StageCell;
  /** The outcome in plain words. */
  readonly sentences: readonly string[];
  readonly alert: Alert | null;
  /** What the SIS refused to show, and what that means. */
  readonly refused: Alert | null;
  readonly live: boolean;
  readonly refresh: { readonly label: string; readonly href: string };
  readonly stagesTitle: string;
  readonly stages: readonly StageRow[];
  readonly countsTitle: string;
  /** Each leads to exactly its students. */
  readonly counts: readonly {
    readonly label: string;
    readonly value: string;
    readonly tone: Tone;
    readonly href: string | null;
  }[];
  readonly formToken: FormToken;
  readonly retry: { readonly label: string; readonly action: string } | null;
  readonly cancel: { readonly label: string; readonly action: string } | null;
  /** Where it is undone. */
  readonly undo: { readonly label: string; readonly href: string } | null;
  /** Continues a run that stopped before sending. */
  readonly confirm: { readonly label: string; readonly action: string } | null;
  /** Null: there is nothing in it. */
  /** The run at a glance. */
  readonly grid: { readonly label: string; readonly href: string } | null;
  readonly download: { readonly label: string; readonly href: string } | null;
  /** Null for a comparison, whose findings are on Compare. */
  readonly lineItems: LineItemTable | null;
  /** Read out after links that open a new window. */
  readonly newWindow: string;
}

interface LineItemTable {
  readonly title: string;
  readonly label: string;
  readonly heads: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly LineItemRow[];
  /** Shown instead of the table if there is nothing to list. */
  readonly empty: string | null;
  readonly filterLabel: string;
  readonly filters: readonly { readonly label: string; readonly href: string; readonly current: boolean }[];
}

/** The view model of a run's page. */
export function buildRun(
  context: CourseContext,
  shown: {
    readonly run: RunSummary;
    readonly lineItems: readonly RunLineItem[];
    readonly show: 'all' | 'problems';
    readonly now: Date;
  },
): RunModel {
  const { run, show } = shown;
  const { messages, t, formats, links } = context;
  const { run: texts, kinds, history } = messages;
  const open = isOpen(run);
  const isComparison = run.kind === 'compare';
  const when = formats.dateTime(beginning(run));
  const title = t(isComparison ? texts.comparisonTitle : texts.title, { when });
  const query: Record<string, string> = show === 'all' ? {} : { show };
  return {
    frame: buildFrame(context, {
      title,
      layout: 'page',
      tab: 'history',
      scripts: ['runs/live.js', 'runs/students.js'],
    }),
    title,
    crumbs: { label: t(texts.crumbs), history: t(history.title), href: links.history() },
    requestedBy:
      run.requestedBy.kind === 'nightly'
        ? nameRequester(context, run.requestedBy)
        : t(texts.requestedBy, { kind: t(kinds[run.kind]), name: nameRequester(context, run.requestedBy) }),
    ended: run.endedAt ? t(texts.ended, { when: formats.dateTime(run.endedAt) }) : null,
    status: {
      label: nameState(context, run),
      tone: stateTones[run.state],
      note: buildStatusNote(context, run),
    },
    announcement: t(history.changed, { when, state: nameState(context, run) }),
    stage: buildStage(context, run),
    sentences: buildOutcome(context, run),
    alert: buildBrake(context, run) ?? buildProblem(context, run),
    refused: isComparison ? null : buildRefused(context, run),
    live: open,
    refresh: { label: t(texts.refresh), href: links.run(run.id, query) },
    stagesTitle: t(texts.stages),
    stages: buildStages(context, run, shown.now),
    countsTitle: t(texts.counts),
    counts: isComparison ? buildFindings(context, run) : buildCounts(context, run),
    formToken: context.formToken,
    retry: !open && run.retryable > 0 ? { label: t(texts.retryFailed), action: links.retry(run.id) } : null,
    undo: canUndo(run) ? { label: t(texts.undo.link), href: links.undo(run.id) } : null,
    confirm: waitsForPerson(run) ? { label: t(texts.brake.confirm), action: links.confirm(run.id) } : null,
    cancel: canCancel(run) ? { label: t(texts.cancel), action: links.cancel(run.id) } : null,
    grid: isComparison ? null : { label: t(texts.grid.link), href: links.grid(run.id) },
    download: isComparison ? null : { label: t(texts.download), href: links.csv(run.id, query) },
    lineItems: isComparison ? null : buildLineItems(context, run, shown.lineItems, show),
    newWindow: t(messages.frame.newWindow),
  };
}

/** A person who sees only some of its sections cannot stop the others. */
function canCancel(run: RunSummary): boolean {
  return isOpen(run) && !run.cancelRequested && run.shownSections === null;
}

/** A person who sees only some of its sections cannot decide about the others. */
function waitsForPerson(run: RunSummary): boolean {
  return isBraked(run) && !run.cancelRequested && run.shownSections === null;
}

function isBraked(run: RunSummary): boolean {
  return run.state === 'waiting_for_person' && !needsAttention(run);
}

/** What the run would do that made it stop, and what to do now. */
function buildBrake({ messages, t, formats, links }: CourseContext, run: RunSummary): Alert | null {
  const { brake } = run;
  if (!isBraked(run) || brake === null) return null;
  const texts = messages.run.brake;
  const held = formats.number(brake.figures.held);
  return {
    tone: 'warning',
    title: t(texts.title),
    lines: [
      t(texts.lead),
      ...brake.causes.map((cause) => t(texts[cause], { count: brake.figures[cause], held })),
      t(texts.todo),
    ],
    link: { label: t(texts.look), href: links.students(run.id, { outcome: 'pending' }) },
    folded: null,
  };
}

/** One sentence for each list that the SIS refused to show. */
function buildRefused({ messages, t }: CourseContext, { refusedLists }: RunSummary): Alert | null {
  if (refusedLists.length === 0) return null;
  const texts = messages.run.refused;
  const lines = refusedLists.map(({ list, sections }) =>
    sections === null
      ? t(texts[list])
      : t(texts.ofSections, { sections: sections.join(', '), sentence: t(texts[list]) }),
  );
  return buildAlert('info', t(texts.title), lines);
}

/**
 * Why the run failed or waits, with the reference that is in the log. It leaves out what the error's own page
 * says about grades: the run may have sent some before it, and an ended one does not continue.
 */
function buildProblem({ messages, t }: CourseContext, run: RunSummary): Alert | null {
  const { problem, state } = run;
  if (problem === null) return null;
  const { run: texts, errors } = messages;
  const text = errors[problem.code];
  const open = isOpen(run);
  const grades = open ? texts.problemOpen : texts.problemEnded;
  const todo = !open && 'todoEnded' in text ? text.todoEnded : text.todo;
  const reference = t(texts.problem, { reference: problem.reference });
  const answer = problem.answer ? [t(texts.problemAnswer, { answer: problem.answer })] : [];
  return {
    tone: state === 'failed' ? 'error' : 'warning',
    title: t(text.title),
    lines: [`${t(text.happened)} ${t(grades)} ${t(todo)}`, ...answer, reference],
    link: null,
    folded: null,
  };
}

function buildCounts(
  { messages, t, formats, links }: CourseContext,
  { id, counts }: RunSummary,
): RunModel['counts'] {
  const texts = messages.run;
  const { eligible, ...parts } = counts;
  // While a run is open, its grades are counted as they come.
  const all = Math.max(
    eligible,
    Object.values(parts).reduce((sum, count) => sum + count, 0),
  );
  const cell = (
    label: string,
    value: number,
    tone: Tone,
    outcome: ItemOutcome | 'arrived' | null,
  ): RunModel['counts'][number] => ({
    href: value === 0 ? null : links.students(id, outcome === null ? {} : { outcome }),
    label: t(label),
    value: formats.number(value),
    tone: value === 0 ? 'neutral' : tone,
  });
  return [
    cell(texts.eligible, all, 'neutral', null),
    ...(counts.pending > 0 ? [cell(texts.pending, counts.pending, 'info', 'pending')] : []),
    cell(texts.sentCount, counts.sent + counts.confirmed, 'success', 'arrived'),
    cell(texts.confirmedCount, counts.confirmed, 'success', 'confirmed'),
    cell(texts.unchanged, counts.unchanged, 'neutral', 'unchanged'),
    cell(texts.heldBack, counts.heldBack, 'warning', 'held_back'),
    cell(texts.skipped, counts.skipped, 'warning', 'skipped'),
    cell(texts.failed, counts.failed, 'error', 'failed'),
  ];
}

/** A comparison's findings; each number leads to its list on Compare. */
function buildFindings(
  { messages, t, formats, links }: CourseContext,
  { findings }: RunSummary,
): RunModel['counts'] {
  const { run: texts, compare } = messages;
  if (findings === null) return [];
  const group = (name: 'changed_in_sis' | 'missing_in_sis', value: number): RunModel['counts'][number] => ({
    label: t(compare.groups[name]),
    value: formats.number(value),
    tone: value === 0 ? 'neutral' : 'warning',
    href: value === 0 ? null : links.compare({ group: name }),
  });
  const ofLineItems = (label: string, value: number): RunModel['counts'][number] => ({
    label: t(label),
    value: formats.number(value),
    tone: value === 0 ? 'neutral' : 'warning',
    href: value === 0 ? null : links.compare(),
  });
  return [
    { label: t(texts.compared), value: formats.number(findings.lineItems), tone: 'neutral', href: null },
    group('changed_in_sis', findings.changed),
    group('missing_in_sis', findings.missing),
    ofLineItems(texts.lineItemsChanged, findings.lineItemsChanged),
    ofLineItems(texts.lineItemsMissing, findings.lineItemsMissing),
  ];
}

function buildLineItems(
  context: CourseContext,
  run: RunSummary,
  lineItems: readonly RunLineItem[],
  show: 'all' | 'problems',
): LineItemTable {
  const { messages, t, links } = context;
  const texts = messages.run;
  const compare = naturalOrder(context.language.tag);
  const rows = [...lineItems]
    .sort(
      (one, other) =>
        compare(one.assignmentName, other.assignmentName) || compare(one.sectionName, other.sectionName),
    )
    .filter((lineItem) => show === 'all' || hasProblems(lineItem))
    .map((lineItem) => buildLineItemRow(context, run.id, lineItem, show));
  const nothing = isOpen(run) ? texts.noLineItems : texts.noneEligible;
  return {
    title: t(texts.assignments),
    label: t(texts.table),
    heads: [
      ...[texts.assignment, texts.section, texts.outcome].map((label) => ({ label, numeric: false })),
      ...[texts.sentCount, texts.unchanged, texts.heldBack, texts.skipped, texts.failed].map((label) => ({
        label,
        numeric: true,
      })),
    ],
    rows,
    empty: rows.length > 0 ? null : t(lineItems.length === 0 ? nothing : texts.noProblems),
    filterLabel: t(texts.filter),
    filters: [
      { label: t(texts.all), href: links.run(run.id), current: show === 'all' },
      {
        label: t(texts.problemsOnly),
        href: links.run(run.id, { show: 'problems' }),
        current: show === 'problems',
      },
    ],
  };
}

/** Whether a run sent anything that can be put back. */
export function canUndo(run: RunSummary): boolean {
  return run.endedAt !== null && run.counts.sent + run.counts.confirmed > 0;
}
