import type { ItemOutcome } from '../../../../domain/outcomes.ts';
import type { RunItem, RunSummary } from '../../../../domain/run.ts';
import { buildFrame } from '../../../ui/frame.ts';
import type { StudentsQuery } from '../../../ui/input.ts';
import type { PageModel } from '../../../ui/render.ts';
import { beginning, type Tone } from '../../../ui/run-words.ts';
import type { Visit } from '../../../ui/visit.ts';
import { describeReason, describeStatus } from './item-words.ts';

/** Students on one page. */
export const studentsPageSize = 100;

/** What `views/grade-sync/runs/students.ejs` prints. */
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
  readonly labels: readonly string[];
  readonly student: string;
  readonly sisId: string;
  readonly score: string;
  readonly scoreStatus: string;
  readonly outcome: { readonly label: string; readonly tone: Tone };
  readonly reason: string | null;
  readonly sisMessage: string | null;
  /** Only where the list mixes assignments. */
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
  visit: Visit,
  shown: {
    readonly run: RunSummary;
    readonly query: StudentsQuery;
    readonly items: readonly RunItem[];
    readonly more: boolean;
  },
): StudentsModel {
  const { run, query, items } = shown;
  const { texts, say, formats, links } = visit;
  const { run: words, history } = texts.catalogue;
  const first = items[0];
  const title =
    query.assignment !== undefined && first
      ? say(words.studentsTitle, { assignment: first.assignmentName, section: first.sectionName })
      : say(words.allStudents);
  const labels = [words.student, words.sisId, words.score, words.scoreStatus, words.outcome, words.reason];
  const pageLink = (page: number): string =>
    links.students(run.id, {
      ...(query.assignment === undefined ? {} : { assignment: query.assignment }),
      ...(query.class === undefined ? {} : { class: query.class }),
      ...(query.section === undefined ? {} : { section: query.section }),
      ...(query.show === 'all' ? {} : { show: query.show }),
      ...(page === 1 ? {} : { page: String(page) }),
    });
  return {
    frame: buildFrame(texts, links, { title, layout: 'page', tab: 'history', scripts: [] }),
    title,
    crumbs: {
      label: say(words.crumbs),
      history: say(history.title),
      historyHref: links.history(),
      run: say(words.title, { when: formats.dateTime(beginning(run)) }),
      runHref: links.run(run.id),
    },
    tableLabel: say(words.studentsTable),
    heads: labels.map((label) => ({ label: say(label), numeric: label === words.score })),
    rows: items.map((item) => ({
      ...buildStudentRow(visit, item, query.assignment === undefined),
      labels: labels.map((label) => say(label)),
    })),
    empty: items.length > 0 ? null : say(words.studentsNone),
    previous: query.page > 1 ? { label: say(words.previous), href: pageLink(query.page - 1) } : null,
    next: shown.more ? { label: say(words.next), href: pageLink(query.page + 1) } : null,
  };
}

function buildStudentRow(visit: Visit, item: RunItem, mixed: boolean): Omit<StudentRow, 'labels'> {
  const { texts, say, formats } = visit;
  const { run: words, itemOutcomes } = texts.catalogue;
  return {
    student: item.studentName,
    sisId: item.studentSisId ?? '–',
    score: item.score === null ? '–' : formats.number(item.score),
    scoreStatus: describeStatus(visit, item),
    outcome: { label: itemOutcomes[item.outcome], tone: tones[item.outcome] },
    reason: describeReason(visit, item),
    sisMessage: item.sisMessage === null ? null : say(words.sisMessage, { words: item.sisMessage }),
    place: mixed
      ? say(words.studentsTitle, { assignment: item.assignmentName, section: item.sectionName })
      : null,
  };
}
