import type { SeenScore } from '../../../domain/cell.ts';
import {
  type CoursePreview,
  changesSis,
  type PreviewAction,
  type PreviewedGrade,
  type PreviewFilter,
  previewActions,
  previewFilters,
} from '../../../domain/preview.ts';
import { type CourseContext, isDialog } from '../../ui/course-context.ts';
import type { Tone } from '../../ui/describe-run.ts';
import { naturalOrder } from '../../ui/formats.ts';
import { buildFrame } from '../../ui/frame.ts';
import type { PreviewQuery } from '../../ui/input.ts';
import type { PageModel } from '../../ui/render.ts';
import { showNumber } from '../../ui/show-score.ts';

/** What `views/course/post-grades/preview.ejs` prints. */
export interface PreviewModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  /** What the SIS gets where Canvas has no due date. */
  readonly notes: readonly string[];
  readonly crumbs: { readonly label: string; readonly back: string; readonly href: string };
  readonly download: { readonly label: string; readonly href: string };
  readonly filtersLabel: string;
  readonly filters: readonly { readonly label: string; readonly href: string; readonly current: boolean }[];
  readonly search: {
    readonly label: string;
    readonly value: string;
    readonly submit: string;
    readonly action: string;
    readonly keep: readonly { readonly name: string; readonly value: string }[];
  };
  readonly tableLabel: string;
  readonly heads: readonly string[];
  readonly rows: readonly PreviewRow[];
  readonly empty: string | null;
  readonly previous: { readonly label: string; readonly href: string } | null;
  readonly next: { readonly label: string; readonly href: string } | null;
}

interface PreviewRow {
  readonly history: { readonly label: string; readonly href: string };
  readonly student: string;
  readonly sisId: string;
  readonly assignment: string;
  readonly section: string;
  readonly action: { readonly label: string; readonly tone: Tone };
  readonly reason: string | null;
  readonly holds: string;
  readonly sends: string;
}

const tones: Readonly<Record<PreviewAction, Tone>> = {
  new: 'success',
  changed: 'info',
  removed: 'error',
  held_back: 'warning',
  failed: 'error',
  skipped: 'warning',
  on_its_way: 'info',
  unchanged: 'neutral',
};

/** The view model of a preview. */
export function buildPreview(
  context: CourseContext,
  preview: CoursePreview,
  query: PreviewQuery,
): PreviewModel {
  const { messages, t, formats, links } = context;
  const { preview: texts } = messages;
  const { assignment, search } = query;
  const narrowed = (show: PreviewFilter): Record<string, string> => ({
    ...(assignment === undefined ? {} : { assignment }),
    ...(search === '' ? {} : { search }),
    show,
  });
  const pageLink = (page: number): string =>
    links.preview({ ...narrowed(query.show), ...(page === 1 ? {} : { page: String(page) }) });
  const { assignmentName: name, readAt } = preview;
  const title = name === null ? t(texts.title) : t(texts.titleOf, { assignment: name });
  return {
    frame: buildFrame(context, {
      title,
      layout: isDialog(context) ? 'dialog' : 'page',
      tab: 'postGrades',
      scripts: [],
    }),
    title,
    lead: readAt === null ? t(texts.unread) : t(texts.lead, { when: formats.dateTime(readAt) }),
    notes: preview.standIns.map(({ assignmentName: assignment, day }) =>
      t(texts.standIn, { assignment, day: formats.localDate(day) }),
    ),
    crumbs: { label: t(texts.crumbs), back: t(texts.back), href: links.postGrades() },
    download: { label: t(texts.download), href: links.previewCsv(narrowed(query.show)) },
    filtersLabel: t(texts.filtersLabel),
    filters: previewFilters.map((show) => ({
      label: t(texts.filter, {
        name: nameFilter(context, show),
        count: formats.number(countOf(preview.counts, show)),
      }),
      href: links.preview(narrowed(show)),
      current: show === query.show,
    })),
    search: {
      label: t(texts.search),
      value: search,
      submit: t(texts.find),
      action: links.preview(),
      keep: [
        { name: 'show', value: query.show },
        ...(assignment === undefined ? [] : [{ name: 'assignment', value: assignment }]),
      ],
    },
    tableLabel: t(texts.table, { name: nameFilter(context, query.show) }),
    heads: [texts.student, texts.assignment, texts.happens, texts.holds, texts.sends].map((text) => t(text)),
    rows: sortGrades(context, preview.grades).map((grade) => buildRow(context, grade)),
    empty: preview.grades.length > 0 ? null : t(texts.empty),
    previous: query.page > 1 ? { label: t(texts.previous), href: pageLink(query.page - 1) } : null,
    next: preview.hasMore ? { label: t(texts.next), href: pageLink(query.page + 1) } : null,
  };
}

/** The grades of one page, by assignment and student. */
function sortGrades(
  { language }: CourseContext,
  grades: readonly PreviewedGrade[],
): readonly PreviewedGrade[] {
  const compare = naturalOrder(language.tag);
  return [...grades].sort(
    (one, other) =>
      compare(one.assignmentName, other.assignmentName) || compare(one.studentName, other.studentName),
  );
}

function nameFilter({ messages, t }: CourseContext, show: PreviewFilter): string {
  const { filters, actions } = messages.preview;
  return t(show === 'sends' || show === 'all' ? filters[show] : actions[show]);
}

function countOf(counts: CoursePreview['counts'], show: PreviewFilter): number {
  const listed = previewActions.filter(
    (action) => show === 'all' || (show === 'sends' ? changesSis(action) : show === action),
  );
  return listed.reduce((sum, action) => sum + (counts.get(action) ?? 0), 0);
}

function buildRow(context: CourseContext, grade: PreviewedGrade): PreviewRow {
  const { messages, t, links } = context;
  const { preview: texts } = messages;
  const { holds, sends, action } = grade;
  return {
    history: { label: t(messages.cellHistory.link), href: links.cellHistory(grade.cellId, null) },
    student: grade.studentName || t(texts.unnamed),
    sisId: grade.studentSisId ?? '–',
    assignment: grade.assignmentName,
    section: grade.sectionName,
    action: { label: t(texts.actions[action]), tone: tones[action] },
    reason: describeGrade(context, grade),
    holds:
      holds === null
        ? t(texts.nothing)
        : holds === 'unknown'
          ? t(texts.unknown)
          : describeScore(context, holds),
    sends:
      action === 'removed'
        ? t(texts.nothing)
        : sends === null || !changesSis(action)
          ? t(texts.stays)
          : describeScore(context, sends),
  };
}

/** Why a grade is left out, as a sentence; null if there is no reason. */
export function describeGrade(
  { messages, t }: CourseContext,
  { action, reason }: PreviewedGrade,
): string | null {
  if (action === 'on_its_way') return t(messages.preview.onItsWay);
  return reason === null ? null : t(messages.reasons[reason]);
}

/** A score status in a teacher's words. */
export function nameStatus({ messages }: CourseContext, { scoreStatus }: SeenScore): string {
  return messages.scoreStatuses[scoreStatus];
}

function describeScore(context: CourseContext, score: SeenScore): string {
  const { t, messages } = context;
  const status = nameStatus(context, score);
  if (score.score === null) return status;
  const number = showNumber(context, score.score, score.textScore);
  if (score.scoreStatus === 'fully graded') return number;
  return t(messages.preview.scored, { score: number, status });
}
