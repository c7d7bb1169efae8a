import type { Frame } from '../ui/frame.ts';
import type { AdminVisit } from './admin-visit.ts';

export type AdminTab = 'overview' | 'runs' | 'sis' | 'canvasApi' | 'settings' | 'audit';

/** The frame of a page of the administration. */
export function buildAdminFrame(
  { texts, links }: Pick<AdminVisit, 'texts' | 'links'>,
  page: { readonly title: string; readonly tab: AdminTab; readonly scripts?: readonly string[] },
): Frame {
  const { frame: words, admin } = texts.catalogue;
  const hrefs: Readonly<Record<AdminTab, string>> = {
    overview: links.overview(),
    runs: links.runs(),
    sis: links.sis(),
    canvasApi: links.canvasApi(),
    settings: links.settings(),
    audit: links.audit(),
  };
  const tab = (name: AdminTab): Frame['tabs'][number] => ({
    label: admin.tabs[name],
    href: hrefs[name],
    current: name === page.tab,
  });
  return {
    language: texts.language,
    windowTitle: texts.say(words.pageTitle, { title: page.title }),
    skip: words.skip,
    layout: 'page',
    product: words.product,
    tabsLabel: admin.tabsLabel,
    tabs: [tab('overview'), tab('runs'), tab('sis'), tab('canvasApi'), tab('settings'), tab('audit')],
    scripts: page.scripts ?? [],
    styles: ['administration.css'],
  };
}
