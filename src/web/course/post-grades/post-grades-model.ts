import type { AdoptionSummary, PostGradesOverview } from '../../../domain/post-grades.ts';
import type { PluralMessage } from '../../../i18n/messages.ts';
import type { Alert } from '../../ui/alert.ts';
import { type CourseContext, isDialog } from '../../ui/course-context.ts';
import { buildFrame, type Frame } from '../../ui/frame.ts';
import { type AssignmentFilter, assignmentFilters, type SortColumn } from '../../ui/input.ts';
import { safeLink } from '../../ui/links.ts';
import type { FormToken } from '../../ui/page-context.ts';
import type { PageModel } from '../../ui/render.ts';
import { buildAdopted } from './adopt-page.ts';
import { type AssignmentRow, buildAssignmentRow } from './assignment-row.ts';
import { buildWarnings } from './build-warnings.ts';
import { rankAssignments, sortAssignments } from './sort-assignments.ts';

/** How the page was requested. */
export interface PostGradesQuery {
  readonly sort: SortColumn;
  readonly order: 'up' | 'down';
  /** The id of the only section shown; empty: all. */
  readonly section: string;
  readonly select: 'all' | 'none';
  /** Words of an assignment's name; empty: all. */
  readonly search: string;
  readonly show: AssignmentFilter;
  /** What the person's *Use it* found; null: they did not press it. */
  readonly adopted: AdoptionSummary | null;
}

/** What `views/course/post-grades/post-grades.ejs` prints. */
export interface PostGradesModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly alerts: readonly Alert[];
  /** If the person sees the empty state instead of the table. */
  readonly empty: { readonly title: string; readonly text: string } | null;
  readonly tableLabel: string;
  readonly columns: readonly ColumnHead[];
  readonly rows: readonly AssignmentRow[];
  readonly filter: ListFilter;
  /** Shown while the filters leave nothing. */
  readonly noneShown: string;
  readonly selection: SelectionBar;
  readonly adoption: AdoptionForms;
  readonly action: string;
  readonly formToken: FormToken;
  readonly preview: { readonly label: string; readonly href: string };
  readonly submit: string;
  /** How many grades of how many assignments it sends. */
  readonly sending: Sending;
  readonly submitting: string;
  readonly canSubmit: boolean;
  readonly close: CloseButton | null;
  /** Read out after links that open a new window. */
  readonly newWindow: string;
}

export interface ColumnHead {
  readonly key: SortColumn;
  readonly label: string;
  readonly href: string;
  readonly sort: 'ascending' | 'descending' | 'none';
  readonly numeric: boolean;
}

/** Works by reloading; a script filters in place where it can. */
export interface ListFilter {
  readonly action: string;
  readonly keep: readonly { readonly name: string; readonly value: string }[];
  readonly submit: string;
  readonly search: { readonly label: string; readonly value: string };
  readonly show: {
    readonly label: string;
    readonly options: readonly {
      readonly value: string;
      readonly label: string;
      readonly selected: boolean;
    }[];
  };
  /** Null: the course has one section. */
  readonly section: {
    readonly label: string;
    readonly options: readonly { readonly id: string; readonly name: string; readonly selected: boolean }[];
  } | null;
  /** Shown while one section is shown: posting is by assignment, not by section. */
  readonly hint: string | null;
}

interface Sending {
  readonly text: string;
  /** For the script: the text with `{grades}` and `{assignments}` left open, and both by plural form. */
  readonly words: string;
  readonly grades: PluralMessage;
  readonly assignments: PluralMessage;
}

/** Forms of their own beside the selection; the buttons of rows belong to `adopt-one`. */
interface AdoptionForms {
  readonly action: string;
  /** All at once; null: at most one. */
  readonly all: { readonly ids: readonly string[]; readonly lead: string; readonly label: string } | null;
}

