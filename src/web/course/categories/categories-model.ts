import { countStates } from '../../../domain/categories/build-category-page.ts';
import type { CategoryGroup, CategoryPage, MarkOutcome } from '../../../domain/categories/category-page.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import { type CourseContext, isDialog } from '../../ui/course-context.ts';
import { buildFrame } from '../../ui/frame.ts';
import type { FormToken } from '../../ui/page-context.ts';
import type { PageModel } from '../../ui/render.ts';
import { buildClose, type CloseButton } from '../post-grades/post-grades-model.ts';
import { buildCategoryRow, type CategoryRow, listOptions } from './category-row.ts';

/** What `views/course/categories/categories.ejs` prints. */
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
  /** What a section's drop-downs offer, once per section; empty if each drop-down has its own. */
  readonly optionLists: readonly {
    readonly id: string;
    readonly options: readonly { readonly value: string; readonly label: string }[];
  }[];
  /** The complete page, for browsers without scripts; null if this is it. */
  readonly everything: { readonly label: string; readonly href: string } | null;
  readonly version: number;
  /** Unsaved choices, which the script keeps in this tab. */
  readonly draft: { readonly key: string; readonly note: string };
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
  /** The result of the Sync before this page; null: it was just opened. */
  readonly synced: MarkOutcome | null;
  /** The group to show expanded. */
  readonly group: string;
  readonly everything: boolean;
}

/**
 * More options than this are printed once per section instead of at every drop-down: the page stays small.
 */
const manyOptions = 1_500;

/** The view model of Sync SIS Categories. `isConflict`: the form was not saved, and `page` says why. */
export function buildCategories(
  context: CourseContext,
  page: CategoryPage,
  query: CategoriesQuery,
  isConflict = false,
): CategoriesModel {
  const { messages, t, links, formats } = context;
  const texts = messages.categories;
  const optionCount = page.sections.reduce((sum, section) => sum + listOptions(context, section).length, 0);
  const lean = !query.everything && optionCount * page.groups.length > manyOptions;
  const empty = describeEmpty(context, page);
  return {
    frame: buildFrame(context, {
      title: t(texts.title),
      layout: isDialog(context) ? 'dialog' : 'page',
      tab: 'categories',
      scripts: ['course/categories.js'],
    }),
    title: t(texts.title),
    lead: t(texts.lead),
    lastSaved: page.lastSaved
      ? t(texts.lastSaved, { name: page.lastSaved.by, when: formats.dateTime(page.lastSaved.at) })
      : null,
    alerts: buildAlerts(context, page, query, isConflict),
    empty,
    listLabel: t(texts.list),
    heads: {
      section: t(texts.sectionHead),
      sisId: t(texts.sisIdHead),
      category: t(texts.categoryHead),
    },
    labels: { changed: t(texts.changed), synchronized: t(texts.synchronized) },
    groups: empty ? [] : page.groups.map((group) => buildGroup(context, group, query, lean)),
    optionLists: lean
      ? page.sections.map((section) => ({ id: section.id, options: listOptions(context, section) }))
      : [],
    everything: lean
      ? { label: t(texts.showEverything), href: links.categories({ show: 'everything' }) }
      : null,
    version: page.version,
    draft: { key: `${context.course.contextId}:${page.version}`, note: t(texts.draft) },
    action: links.categories(),
    formToken: context.formToken,
    submit: t(texts.submit),
    submitting: t(texts.submitting),
    close: buildClose(context, messages.frame.close),
    leave: {
      title: t(texts.leaveTitle),
      text: t(texts.leave),
      unload: t(texts.leaveUnload),
      stay: t(texts.leaveStay),
      go: t(texts.leaveGo),
    },
  };
}

