import {
  type CellGroup,
  type ComparedCell,
  type CourseComparison,
  cellGroups,
} from '../../../domain/comparison.ts';
import type { CourseContext } from '../../ui/course-context.ts';
import { labelState } from '../../ui/describe-run.ts';
import { naturalOrder } from '../../ui/formats.ts';
import { buildFrame } from '../../ui/frame.ts';
import type { FormToken } from '../../ui/page-context.ts';
import type { PageModel } from '../../ui/render.ts';

/** What `views/course/compare/compare.ejs` prints. */
export interface CompareModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly note: string | null;
  /** When the SIS was last read, and the active comparison. */
  readonly compared: string;
  readonly underWay: { readonly text: string; readonly link: string; readonly href: string } | null;
  readonly live: boolean;
  readonly refresh: { readonly label: string; readonly href: string };
  readonly download: { readonly label: string; readonly href: string };
  readonly read: { readonly label: string; readonly action: string } | null;
  /** Line items that differ, one row per detail; null if none does. */
  readonly lineItems: LineItemDifferences | null;
  readonly groupsLabel: string;
  readonly groups: readonly { readonly label: string; readonly href: string; readonly current: boolean }[];
  readonly tableLabel: string;
  readonly heads: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly CompareRow[];
  readonly empty: string | null;
  readonly group: string;
  readonly decideAction: string;
  /** For the whole group. */
  readonly decisions: readonly Decision[];
  readonly formToken: FormToken;
  readonly previous: { readonly label: string; readonly href: string } | null;
  readonly next: { readonly label: string; readonly href: string } | null;
}

interface LineItemDifferences {
  readonly title: string;
  readonly note: string;
  readonly label: string;
  readonly heads: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly {
    readonly assignment: string;
    readonly sections: string;
    readonly detail: string;
    readonly values: readonly string[];
    readonly id: string;
    /** Once for each line item: it is decided about as a whole. */
    readonly decisions: readonly Decision[];
  }[];
}

interface CompareRow {
  readonly history: { readonly label: string; readonly href: string };
  readonly id: string;
  readonly student: string;
  readonly sisId: string;
  readonly assignment: string;
  readonly section: string;
  readonly values: readonly string[];
  readonly reason: string | null;
  readonly decisions: readonly Decision[];
}

interface Decision {
  readonly how: 'repair' | 'accept';
  readonly label: string;
  /** Screen readers read it in its place. */
  readonly name: string;
}

/** The view model of Compare. */
export function buildCompare(
  context: CourseContext,
  comparison: CourseComparison,
  { page, now }: { readonly page: number; readonly now: Date },
): CompareModel {
  const { messages, t, formats, links } = context;
  const { compare: texts } = messages;
  const { group, cells, isReadable } = comparison;
  const countOf = (one: typeof group): number => comparison.counts.get(one) ?? 0;
  const decisions = decisionsOf(group);
  const labels = [texts.student, texts.assignment, texts.canvas, texts.sent, texts.seen];
  const pageLink = (to: number): string =>
    links.compare({ group, ...(to === 1 ? {} : { page: String(to) }) });
  return {
    frame: buildFrame(context, {
      title: t(texts.title),
      layout: 'page',
      tab: 'compare',
      scripts: ['runs/live.js'],
    }),
    title: t(texts.title),
    lead: t(texts.lead),
    note: isReadable ? null : t(texts.unreadable),
    compared: describeAge(context, comparison, now),
    underWay: describeOpenRun(context, comparison),
    live: comparison.openRun !== null,
    refresh: { label: t(messages.history.refresh), href: pageLink(page) },
    download: { label: t(messages.run.download), href: links.compareCsv() },
    read:
      isReadable && comparison.openRun === null ? { label: t(texts.read), action: links.compareRead } : null,
    lineItems: buildLineItems(context, comparison),
    groupsLabel: t(texts.groupsLabel),
    groups: cellGroups.map((one) => ({
      label: t(texts.group, { group: t(texts.groups[one]), count: formats.number(countOf(one)) }),
      href: links.compare({ group: one }),
      current: one === group,
    })),
    tableLabel: t(texts.table, { group: t(texts.groups[group]) }),
    heads: [
      ...labels.map((label, index) => ({ label: t(label), numeric: index >= 2 })),
      ...(decisions.length > 0 ? [{ label: t(texts.action), numeric: false }] : []),
    ],
    rows: sortCells(context, cells).map((cell) => buildRow(context, cell, decisions)),
    empty: cells.length > 0 ? null : t(texts.empty),
    group,
    decideAction: links.compareDecide,
    decisions:
      cells.length > 0
        ? decisions.map((how) => {
            const text = how === 'repair' ? texts.repairAll : texts.acceptAll;
            const label = t(text, { count: formats.number(countOf(group)) });
            return { how, label, name: label };
          })
        : [],
    formToken: context.formToken,
    previous: page > 1 ? { label: t(texts.previous), href: pageLink(page - 1) } : null,
    next: comparison.hasMore ? { label: t(texts.next), href: pageLink(page + 1) } : null,
  };
}

