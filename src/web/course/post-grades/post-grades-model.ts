import type { PostGradesOverview } from '../../../domain/run.ts';
import type { Alert } from '../../ui/alert.ts';
import { buildFrame } from '../../ui/frame.ts';
import type { SortColumn } from '../../ui/input.ts';
import { safeLink } from '../../ui/links.ts';
import type { PageModel } from '../../ui/render.ts';
import { type FormToken, isDialog, type Visit } from '../../ui/visit.ts';
import { type AssignmentRow, buildAssignmentRow } from './assignment-row.ts';
import { buildWarnings } from './build-warnings.ts';
import { rankAssignments, sortAssignments } from './sort-assignments.ts';

/** How the page was asked for. */
export interface PostGradesQuery {
  readonly sort: SortColumn;
  readonly order: 'up' | 'down';
  /** Id of the only section shown; empty: all. */
  readonly section: string;
  readonly select: 'all' | 'none';
}

/** What `views/post-grades/post-grades.ejs` prints. */
export interface PostGradesModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly alerts: readonly Alert[];
  /** Where the person sees the empty state instead of the table. */
  readonly empty: { readonly title: string; readonly text: string } | null;
  readonly tableLabel: string;
  readonly columns: readonly ColumnHead[];
  readonly rows: readonly AssignmentRow[];
  readonly sections: SectionFilter | null;
  readonly selection: SelectionBar;
  readonly action: string;
  readonly formToken: FormToken;
  readonly submit: string;
  readonly submitting: string;
  readonly canSubmit: boolean;
  readonly close: CloseButton | null;
  /** Said after links that open a new window. */
  readonly newWindow: string;
}

export interface ColumnHead {
  readonly key: SortColumn;
  readonly label: string;
  readonly href: string;
  readonly sort: 'ascending' | 'descending' | 'none';
  readonly numeric: boolean;
}

export interface SectionFilter {
  readonly label: string;
  readonly submit: string;
  /** Said while one section is shown: posting is by assignment, not by section. */
  readonly hint: string | null;
  /** For the script: the hint with `{section}` left open. */
  readonly hintWords: string;
  readonly keep: readonly { readonly name: string; readonly value: string }[];
  readonly action: string;
  readonly options: readonly { readonly id: string; readonly name: string; readonly selected: boolean }[];
}

interface SelectionBar {
  readonly summary: string;
  /** For the script: the summary of any number, `{chosen}` and `{count}` left open. */
  readonly one: string;
  readonly other: string;
  readonly selectAll: { readonly label: string; readonly href: string };
  readonly selectNone: { readonly label: string; readonly href: string };
}

export interface CloseButton {
  readonly label: string;
  /** Null: only the script can close the dialog. */
  readonly href: string | null;
}

/** The view model of Post Grades. */
export function buildPostGrades(
  visit: Visit,
  overview: PostGradesOverview,
  query: PostGradesQuery,
): PostGradesModel {
  const { texts, say, links } = visit;
  const words = texts.catalogue.postGrades;
  const shown = filterBySection(overview, query.section);
  const sorted = sortAssignments(
    shown.assignments,
    { column: query.sort, order: query.order },
    texts.language,
  );
  const columns = buildColumns(visit, query);
  const orders = [...columns.map(({ key }) => key), 'problems' as const];
  const ranks = orders.map((key) => rankAssignments(shown.assignments, key, texts.language));
  const day = visit.formats.dayIn(overview.timeZone);
  const rows = sorted.map((assignment) =>
    buildAssignmentRow(visit, assignment, {
      day,
      selected: query.select === 'all',
      ranks: ranks.map((rank) => rank.get(assignment.id) ?? 0),
    }),
  );
  const isEmpty = overview.assignments.length === 0;
  return {
    frame: buildFrame(texts, links, {
      title: say(words.title),
      layout: isDialog(visit) ? 'dialog' : 'page',
      tab: 'postGrades',
      scripts: ['selection.js', 'post-grades.js'],
    }),
    title: say(words.title),
    lead: say(words.lead),
    alerts: isEmpty ? [] : buildWarnings(visit, overview),
    empty: isEmpty ? { title: say(words.emptyTitle), text: say(words.empty) } : null,
    tableLabel: say(words.table),
    columns,
    rows,
    sections: buildSectionFilter(visit, overview, query),
    selection: buildSelectionBar(visit, rows, query),
    action: links.postGrades(),
    formToken: visit.formToken,
    submit: say(words.submit),
    submitting: say(words.submitting),
    canSubmit: rows.some((row) => row.selectable),
    close: buildClose(visit, texts.catalogue.frame.cancel),
    newWindow: say(texts.catalogue.frame.newWindow),
  };
}

