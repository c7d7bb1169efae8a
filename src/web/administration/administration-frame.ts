import { type Frame, readLook } from '../ui/frame.ts';
import type { AdministrationContext } from './administration-context.ts';

/** In display order. */
const tabs = ['overview', 'runs', 'schedules', 'compare', 'sis', 'canvasApi', 'settings', 'audit'] as const;
export type AdminTab = (typeof tabs)[number];

/** The frame of a page of Administration. */
export function buildAdminFrame(
  { language, messages, links, launch }: AdministrationContext,
  page: { readonly title: string; readonly tab: AdminTab; readonly scripts?: readonly string[] },
): Frame {
  const { frame: texts, administration } = messages;
  const hrefs: Readonly<Record<AdminTab, string>> = {
    overview: links.overview(),
    runs: links.runs(),
    schedules: links.schedules(),
    compare: links.compare(),
    sis: links.sis(),
    canvasApi: links.canvasApi(),
    settings: links.settings(),
    audit: links.audit(),
  };
  const tab = (name: AdminTab): Frame['tabs'][number] => ({
    label: administration.tabs[name],
    href: hrefs[name],
    current: name === page.tab,
    mark: null,
  });
  return {
    language: language.tag,
    direction: language.direction,
    ...readLook(launch),
    windowTitle: language.t(texts.pageTitle, { title: page.title }),
    skip: texts.skip,
    layout: 'page',
    product: texts.product,
    tabsLabel: administration.tabsLabel,
    tabs: tabs.map(tab),
    signOut: { label: texts.signOut, href: links.signOut },
    scripts: page.scripts ?? [],
    styles: ['administration/administration.css'],
  };
}
