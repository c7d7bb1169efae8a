import type { CategoryCell, CategoryGroup, SyncedSection } from '../../../domain/categories/category-page.ts';
import type { CourseContext } from '../../ui/course-context.ts';
import { type Quoted, quote } from '../../ui/quoted.ts';

/** One section of an assignment group, ready to print. */
export interface CategoryRow {
  readonly section: string;
  readonly sisId: string;
  /** The name of the form's field. */
  readonly field: string;
  readonly label: string;
  readonly options: readonly CategoryOption[];
  /**
   * Where the list of all options is, if `options` has only those needed at first; null: they are all there.
   */
  readonly optionList: string | null;
  /** What is saved, if something else is selected; null: what is selected. */
  readonly saved: string | null;
  /** Sent with the form even if nobody touches it. */
  readonly isOffered: boolean;
  readonly notes: readonly { readonly tone: 'quiet' | 'warning' | 'error'; readonly text: Quoted }[];
}

export interface CategoryOption {
  /** Empty: Unassociated. */
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

/** The field of one group in one section: `category:<group>:<section>`. */
export function fieldOf(groupId: string, sectionId: string): string {
  return `category:${groupId}:${sectionId}`;
}

/** The row of one section. `lean` leaves out the options that nobody sees before the menu is opened. */
export function buildCategoryRow(
  context: CourseContext,
  group: CategoryGroup,
  cell: CategoryCell,
  lean: boolean,
): CategoryRow {
  const { section, shown, unsaved } = cell;
  const all = listOptions(context, section);
  const saved = shown?.sourcedId ?? '';
  const chosen = unsaved ? (unsaved.category?.sourcedId ?? '') : saved;
  const isListed = all.some((option) => option.value === saved);
  const missing = isListed || !shown ? [] : [{ value: saved, label: nameMissing(context, cell) }];
  const wanted = lean ? all.filter(({ value }) => value === chosen || value === '') : all;
  return {
    section: section.name,
    sisId: section.sisId,
    field: fieldOf(group.id, section.id),
    label: context.t(context.messages.categories.selectLabel, {
      group: group.name,
      section: section.name,
    }),
    options: [...wanted, ...missing].map((option) => ({ ...option, selected: option.value === chosen })),
    optionList: lean ? section.id : null,
    saved: unsaved ? saved : null,
    isOffered: unsaved !== null || cell.state === 'suggested' || cell.renamedFrom !== null,
    notes: buildNotes(context, cell),
  };
}

/** All options of a section: Unassociated, then the SIS's categories; ids tell equal titles apart. */
export function listOptions(
  { messages, t }: CourseContext,
  { sisClass }: SyncedSection,
): readonly { readonly value: string; readonly label: string }[] {
  const none = { value: '', label: t(messages.categories.unassociated) };
  if (sisClass.kind !== 'read') return [none];
  const counts = new Map<string, number>();
  for (const { title } of sisClass.categories) counts.set(title, (counts.get(title) ?? 0) + 1);
  const name = (title: string, id: string): string =>
    (counts.get(title) ?? 0) > 1 ? `${title} (${id})` : title;
  return [
    none,
    ...sisClass.categories.map(({ sourcedId, title }) => ({
      value: sourcedId,
      label: name(title, sourcedId),
    })),
    ...(sisClass.creatable ?? []).map(({ sourcedId, title }) => ({
      value: sourcedId,
      label: t(messages.categories.newOption, { category: title }),
    })),
  ];
}

/** A chosen category that is not in the list: it is gone, or the list could not be read. */
function nameMissing({ messages, t }: CourseContext, { state, shown }: CategoryCell): string {
  const category = shown?.title ?? '';
  return state === 'gone' ? t(messages.categories.goneOption, { category }) : category;
}

function buildNotes({ messages, t }: CourseContext, cell: CategoryCell): CategoryRow['notes'] {
  const texts = messages.categories;
  const notes: CategoryRow['notes'][number][] = [];
  const add = (tone: CategoryRow['notes'][number]['tone'], sentence: string): void => {
    notes.push({ tone, text: { before: sentence, words: '', after: '' } });
  };
  const { sisClass } = cell.section;
  if (cell.conflict?.kind === 'changed_by_other') {
    const title = cell.conflict.title ?? t(texts.unassociated);
    add('error', t(texts.noteChangedByOther, { title }));
  }
  if (cell.conflict?.kind === 'not_in_sis') add('error', t(texts.noteNotInSis));
  if (cell.state === 'gone') add('error', t(texts.noteGone));
  if (cell.state === 'suggested' && !cell.unsaved) add('quiet', t(texts.noteSuggested));
  if (cell.renamedFrom !== null) add('quiet', t(texts.noteRenamed, { title: cell.renamedFrom }));
  if (sisClass.kind === 'not_found') add('warning', t(texts.noteClassNotFound));
  if (sisClass.kind === 'unread') add('warning', t(texts.noteClassUnread));
  if (sisClass.kind === 'unreadable') {
    notes.push({ tone: 'warning', text: quote(t, texts.noteClassUnreadable, sisClass.sisMessage) });
  }
  if (sisClass.kind === 'read' && sisClass.categories.length === 0) add('warning', t(texts.noteNoCategories));
  return notes;
}