/** The button that closes the dialog: the way back that Canvas gave, if a browser may follow it. */
export function buildClose(visit: Visit, label: string): CloseButton | null {
  return isDialog(visit) ? { label, href: safeLink(visit.launch.returnUrl) } : null;
}

function filterBySection(overview: PostGradesOverview, section: string): PostGradesOverview {
  if (section === '') return overview;
  const assignments = overview.assignments.filter((assignment) =>
    assignment.sections.some(({ sectionId }) => sectionId === section),
  );
  return { ...overview, assignments };
}

function buildColumns({ texts, say, links }: Visit, query: PostGradesQuery): readonly ColumnHead[] {
  const words = texts.catalogue.postGrades;
  const labels: readonly (readonly [SortColumn, string])[] = [
    ['name', words.assignment],
    ['due', words.due],
    ['category', words.category],
    ['last-sync', words.lastSync],
    ['new', words.new],
    ['changed', words.changed],
    ['unchanged', words.unchanged],
    ['held-back', words.heldBack],
  ];
  return labels.map(([key, label]) => {
    const current = query.sort === key;
    const order = current && query.order === 'up' ? 'down' : 'up';
    return {
      key,
      label: say(label),
      href: links.postGrades({ ...keepQuery(query), sort: key, order }),
      sort: current ? (query.order === 'up' ? 'ascending' : 'descending') : 'none',
      numeric: ['new', 'changed', 'unchanged', 'held-back'].includes(key),
    };
  });
}

function keepQuery({ section, select }: PostGradesQuery): Record<string, string> {
  return {
    ...(section === '' ? {} : { section }),
    ...(select === 'all' ? {} : { select }),
  };
}

function buildSectionFilter(
  { texts, say, links }: Visit,
  { sections }: PostGradesOverview,
  query: PostGradesQuery,
): SectionFilter | null {
  if (sections.length < 2) return null;
  const words = texts.catalogue.postGrades;
  const chosen = sections.find(({ id }) => id === query.section);
  return {
    label: say(words.section),
    submit: say(words.filter),
    hint: chosen ? say(words.filterHint, { section: chosen.name }) : null,
    hintWords: say(words.filterHint),
    action: links.postGrades(),
    keep: [
      { name: 'sort', value: query.sort },
      { name: 'order', value: query.order },
    ],
    options: [
      { id: '', name: say(words.allSections), selected: chosen === undefined },
      ...sections.map(({ id, name }) => ({ id, name, selected: id === query.section })),
    ],
  };
}

function buildSelectionBar(
  { texts, say, links }: Visit,
  rows: readonly AssignmentRow[],
  query: PostGradesQuery,
): SelectionBar {
  const words = texts.catalogue.frame;
  const count = rows.filter((row) => row.selectable).length;
  const chosen = rows.filter((row) => row.selected).length;
  const link = (select: string): string =>
    links.postGrades({ ...keepQuery(query), sort: query.sort, order: query.order, select });
  return {
    summary: say(words.selected, { chosen, count }),
    one: words.selected.one,
    other: words.selected.other,
    selectAll: { label: say(words.selectAll), href: link('all') },
    selectNone: { label: say(words.selectNone), href: link('none') },
  };
}
