import type { ItemOutcome } from '../../domain/outcomes.ts';
import type { RunItem, RunSummary } from '../../domain/run.ts';
import type { CourseContext } from '../ui/course-context.ts';
import { beginning, type Tone } from '../ui/describe-run.ts';
import { buildFrame } from '../ui/frame.ts';
import type { StudentsQuery } from '../ui/input.ts';
import { type Quoted, quote } from '../ui/quoted.ts';
import type { PageModel } from '../ui/render.ts';
import { describeReason, describeStatus } from './describe-item.ts';

/** Students per page. */
export const studentsPageSize = 100;

/** What `views/runs/students.ejs` prints. */
export interface StudentsModel extends PageModel {
  readonly title: string;
  readonly crumbs: {
    readonly label: string;
    readonly history: string;
    readonly historyHref: string;
    readonly run: string;
    readonly runHref: string;
  };
  readonly tableLabel: string;
  readonly heads: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly StudentRow[];
  readonly empty: string | null;
  readonly previous: { readonly label: string; readonly href: string } | null;
  readonly next: { readonly label: string; readonly href: string } | null;
}

interface StudentRow {
  readonly history: { readonly label: string; readonly href: string };
  readonly labels: readonly string[];
  readonly student: string;
  readonly sisId: string;
  readonly score: string;
  readonly scoreStatus: string;
  readonly outcome: { readonly label: string; readonly tone: Tone };
  readonly reason: string | null;
  readonly sisMessage: Quoted | null;
  /** Only if the list mixes assignments. */
  readonly place: string | null;
}

const tones: Readonly<Record<ItemOutcome, Tone>> = {
  pending: 'info',
  sent: 'success',
  confirmed: 'success',
  unchanged: 'neutral',
  held_back: 'warning',
  skipped: 'warning',
  failed: 'error',
};

/** The view model of a list of students. */
export function buildStudents(
  context: CourseContext,
  shown: {
    readonly run: RunSummary;
    readonly query: StudentsQuery;
    readonly items: readonly RunItem[];
    readonly more: boolean;
  },
): StudentsModel {
  const { run, query, items } = shown;
  const { messages, t, formats, links } = context;
  const { run: texts, history } = messages;
  const first = items[0];
  const place =
    query.assignment !== undefined && first
      ? t(texts.studentsTitle, {
          assignment: first.assignmentName,
          section: first.sectionName || t(texts.noSection),
        })
      : query.student !== undefined && first
        ? first.studentName || first.studentSisId || t(texts.unnamed)
        : t(texts.allStudents);
  const title =
    query.outcome === undefined
      ? place
      : t(texts.studentsOfOutcome, { place, outcome: nameOutcome(context, query.outcome) });
  const labels = [texts.student, texts.sisId, texts.score, texts.scoreStatus, texts.outcome, texts.reason];
  const pageLink = (page: number): string =>
    links.students(run.id, {
      ...(query.assignment === undefined ? {} : { assignment: query.assignment }),
      ...(query.class === undefined ? {} : { class: query.class }),
      ...(query.section === undefined ? {} : { section: query.section }),
      ...(query.student === undefined ? {} : { student: query.student }),
      ...(query.show === 'all' ? {} : { show: query.show }),
      ...(query.outcome === undefined ? {} : { outcome: query.outcome }),
      ...(page === 1 ? {} : { page: String(page) }),
    });
  return {
    frame: buildFrame(context, { title, layout: 'page', tab: 'history', scripts: [] }),
    title,
    crumbs: {
      label: t(texts.crumbs),
      history: t(history.title),
      historyHref: links.history(),
      run: t(texts.title, { when: formats.dateTime(beginning(run)) }),
      runHref: links.run(run.id),
    },
    tableLabel: t(texts.studentsTable),
    heads: labels.map((label) => ({ label: t(label), numeric: label === texts.score })),
    rows: items.map((item) => ({
      ...buildStudentRow(context, item, query.assignment === undefined),
      history: { label: t(messages.cellHistory.link), href: links.cellHistory(item.cellId, run.id) },
      labels: labels.map((label) => t(label)),
    })),
    empty: items.length > 0 ? null : t(texts.studentsNone),
    previous: query.page > 1 ? { label: t(texts.previous), href: pageLink(query.page - 1) } : null,
    next: shown.more ? { label: t(texts.next), href: pageLink(query.page + 1) } : null,
  };
}

function nameOutcome({ messages }: CourseContext, outcome: NonNullable<StudentsQuery['outcome']>): string {
  return outcome === 'arrived' ? messages.run.sentCount : messages.itemOutcomes[outcome];
}

function buildStudentRow(
  context: CourseContext,
  item: RunItem,
  mixed: boolean,
): Omit<StudentRow, 'labels' | 'history'> {
  const { messages, t, formats } = context;
  const { run: texts, itemOutcomes } = messages;
  return {
    student: item.studentName || t(texts.unnamed),
    sisId: item.studentSisId ?? '–',
    score: item.score === null ? '–' : formats.number(item.score),
    scoreStatus: describeStatus(context, item),
    outcome: { label: itemOutcomes[item.outcome], tone: tones[item.outcome] },
    reason: describeReason(context, item),
    sisMessage: item.sisMessage === null ? null : quote(t, texts.sisMessage, item.sisMessage),
    place: mixed
      ? t(texts.studentsTitle, {
          assignment: item.assignmentName,
          section: item.sectionName || t(texts.noSection),
        })
      : null,
  };
}