/** What a person may decide about the grades of a group. */
function decisionsOf(group: CellGroup): readonly Decision['how'][] {
  if (group === 'not_as_sent') return ['repair'];
  return group === 'changed_in_sis' || group === 'missing_in_sis' ? ['repair', 'accept'] : [];
}

/** The cells of one page, by assignment and student. */
function sortCells({ language }: CourseContext, cells: readonly ComparedCell[]): readonly ComparedCell[] {
  const compare = naturalOrder(language.tag);
  return [...cells].sort(
    (one, other) =>
      compare(one.assignmentName, other.assignmentName) || compare(one.studentName, other.studentName),
  );
}

function buildLineItems(
  { messages, t, formats }: CourseContext,
  { lineItems }: CourseComparison,
): LineItemDifferences | null {
  if (lineItems.length === 0) return null;
  const { compare: texts } = messages;
  const show = (value: string | number | null): string =>
    value === null ? '–' : typeof value === 'number' ? formats.number(value) : formats.localDate(value);
  return {
    title: t(texts.lineItems),
    note: t(texts.lineItemsNote),
    label: t(texts.lineItemsTable),
    heads: [texts.assignment, texts.detail, texts.ours, texts.sent, texts.seen, texts.action].map(
      (label) => ({
        label: t(label),
        numeric: false,
      }),
    ),
    rows: lineItems.flatMap(({ id, assignmentName: assignment, sectionNames, isMissing, fields, ...may }) => {
      const named = { assignment, sections: sectionNames.join(', ') };
      const missing = { ...named, detail: t(texts.lineItem), values: ['–', '–', t(texts.absent)] };
      const decide = (how: Decision['how'], text: string): Decision => {
        const label = t(text);
        return { how, label, name: t(texts.forLineItem, { action: label, ...named }) };
      };
      const decisions = [
        ...(may.isSendable ? [decide('repair', texts.repairLineItem)] : []),
        ...(may.isAcceptable ? [decide('accept', texts.accept)] : []),
      ];
      const details = [
        ...(isMissing ? [missing] : []),
        ...fields.map(({ field, ours, sent, seen }) => ({
          ...named,
          detail: t(texts.details[field]),
          values: [show(ours), show(sent), show(seen)],
        })),
      ];
      return details.map((row, at) => ({
        ...row,
        id,
        decisions: at === 0 ? decisions : [],
      }));
    }),
  };
}

function describeAge(
  { messages, t, formats }: CourseContext,
  { comparedAt, isReadable }: CourseComparison,
  now: Date,
): string {
  const { compare: texts } = messages;
  if (comparedAt === null) return isReadable ? t(texts.neverCompared) : '';
  const age = formats.duration(now.getTime() - comparedAt.getTime());
  return t(texts.comparedAt, { when: formats.dateTime(comparedAt), age });
}

function describeOpenRun(
  { messages, t, links }: CourseContext,
  { openRun }: CourseComparison,
): CompareModel['underWay'] {
  if (openRun === null) return null;
  const { compare: texts } = messages;
  const text = t(texts.underWay, { state: labelState({ messages }, openRun) });
  return { text, link: t(messages.postGrades.openRunLink), href: links.run(openRun.id) };
}

function buildRow(
  context: CourseContext,
  cell: ComparedCell,
  decisions: readonly Decision['how'][],
): CompareRow {
  const { messages, t, formats, links } = context;
  const { compare: texts } = messages;
  const number = (score: number | null): string => (score === null ? '–' : formats.number(score));
  const { seen, studentName: student, assignmentName: assignment } = cell;
  const now = seen === null ? t(texts.unread) : seen === 'absent' ? t(texts.absent) : number(seen.score);
  return {
    id: cell.id,
    history: { label: t(messages.cellHistory.link), href: links.cellHistory(cell.id, null) },
    student,
    sisId: cell.studentSisId ?? '–',
    assignment,
    section: cell.sectionName,
    values: [number(cell.canvas), number(cell.sent), cell.sentAt === null ? '–' : now],
    reason: cell.reason === null ? null : t(messages.reasons[cell.reason]),
    decisions: decisions.map((how) => {
      const label = t(texts[how]);
      return { how, label, name: t(texts.forStudent, { action: label, student, assignment }) };
    }),
  };
}