function buildGroup(
  context: CourseContext,
  group: CategoryGroup,
  query: CategoriesQuery,
  lean: boolean,
): GroupRow {
  const { messages, t } = context;
  const texts = messages.categories;
  const counts = countStates(group);
  const hasConflict = group.cells.some((cell) => cell.conflict !== null);
  const pill = (isShown: boolean, tone: 'info' | 'warning' | 'error', label: string): GroupRow['pills'] =>
    isShown ? [{ tone, label: t(label) }] : [];
  return {
    id: group.id,
    name: group.name,
    count: t(texts.unassociatedSections, { count: counts.unassociated }),
    isSynchronized: counts.synced > 0 && counts.gone === 0,
    isChanged: group.cells.some((cell) => cell.unsaved !== null),
    pills: [
      ...pill(hasConflict, 'error', texts.conflict),
      ...pill(counts.gone > 0, 'error', texts.gone),
      ...pill(counts.suggested > 0, 'info', texts.suggested),
      ...pill(counts.unassociated > 0, 'warning', texts.unassociated),
    ],
    open: hasConflict || counts.gone > 0 || query.group === group.id,
    rows: group.cells.map((cell) => buildCategoryRow(context, group, cell, lean)),
  };
}

function buildAlerts(
  context: CourseContext,
  page: CategoryPage,
  query: CategoriesQuery,
  isConflict: boolean,
): readonly Alert[] {
  const { messages, t } = context;
  const texts = messages.categories;
  const alerts: Alert[] = [];
  if (isConflict) alerts.push(buildConflict(context, page));
  if (query.synced) alerts.push(buildAlert('success', null, [t(texts.synced)]));
  if (query.synced === 'refused') alerts.push(buildAlert('warning', null, [t(texts.marksRefused)]));
  if (query.synced === 'failed') alerts.push(buildAlert('warning', null, [t(texts.marksFailed)]));
  if (page.sisProblem) {
    const reason = messages.errors[page.sisProblem].happened;
    alerts.push(buildAlert('error', null, [t(texts.sisProblem), t(reason)]));
  }
  // A failure is shown alone, so that nobody overlooks it.
  if (isConflict) return alerts;
  const suggestions = page.groups.reduce((sum, group) => sum + countStates(group).suggested, 0);
  if (suggestions > 0) alerts.push(buildAlert('info', null, [t(texts.suggestions, { count: suggestions })]));
  const without = page.sectionsWithoutSisId;
  if (without.length > 0) {
    const names = without.join(', ');
    alerts.push(buildAlert('info', null, [t(texts.withoutSisId, { count: without.length, names })]));
  }
  return alerts;
}

function buildConflict({ messages, t, formats }: CourseContext, page: CategoryPage): Alert {
  const texts = messages.categories;
  const kinds = new Set(page.groups.flatMap(({ cells }) => cells.map(({ conflict }) => conflict?.kind)));
  const { lastSaved } = page;
  const lines: string[] = [];
  const bySis = kinds.has('not_in_sis');
  if (lastSaved && (!bySis || kinds.has('changed_by_other'))) {
    lines.push(t(texts.conflictBy, { name: lastSaved.by, when: formats.dateTime(lastSaved.at) }));
  }
  if (bySis) lines.push(t(texts.conflictSis));
  return buildAlert('error', t(texts.conflictTitle), lines);
}

function describeEmpty({ messages, t }: CourseContext, page: CategoryPage): CategoriesModel['empty'] {
  const texts = messages.categories;
  if (page.groups.length === 0) return { title: t(texts.noGroupsTitle), text: t(texts.noGroups) };
  if (page.sections.length === 0) return { title: t(texts.noSectionsTitle), text: t(texts.noSections) };
  const isBare = page.sections.every(
    ({ sisClass }) => sisClass.kind === 'read' && sisClass.categories.length === 0,
  );
  const isMapped = page.groups.some(({ cells }) => cells.some((cell) => cell.shown !== null));
  if (!isBare || isMapped) return null;
  return { title: t(texts.noCategoriesTitle), text: t(texts.noCategories) };
}
