import type { Texts } from '../../i18n/create-messages.ts';
import type { Links } from './links.ts';

/** What the layout prints around a page. */
export interface Frame {
  readonly language: string;
  /** Title of the window, read first by screen readers. */
  readonly windowTitle: string;
  readonly skip: string;
  /** `dialog`: opened in a Canvas dialog, no tabs; `page`: Grade Sync with its tabs; `plain`: neither. */
  readonly layout: 'dialog' | 'page' | 'plain';
  readonly product: string;
  readonly tabsLabel: string;
  readonly tabs: readonly Tab[];
  /** Files of `public/` beside those of every page. */
  readonly scripts: readonly string[];
  /** Likewise style sheets. */
  readonly styles?: readonly string[];
}

interface Tab {
  readonly label: string;
  readonly href: string;
  readonly current: boolean;
}

type TabName = 'history' | 'postGrades' | 'categories' | 'settings';

/** The frame of a page of Grade Sync or of a dialog. */
export function buildFrame(
  texts: Texts,
  links: Links,
  page: {
    readonly title: string;
    readonly layout: 'dialog' | 'page';
    readonly tab: TabName;
    readonly scripts: readonly string[];
  },
): Frame {
  const words = texts.catalogue.frame;
  const tab = (name: TabName, href: string): Tab => ({
    label: words[name],
    href,
    current: page.tab === name,
  });
  return {
    language: texts.language,
    windowTitle: texts.say(words.pageTitle, { title: page.title }),
    skip: words.skip,
    layout: page.layout,
    product: words.gradeSync,
    tabsLabel: words.tabs,
    tabs: [
      tab('history', links.history()),
      tab('postGrades', links.postGrades()),
      tab('categories', links.categories()),
      tab('settings', links.settings),
    ],
    scripts: page.scripts,
  };
}

/** The frame of a page that stands alone, such as an error. */
export function buildPlainFrame(texts: Texts, title: string, scripts: readonly string[] = []): Frame {
  const words = texts.catalogue.frame;
  return {
    language: texts.language,
    windowTitle: texts.say(words.pageTitle, { title }),
    skip: words.skip,
    layout: 'plain',
    product: words.product,
    tabsLabel: words.tabs,
    tabs: [],
    scripts,
  };
}
