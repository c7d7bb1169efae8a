import type { PostableAssignment, PostGradesOverview } from '../../../../domain/post-grades.ts';
import { ProductError } from '../../../../errors.ts';
import type { PluralMessage } from '../../../../i18n/messages.ts';
import type { NightlyView } from '../../../../passback/schedule/nightly-schedule.ts';
import { type Alert, buildAlert } from '../../../ui/alert.ts';
import type { CourseContext } from '../../../ui/course-context.ts';
import { buildFrame } from '../../../ui/frame.ts';
import type { FormToken } from '../../../ui/page-context.ts';
import type { PageModel } from '../../../ui/render.ts';
import { shownName, sortAssignments } from '../../post-grades/sort-assignments.ts';
import { buildConnection, type Connection, type ConnectionModel } from './connection-model.ts';
import { buildNightly, type NightlyModel } from './nightly-model.ts';
import { buildNotices, type NoticeChoice, type NoticesModel } from './notices-model.ts';

/** What `views/course/grade-sync/settings/settings.ejs` prints. */
export interface SettingsModel extends PageModel {
  readonly title: string;
  /** What was just done. */
  readonly notice: Alert | null;
  readonly connection: ConnectionModel;
  /** Null if the institution does not offer it. */
  readonly nightly: NightlyModel | null;
  /** Null if nobody can ask for e-mail. */
  readonly notices: NoticesModel | null;
  readonly remaster: string;
  readonly explain: string;
  readonly alert: Alert;
  readonly choose: string;
  readonly heads: { readonly name: string; readonly lastSync: string; readonly grades: string };
  readonly rows: readonly RemasterRow[];
  readonly empty: string | null;
  readonly selectAll: string;
  readonly summary: string;
  /** The summary for the browser to fill in, by plural form. */
  readonly summaryForms: PluralMessage;
  readonly action: string;
  readonly submit: string;
  readonly canSubmit: boolean;
}

interface RemasterRow {
  readonly id: string;
  readonly name: string;
  readonly checkboxLabel: string;
  readonly selectable: boolean;
  readonly notSelectable: string | null;
  readonly lastSync: string;
  readonly grades: string;
}

/** What `views/course/grade-sync/settings/remaster.ejs` prints. */
export interface RemasterModel extends PageModel {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly alert: Alert;
  readonly names: readonly string[];
  readonly ids: readonly string[];
  readonly action: string;
  readonly formToken: FormToken;
  readonly submit: string;
  readonly back: { readonly label: string; readonly href: string };
}

/** What Settings shows. */
export interface SettingsShown {
  /** Null if Canvas cannot be read in the person's name. */
  readonly overview: PostGradesOverview | null;
  readonly night: NightlyView;
  readonly connection: Connection;
  /** Courses whose nightly sync reads Canvas in the person's name. */
  readonly nightlyCourses: readonly string[];
  /** The person has just ended the connection. */
  readonly hasEnded: boolean;
  readonly notices: NoticeChoice | null;
}

/** The view model of Settings. */
export function buildSettings(context: CourseContext, shown: SettingsShown): SettingsModel {
  const { overview, night, connection } = shown;
  const { messages, t, links } = context;
  const { settings: texts, frame } = messages;
  const sorted = sortAssignments(
    (overview?.assignments ?? []).filter(({ isGone }) => !isGone),
    { column: 'due', order: 'up' },
    context.language.tag,
  );
  const rows = sorted.map((assignment) => buildRow(context, assignment));
  const count = rows.filter((row) => row.selectable).length;
  return {
    frame: buildFrame(context, {
      title: t(texts.title),
      layout: 'page',
      tab: 'settings',
      scripts:
        connection.kind === 'connected' ? ['course/selection.js'] : ['course/selection.js', 'ui/connect.js'],
    }),
    title: t(texts.title),
    notice:
      shown.hasEnded && connection.kind === 'not_connected'
        ? buildAlert('success', null, [t(texts.connection.ended)])
        : null,
    connection: buildConnection(context, connection, shown.nightlyCourses),
    nightly: buildNightly(context, night),
    notices: shown.notices === null ? null : buildNotices(context, shown.notices),
    remaster: t(texts.remaster),
    explain: t(texts.explain),
    alert: buildAlert('warning', null, [t(texts.warning)]),
    choose: t(texts.choose),
    heads: { name: t(texts.assignment), lastSync: t(texts.lastSync), grades: t(texts.gradesCount) },
    rows,
    empty: rows.length > 0 ? null : t(overview === null ? texts.needsConnection : texts.empty),
    selectAll: t(frame.selectAll),
    summary: t(frame.selected, { chosen: count, count }),
    summaryForms: frame.selected,
    action: links.remaster,
    submit: t(texts.continue),
    canSubmit: count > 0,
  };
}

/**
 * The view model of the question before a remaster.
 * @throws ProductError `nothing_selected` if none of the selected assignments can be sent.
 */
export function buildRemaster(
  context: CourseContext,
  overview: PostGradesOverview,
  chosenIds: ReadonlySet<string>,
): RemasterModel {
  const { messages, t, links } = context;
  const texts = messages.settings;
  const chosen = overview.assignments.filter(
    ({ id, selectable, isGone }) => selectable && !isGone && chosenIds.has(id),
  );
  if (chosen.length === 0) throw new ProductError('nothing_selected', { next: 'fix' });
  const grades = chosen.reduce((sum, assignment) => sum + countGrades(assignment), 0);
  return {
    frame: buildFrame(context, {
      title: t(texts.confirmTitle),
      layout: 'page',
      tab: 'settings',
      scripts: [],
    }),
    title: t(texts.confirmTitle),
    sentences: [t(texts.confirm, { count: chosen.length }), t(texts.confirmGrades, { count: grades })],
    alert: buildAlert('warning', null, [t(texts.warning)]),
    names: chosen.map(shownName),
    ids: chosen.map(({ id }) => id),
    action: links.remaster,
    formToken: context.formToken,
    submit: t(texts.confirmButton),
    back: { label: t(texts.confirmBack), href: links.settings },
  };
}

function buildRow({ messages, t, formats }: CourseContext, assignment: PostableAssignment): RemasterRow {
  const { frame, postGrades } = messages;
  const name = shownName(assignment);
  return {
    id: assignment.id,
    name,
    checkboxLabel: t(frame.selectAssignment, { name }),
    selectable: assignment.selectable,
    notSelectable: assignment.selectable ? null : t(postGrades.notSelectable),
    lastSync: assignment.lastSyncAt ? formats.dateTime(assignment.lastSyncAt) : t(frame.never),
    grades: formats.number(countGrades(assignment)),
  };
}

function countGrades({ grades }: PostableAssignment): number {
  return grades.new + grades.changed + grades.unchanged + grades.heldBack;
}
