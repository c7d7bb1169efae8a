import { buildFrame } from '../../ui/frame.ts';
import type { PageModel } from '../../ui/render.ts';
import { isDialog, type Visit } from '../../ui/visit.ts';
import { buildClose, type CloseButton } from '../post-grades/post-grades-model.ts';

/** What `views/categories/disabled.ejs` prints. */
export interface DisabledCategoriesModel extends PageModel {
  readonly title: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly close: CloseButton | null;
}

/** Where the institution does not offer the page: how matching by name works. */
export function buildDisabledCategories(visit: Visit): DisabledCategoriesModel {
  const { texts, say, links } = visit;
  const words = texts.catalogue.categories;
  return {
    frame: buildFrame(texts, links, {
      title: say(words.title),
      layout: isDialog(visit) ? 'dialog' : 'page',
      tab: 'categories',
      scripts: [],
    }),
    title: say(words.title),
    heading: say(words.disabledTitle),
    paragraphs: words.disabled.map((sentence) => say(sentence)),
    close: buildClose(visit, texts.catalogue.frame.close),
  };
}
