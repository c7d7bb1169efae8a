import { type CourseContext, isDialog } from '../../ui/course-context.ts';
import { buildFrame } from '../../ui/frame.ts';
import type { PageModel } from '../../ui/render.ts';
import { buildClose, type CloseButton } from '../post-grades/post-grades-model.ts';

/** What `views/course/categories/disabled.ejs` prints. */
export interface DisabledCategoriesModel extends PageModel {
  readonly title: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly close: CloseButton | null;
}

/** How matching by name works, if the institution does not offer the page. */
export function buildDisabledCategories(context: CourseContext): DisabledCategoriesModel {
  const { messages, t } = context;
  const texts = messages.categories;
  return {
    frame: buildFrame(context, {
      title: t(texts.title),
      layout: isDialog(context) ? 'dialog' : 'page',
      tab: 'categories',
      scripts: [],
    }),
    title: t(texts.title),
    heading: t(texts.disabledTitle),
    paragraphs: texts.disabled.map((sentence) => t(sentence)),
    close: buildClose(context, messages.frame.close),
  };
}
