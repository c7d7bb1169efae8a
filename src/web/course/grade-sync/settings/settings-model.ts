import type { PostableAssignment, PostGradesOverview } from '../../../../domain/run.ts';
import { ProductError } from '../../../../errors.ts';
import type { NightlyView } from '../../../../passback/schedule/nightly-schedule.ts';
import { type Alert, buildAlert } from '../../../ui/alert.ts';
import { buildFrame } from '../../../ui/frame.ts';
import type { PageModel } from '../../../ui/render.ts';
import type { FormToken, Visit } from '../../../ui/visit.ts';
import { shownName, sortAssignments } from '../../post-grades/sort-assignments.ts';
import { buildConnection, type Connection, type ConnectionModel } from './connection-model.ts';
import { buildNightly, type NightlyModel } from './nightly-model.ts';

/** What `views/grade-sync/settings/settings.ejs` prints. */
export interface SettingsModel extends PageModel {
  readonly title: string;
  /** What was just done. */
  readonly notice: Alert | null;
  readonly connection: ConnectionModel;
  /** Null where the institution does not offer it. */
  readonly nightly: NightlyModel | null;
  readonly remaster: string;
  readonly explain: string;
  readonly alert: Alert;
  readonly choose: string;
  readonly heads: { readonly name: string; readonly lastSync: string; readonly grades: string };
  readonly rows: readonly RemasterRow[];
  readonly empty: string | null;
  readonly selectAll: string;
  readonly summary: string;
  readonly one: string;
  readonly other: string;
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

/** What `views/grade-sync/settings/remaster.ejs` prints. */
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
  /** Null where Canvas cannot be read in the person's name. */
  readonly overview: PostGradesOverview | null;
  readonly night: NightlyView;
  readonly connection: Connection;
  /** Courses whose nightly sync reads Canvas in the person's name. */
  readonly nightlyCourses: readonly string[];
  /** The person has just ended the connection. */
  readonly hasEnded: boolean;
}

/** The view model of Settings. */
export function buildSettings(visit: Visit, shown: SettingsShown): SettingsModel {
  const { overview, night, connection } = shown;
  const { texts, say, links } = visit;
  const { settings: words, frame } = texts.catalogue;
  const sorted = sortAssignments(overview?.assignments ?? [], { column: 'due', order: 'up' }, texts.language);
  const rows = sorted.map((assignment) => buildRow(visit, assignment));
  const count = rows.filter((row) => row.selectable).length;
  return {
    frame: buildFrame(texts, links, {
      title: say(words.title),
      layout: 'page',
      tab: 'settings',
      scripts: connection.kind === 'connected' ? ['selection.js'] : ['selection.js', 'connect.js'],
    }),
    title: say(words.title),
    notice:
      shown.hasEnded && connection.kind === 'not_connected'
        ? buildAlert('success', null, [say(words.connection.ended)])
        : null,
    connection: buildConnection(visit, connection, shown.nightlyCourses),
    nightly: buildNightly(visit, night),
    remaster: say(words.remaster),
    explain: say(words.explain),
    alert: buildAlert('warning', null, [say(words.warning)]),
    choose: say(words.choose),
    heads: { name: say(words.assignment), lastSync: say(words.lastSync), grades: say(words.gradesCount) },
    rows,
    empty: rows.length > 0 ? null : say(overview === null ? words.needsConnection : words.empty),
    selectAll: say(frame.selectAll),
    summary: say(frame.selected, { chosen: count, count }),
    one: frame.selected.one,
    other: frame.selected.other,
    action: links.remaster,
    submit: say(words.continue),
    canSubmit: count > 0,
  };
}

/**
 * The view model of the question before a remaster.
 * @throws ProductError `nothing_selected` when none of the chosen assignments can be sent.
 */
export function buildRemaster(
  visit: Visit,
  overview: PostGradesOverview,
  chosenIds: ReadonlySet<string>,
): RemasterModel {
  const { texts, say, links } = visit;
  const words = texts.catalogue.settings;
  const chosen = overview.assignments.filter(({ id, selectable }) => selectable && chosenIds.has(id));
  if (chosen.length === 0) throw new ProductError('nothing_selected', { next: 'fix' });
  const grades = chosen.reduce((sum, assignment) => sum + countGrades(assignment), 0);
  return {
    frame: buildFrame(texts, links, {
      title: say(words.confirmTitle),
      layout: 'page',
      tab: 'settings',
      scripts: [],
    }),
    title: say(words.confirmTitle),
    sentences: [say(words.confirm, { count: chosen.length }), say(words.confirmGrades, { count: grades })],
    alert: buildAlert('warning', null, [say(words.warning)]),
    names: chosen.map(shownName),
    ids: chosen.map(({ id }) => id),
    action: links.remaster,
    formToken: visit.formToken,
    submit: say(words.confirmButton),
    back: { label: say(words.confirmBack), href: links.settings },
  };
}

function buildRow({ texts, say, formats }: Visit, assignment: PostableAssignment): RemasterRow {
  const { frame, postGrades } = texts.catalogue;
  const name = shownName(assignment);
  return {
    id: assignment.id,
    name,
    checkboxLabel: say(frame.selectAssignment, { name }),
    selectable: assignment.selectable,
    notSelectable: assignment.selectable ? null : say(postGrades.notSelectable),
    lastSync: assignment.lastSyncAt ? formats.dateTime(assignment.lastSyncAt) : say(frame.never),
    grades: formats.number(countGrades(assignment)),
  };
}

function countGrades({ grades }: PostableAssignment): number {
  return grades.new + grades.changed + grades.unchanged + grades.heldBack;
}