interface SelectionBar {
  readonly summary: string;
  /** For the script: the summary of any number, `{chosen}` and `{count}` left open. */
  /** The summary for the browser to fill in, by plural form. */
  readonly summaryForms: PluralMessage;
  readonly selectAll: { readonly label: string; readonly href: string };
  readonly selectNone: { readonly label: string; readonly href: string };
}

export interface CloseButton {
  readonly label: string;
  /** Null: only the script can close the dialog. */
  readonly href: string | null;
}

/** The page around it, known before Canvas has been read. */
export function buildPostGradesFrame(context: CourseContext): Frame {
  return buildFrame(context, {
    title: context.t(context.messages.postGrades.title),
    layout: isDialog(context) ? 'dialog' : 'page',
    tab: 'postGrades',
    scripts: ['course/selection.js', 'course/post-grades.js', 'runs/students.js'],
  });
}

/** The view model of Post Grades. */
export function buildPostGrades(
  context: CourseContext,
  overview: PostGradesOverview,
  query: PostGradesQuery,
): PostGradesModel {
  const { messages, t, links } = context;
  const texts = messages.postGrades;
  const sorted = sortAssignments(
    overview.assignments,
    { column: query.sort, order: query.order },
    context.language.tag,
  );
  const columns = buildColumns(context, query);
  const orders = [...columns.map(({ key }) => key), 'problems' as const];
  const ranks = orders.map((key) => rankAssignments(overview.assignments, key, context.language.tag));
  const day = context.formats.dayIn(overview.timeZone);
  const rows = sorted
    .map((assignment) =>
      buildAssignmentRow(context, assignment, {
        day,
        selected: query.select === 'all',
        ranks: ranks.map((rank) => rank.get(assignment.id) ?? 0),
      }),
    )
    .filter((row) => isListed(row, query, context.language.tag));
  const isEmpty = overview.assignments.length === 0;
  return {
    frame: buildPostGradesFrame(context),
    title: t(texts.title),
    lead: t(texts.lead),
    alerts: [
      ...(query.adopted === null ? [] : [buildAdopted(context, query.adopted)]),
      ...(isEmpty ? [] : buildWarnings(context, overview)),
    ],
    empty: isEmpty ? buildEmpty(context) : null,
    tableLabel: t(texts.table),
    columns,
    rows,
    filter: buildFilter(context, overview, query),
    noneShown: t(texts.noneShown),
    selection: buildSelectionBar(context, rows, query),
    adoption: buildAdoption(context, overview),
    action: links.postGrades(),
    formToken: context.formToken,
    preview: { label: t(messages.preview.ofCourse), href: links.preview() },
    submit: t(texts.submit),
    sending: buildSending(context, rows),
    submitting: t(texts.submitting),
    canSubmit: rows.some((row) => row.selectable),
    close: buildClose(context, messages.frame.cancel),
    newWindow: t(messages.frame.newWindow),
  };
}

/** The button that closes the dialog: Canvas's return address, if a browser may follow it. */
export function buildClose(context: CourseContext, label: string): CloseButton | null {
  return isDialog(context) ? { label, href: safeLink(context.launch.returnUrl) } : null;
}

function buildColumns({ messages, t, links }: CourseContext, query: PostGradesQuery): readonly ColumnHead[] {
  const texts = messages.postGrades;
  const labels: readonly (readonly [SortColumn, string])[] = [
    ['name', texts.assignment],
    ['due', texts.due],
    ['category', texts.category],
    ['last-sync', texts.lastSync],
    ['new', texts.new],
    ['changed', texts.changed],
    ['unchanged', texts.unchanged],
    ['held-back', texts.heldBack],
  ];
  return labels.map(([key, label]) => {
    const current = query.sort === key;
    const order = current && query.order === 'up' ? 'down' : 'up';
    return {
      key,
      label: t(label),
      href: links.postGrades({ ...keepQuery(query), sort: key, order }),
      sort: current ? (query.order === 'up' ? 'ascending' : 'descending') : 'none',
      numeric: ['new', 'changed', 'unchanged', 'held-back'].includes(key),
    };
  });
}

