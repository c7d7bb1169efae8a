import type { LaunchContext } from '../../domain/launch-context.ts';
import type { Language } from '../../i18n/language.ts';
import { writeBrandQuery } from './brand-style.ts';
import type { Links } from './links.ts';

/** What the layout prints around a page. */
export interface Frame {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** The person asked Canvas for more contrast. */
  readonly highContrast: boolean;
  /** The query of the institution's colours (`ui/brand.css`); null: Canvas's own. */
  readonly brand: string | null;
  /** The window's title, which screen readers read first. */
  readonly windowTitle: string;
  readonly skip: string;
  /** `dialog`: opened in a Canvas dialog, no tabs; `page`: Grade Sync with its tabs; `plain`: neither. */
  readonly layout: 'dialog' | 'page' | 'plain';
  readonly product: string;
  readonly tabsLabel: string;
  readonly tabs: readonly Tab[];
  /** Null if there is no session. */
  readonly signOut: SignOut | null;
  /** Files of `public/` in addition to those of every page. */
  readonly scripts: readonly string[];
  /** Likewise style sheets. */
  readonly styles?: readonly string[];
}

interface Tab {
  readonly label: string;
  readonly href: string;
  readonly current: boolean;
  /** How much is new behind it; null: nothing. */
  readonly mark: { readonly short: string; readonly label: string } | null;
}

interface SignOut {
  readonly label: string;
  readonly href: string;
}

/** How a person sees Canvas, as far as pages follow it. */
export type Look = Pick<LaunchContext, 'highContrast' | 'brand'>;

/** Canvas drops its theme in high contrast, and so do pages. */
export function readLook({ highContrast, brand }: Look): Pick<Frame, 'highContrast' | 'brand'> {
  const isHigh = highContrast === true;
  return { highContrast: isHigh, brand: isHigh || brand === undefined ? null : writeBrandQuery(brand) };
}

/** More are not counted out in the tab. */
const maxMark = 9;

type TabName = 'history' | 'compare' | 'postGrades' | 'categories' | 'settings';

/** The frame of a page of Grade Sync or of a dialog. */
export function buildFrame(
  {
    language,
    links,
    unread,
    launch,
  }: {
    readonly language: Language;
    readonly links: Links;
    readonly unread: number;
    readonly launch: Look;
  },
  page: {
    readonly title: string;
    readonly layout: 'dialog' | 'page';
    readonly tab: TabName;
    readonly scripts: readonly string[];
  },
): Frame {
  const texts = language.messages.frame;
  const tab = (name: TabName, href: string): Tab => ({
    label: texts[name],
    href,
    current: page.tab === name,
    mark:
      name === 'history' && unread > 0
        ? {
            short: unread > maxMark ? `${maxMark}+` : String(unread),
            label: language.t(texts.unread, { count: unread }),
          }
        : null,
  });
  return {
    language: language.tag,
    direction: language.direction,
    ...readLook(launch),
    windowTitle: language.t(texts.pageTitle, { title: page.title }),
    skip: texts.skip,
    layout: page.layout,
    product: texts.gradeSync,
    tabsLabel: texts.tabs,
    tabs: [
      tab('history', links.history()),
      tab('postGrades', links.postGrades()),
      tab('compare', links.compare()),
      tab('categories', links.categories()),
      tab('settings', links.settings),
    ],
    signOut: { label: texts.signOut, href: links.signOut },
    scripts: page.scripts,
  };
}

/** The frame of a page by itself, such as an error. */
export function buildPlainFrame(
  { language, look }: { readonly language: Language; readonly look: Look },
  page: {
    readonly title: string;
    readonly scripts?: readonly string[];
    readonly layout?: 'plain' | 'dialog';
  },
): Frame {
  const texts = language.messages.frame;
  return {
    language: language.tag,
    direction: language.direction,
    ...readLook(look),
    windowTitle: language.t(texts.pageTitle, { title: page.title }),
    skip: texts.skip,
    layout: page.layout ?? 'plain',
    product: texts.product,
    tabsLabel: texts.tabs,
    tabs: [],
    signOut: null,
    scripts: page.scripts ?? [],
  };
}
