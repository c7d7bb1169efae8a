import { countStates } from '../../../domain/categories/build-category-page.ts';
import type { CategoryGroup, CategoryPage, MarkOutcome } from '../../../domain/categories/types.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import { buildFrame } from '../../ui/frame.ts';
import type { PageModel } from '../../ui/render.ts';
import { type FormToken, isDialog, type Visit } from '../../ui/visit.ts';
import { buildClose, type CloseButton } from '../post-grades/post-grades-model.ts';
import { buildCategoryRow, type CategoryRow, listOptions } from './category-row.ts';

/** What `views/categories/categories.ejs` prints. */
export interface CategoriesModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly lastSaved: string | null;
  readonly alerts: readonly Alert[];
  readonly empty: { readonly title: string; readonly text: string } | null;
  readonly listLabel: string;
  readonly heads: { readonly section: string; readonly sisId: string; readonly category: string };
  readonly labels: { readonly changed: string; readonly synchronized: string };
  readonly groups: readonly GroupRow[];
  /** Once per section, what its drop-downs offer; empty where each drop-down has its own. */
  readonly optionLists: readonly {
    readonly id: string;
    readonly options: readonly { readonly value: string; readonly label: string }[];
  }[];
  /** Leads to the page with everything in it, for browsers without scripts; null where it is that page. */
  readonly everything: { readonly label: string; readonly href: string } | null;
  readonly version: number;
  readonly action: string;
  readonly formToken: FormToken;
  readonly submit: string;
  readonly submitting: string;
  readonly close: CloseButton | null;
  readonly leave: {
    readonly title: string;
    readonly text: string;
    readonly unload: string;
    readonly stay: string;
    readonly go: string;
  };
}

/** One assignment group. */
export interface GroupRow {
  readonly id: string;
  readonly name: string;
  readonly count: string;
  readonly isSynchronized: boolean;
  readonly isChanged: boolean;
  readonly pills: readonly { readonly tone: 'info' | 'warning' | 'error'; readonly label: string }[];
  readonly open: boolean;
  readonly rows: readonly CategoryRow[];
}

export interface CategoriesQuery {
  /** What the Sync before this page led to; null: it was just opened. */
  readonly synced: MarkOutcome | null;
  /** The group to show expanded. */
  readonly group: string;
  readonly everything: boolean;
}

/** More options than this are not printed at every drop-down, but once per section: the page stays small. */
const manyOptions = 1_500;

/** The view model of Sync SIS Categories. `isConflict`: the form was not saved, and `page` says why. */
export function buildCategories(
  visit: Visit,
  page: CategoryPage,
  query: CategoriesQuery,
  isConflict = false,
): CategoriesModel {
  const { texts, say, links, formats } = visit;
  const words = texts.catalogue.categories;
  const optionCount = page.sections.reduce((sum, section) => sum + listOptions(visit, section).length, 0);
  const lean = !query.everything && optionCount * page.groups.length > manyOptions;
  const empty = describeEmpty(visit, page);
  return {
    frame: buildFrame(texts, links, {
      title: say(words.title),
      layout: isDialog(visit) ? 'dialog' : 'page',
      tab: 'categories',
      scripts: ['categories.js'],
    }),
    title: say(words.title),
    lead: say(words.lead),
    lastSaved: page.lastSaved
      ? say(words.lastSaved, { name: page.lastSaved.by, when: formats.dateTime(page.lastSaved.at) })
      : null,
    alerts: buildAlerts(visit, page, query, isConflict),
    empty,
    listLabel: say(words.list),
    heads: {
      section: say(words.sectionHead),
      sisId: say(words.sisIdHead),
      category: say(words.categoryHead),
    },
    labels: { changed: say(words.changed), synchronized: say(words.synchronized) },
    groups: empty ? [] : page.groups.map((group) => buildGroup(visit, group, query, lean)),
    optionLists: lean
      ? page.sections.map((section) => ({ id: section.id, options: listOptions(visit, section) }))
      : [],
    everything: lean
      ? { label: say(words.showEverything), href: links.categories({ show: 'everything' }) }
      : null,
    version: page.version,
    action: links.categories(),
    formToken: visit.formToken,
    submit: say(words.submit),
    submitting: say(words.submitting),
    close: buildClose(visit, texts.catalogue.frame.close),
    leave: {
      title: say(words.leaveTitle),
      text: say(words.leave),
      unload: say(words.leaveUnload),
      stay: say(words.leaveStay),
      go: say(words.leaveGo),
    },
  };
}