function keepQuery({ section, select, search, show }: PostGradesQuery): Record<string, string> {
  return {
    ...(search === '' ? {} : { search }),
    ...(show === 'all' ? {} : { show }),
    ...(section === '' ? {} : { section }),
    ...(select === 'all' ? {} : { select }),
  };
}

function buildFilter(
  { messages, t, links }: CourseContext,
  { sections }: PostGradesOverview,
  query: PostGradesQuery,
): ListFilter {
  const texts = messages.postGrades;
  const chosen = sections.find(({ id }) => id === query.section);
  const names = { all: texts.showAll, new: texts.showNew, problems: texts.showProblems };
  return {
    action: links.postGrades(),
    keep: [
      { name: 'sort', value: query.sort },
      { name: 'order', value: query.order },
    ],
    submit: t(texts.filter),
    search: { label: t(texts.search), value: query.search },
    show: {
      label: t(texts.show),
      options: assignmentFilters.map((value) => ({
        value,
        label: t(names[value]),
        selected: value === query.show,
      })),
    },
    section:
      sections.length < 2
        ? null
        : {
            label: t(texts.section),
            options: [
              { id: '', name: t(texts.allSections), selected: chosen === undefined },
              ...sections.map(({ id, name }) => ({ id, name, selected: id === query.section })),
            ],
          },
    hint: chosen ? t(texts.filterHint, { section: chosen.name }) : null,
  };
}

/** What the filters *Show* and *Search* leave; the script decides alike. */
function isListed(row: AssignmentRow, { search, show }: PostGradesQuery, language: string): boolean {
  const words = search.trim().toLocaleLowerCase(language);
  if (!row.name.toLocaleLowerCase(language).includes(words)) return false;
  return show === 'all' || row.shows.includes(show);
}

function buildAdoption(
  { messages, t, links }: CourseContext,
  { assignments }: PostGradesOverview,
): AdoptionForms {
  const { adoption } = messages.postGrades;
  const ids = assignments.filter(({ adoptable }) => adoptable).map(({ id }) => id);
  const lead = `${t(adoption.lead, { count: ids.length })} ${t(adoption.hint)}`;
  const all = ids.length < 2 ? null : { ids, lead, label: t(adoption.useAll) };
  return { action: links.adopt(), all };
}

/** What the button sends of the selected rows. */
function buildSending({ messages, t }: CourseContext, rows: readonly AssignmentRow[]): Sending {
  const { button, grades, assignments } = messages.preview;
  const chosen = rows.filter((row) => row.selected && row.sends > 0);
  const count = chosen.reduce((sum, { sends }) => sum + sends, 0);
  return {
    text: t(button, {
      grades: t(grades, { count }),
      assignments: t(assignments, { count: chosen.length }),
    }),
    words: t(button),
    grades,
    assignments,
  };
}

function buildSelectionBar(
  { messages, t, links }: CourseContext,
  rows: readonly AssignmentRow[],
  query: PostGradesQuery,
): SelectionBar {
  const texts = messages.frame;
  const count = rows.filter((row) => row.selectable).length;
  const chosen = rows.filter((row) => row.selected).length;
  const link = (select: string): string =>
    links.postGrades({ ...keepQuery(query), sort: query.sort, order: query.order, select });
  return {
    summary: t(texts.selected, { chosen, count }),
    summaryForms: texts.selected,
    selectAll: { label: t(texts.selectAll), href: link('all') },
    selectNone: { label: t(texts.selectNone), href: link('none') },
  };
}

/** Without an API key only the tool's own assignments are known: whether others are marked is not. */
function buildEmpty({ messages, t, institution }: CourseContext): PostGradesModel['empty'] {
  const texts = messages.postGrades;
  return institution.canvas.apiKey === null
    ? { title: t(texts.unknownTitle), text: t(texts.unknown) }
    : { title: t(texts.emptyTitle), text: t(texts.empty) };
}