function buildGroup(visit: Visit, group: CategoryGroup, query: CategoriesQuery, lean: boolean): GroupRow {
  const { texts, say } = visit;
  const words = texts.catalogue.categories;
  const counts = countStates(group);
  const hasConflict = group.cells.some((cell) => cell.conflict !== null);
  const pill = (isShown: boolean, tone: 'info' | 'warning' | 'error', label: string): GroupRow['pills'] =>
    isShown ? [{ tone, label: say(label) }] : [];
  return {
    id: group.id,
    name: group.name,
    count: say(words.unassociatedSections, { count: counts.unassociated }),
    isSynchronized: counts.synced > 0 && counts.gone === 0,
    isChanged: group.cells.some((cell) => cell.unsaved !== null),
    pills: [
      ...pill(hasConflict, 'error', words.conflict),
      ...pill(counts.gone > 0, 'error', words.gone),
      ...pill(counts.suggested > 0, 'info', words.suggested),
      ...pill(counts.unassociated > 0, 'warning', words.unassociated),
    ],
    open: hasConflict || counts.gone > 0 || query.group === group.id,
    rows: group.cells.map((cell) => buildCategoryRow(visit, group, cell, lean)),
  };
}

function buildAlerts(
  visit: Visit,
  page: CategoryPage,
  query: CategoriesQuery,
  isConflict: boolean,
): readonly Alert[] {
  const { texts, say } = visit;
  const words = texts.catalogue.categories;
  const alerts: Alert[] = [];
  if (isConflict) alerts.push(buildConflict(visit, page));
  if (query.synced) alerts.push(buildAlert('success', null, [say(words.synced)]));
  if (query.synced === 'refused') alerts.push(buildAlert('warning', null, [say(words.marksRefused)]));
  if (query.synced === 'failed') alerts.push(buildAlert('warning', null, [say(words.marksFailed)]));
  if (page.sisProblem) {
    const reason = texts.catalogue.errors[page.sisProblem].happened;
    alerts.push(buildAlert('error', null, [say(words.sisProblem), say(reason)]));
  }
  // What went wrong comes alone, so that it stays in sight.
  if (isConflict) return alerts;
  const suggestions = page.groups.reduce((sum, group) => sum + countStates(group).suggested, 0);
  if (suggestions > 0)
    alerts.push(buildAlert('info', null, [say(words.suggestions, { count: suggestions })]));
  const without = page.sectionsWithoutSisId;
  if (without.length > 0) {
    const names = without.join(', ');
    alerts.push(buildAlert('info', null, [say(words.withoutSisId, { count: without.length, names })]));
  }
  return alerts;
}

function buildConflict({ texts, say, formats }: Visit, page: CategoryPage): Alert {
  const words = texts.catalogue.categories;
  const kinds = new Set(page.groups.flatMap(({ cells }) => cells.map(({ conflict }) => conflict?.kind)));
  const { lastSaved } = page;
  const lines: string[] = [];
  const bySis = kinds.has('not_in_sis');
  if (lastSaved && (!bySis || kinds.has('changed_by_other'))) {
    lines.push(say(words.conflictBy, { name: lastSaved.by, when: formats.dateTime(lastSaved.at) }));
  }
  if (bySis) lines.push(say(words.conflictSis));
  return buildAlert('error', say(words.conflictTitle), lines);
}

function describeEmpty({ texts, say }: Visit, page: CategoryPage): CategoriesModel['empty'] {
  const words = texts.catalogue.categories;
  if (page.groups.length === 0) return { title: say(words.noGroupsTitle), text: say(words.noGroups) };
  if (page.sections.length === 0) return { title: say(words.noSectionsTitle), text: say(words.noSections) };
  const isBare = page.sections.every(
    ({ sisClass }) => sisClass.kind === 'read' && sisClass.categories.length === 0,
  );
  const isMapped = page.groups.some(({ cells }) => cells.some((cell) => cell.shown !== null));
  if (!isBare || isMapped) return null;
  return { title: say(words.noCategoriesTitle), text: say(words.noCategories) };
}
