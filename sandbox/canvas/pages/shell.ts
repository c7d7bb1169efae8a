import type { Account } from '../school/records/account.ts';
import { sisFriendlyName } from '../school/sis-rules.ts';
import { type Notice, readNotice } from './notices.ts';
import { listCourseTools } from './tools/visible-tools.ts';
import type { AccountVisit, CourseVisit, Visit } from './visit.ts';

export interface Link {
  readonly label: string;
  readonly href: string;
}

export interface NavigationLink extends Link {
  readonly icon: string;
  readonly current: boolean;
}

/** Everything around a page's content. */
export interface Shell {
  readonly title: string;
  readonly school: string;
  readonly person: { readonly name: string; readonly initials: string } | null;
  readonly globalNavigation: readonly NavigationLink[];
  readonly crumbs: readonly Link[];
  readonly side: { readonly label: string; readonly links: readonly NavigationLink[] } | null;
  readonly notice: Notice | null;
  readonly scripts: readonly string[];
  readonly timeZone: string;
  /** The account's; null: Canvas's own colours. */
  readonly theme: string | null;
}

/** What a page tells its shell. */
export interface PageHead {
  readonly title: string;
  /** The label of its entry in the side navigation. */
  readonly current?: string;
  /** Follow the course or account; the last crumb is the page itself. */
  readonly crumbs?: readonly Link[];
  readonly scripts?: readonly string[];
  readonly notice?: Notice | null;
}

/** The shell of a page outside courses and accounts. */
export function buildShell(visit: Visit, head: PageHead, section = ''): Shell {
  return {
    title: head.title,
    school: visit.account.name,
    person: { name: visit.user.name, initials: initialsOf(visit.user.name) },
    globalNavigation: globalNavigation(visit, section),
    crumbs: head.crumbs ?? [],
    side: null,
    notice: head.notice ?? readNotice(visit.notice, sisFriendlyName(visit.account)),
    scripts: head.scripts ?? [],
    timeZone: visit.account.timeZone,
    theme: visit.account.theme ?? null,
  };
}

/** The shell of a page that needs no login. */
export const buildGuestShell = (account: Account, head: PageHead, notice: string | null): Shell => ({
  title: head.title,
  school: account.name,
  person: null,
  globalNavigation: [
    { label: 'Choose a person', href: '/', icon: 'switch', current: false },
    { label: 'Faults', href: '/faults', icon: 'faults', current: true },
  ],
  crumbs: [],
  side: null,
  notice: readNotice(notice, sisFriendlyName(account)),
  scripts: [],
  timeZone: account.timeZone,
  theme: account.theme ?? null,
});

/** The shell of a course page, with the course navigation that the person sees. */
export async function buildCourseShell(visit: CourseVisit, head: PageHead): Promise<Shell> {
  const { course, granted } = visit;
  const base = `/courses/${course.id}`;
  const tools = await listCourseTools(visit, 'course_navigation');
  const links: readonly (Link & { shown: boolean })[] = [
    { label: 'Home', href: base, shown: true },
    { label: 'Assignments', href: `${base}/assignments`, shown: true },
    { label: 'Grades', href: `${base}/grades`, shown: true },
    { label: 'People', href: `${base}/users`, shown: granted.has('read_roster') },
    ...tools.map(({ tool, text }) => ({
      label: text,
      href: `${base}/external_tools/${tool.id}?launch_type=course_navigation`,
      shown: true,
    })),
  ];
  const shown = links.filter((link) => link.shown);
  return {
    ...buildShell(visit, head, 'courses'),
    title: `${head.title}: ${course.name}`,
    crumbs: [{ label: course.code, href: base }, ...(head.crumbs ?? [{ label: head.title, href: '' }])],
    side: { label: 'Courses Navigation Menu', links: sideLinks(shown, head.current) },
    timeZone: course.timeZone,
  };
}

/** The shell of an account page. */
export async function buildAccountShell(visit: AccountVisit, head: PageHead): Promise<Shell> {
  const { account } = visit;
  const base = `/accounts/${account.id}`;
  const tools = await visit.store.tools.listPlaced('account_navigation', null);
  const links = [
    { label: 'Courses', href: base },
    ...tools.map(({ tool, text }) => ({
      label: text,
      href: `${base}/external_tools/${tool.id}?launch_type=account_navigation`,
    })),
    { label: 'Developer Keys', href: `${base}/developer_keys` },
    { label: 'Apps', href: `${base}/apps` },
    { label: 'Settings', href: `${base}/settings` },
  ];
  return {
    ...buildShell(visit, head, 'admin'),
    title: `${head.title}: ${account.name}`,
    crumbs: [{ label: account.name, href: base }, ...(head.crumbs ?? [{ label: head.title, href: '' }])],
    side: { label: 'Admin Navigation Menu', links: sideLinks(links, head.current) },
  };
}

const sideLinks = (links: readonly Link[], current: string | undefined): readonly NavigationLink[] =>
  links.map(({ label, href }) => ({ label, href, icon: '', current: label === current }));

function globalNavigation(visit: Visit, section: string): readonly NavigationLink[] {
  const link = (label: string, href: string, icon: string): NavigationLink => ({
    label,
    href,
    icon,
    current: icon === section,
  });
  return [
    link('Account', '/profile/settings', 'account'),
    ...(visit.user.accountAdmin ? [link('Admin', `/accounts/${visit.account.id}`, 'admin')] : []),
    link('Dashboard', '/dashboard', 'dashboard'),
    link('Courses', '/courses', 'courses'),
    link('Switch person', '/', 'switch'),
    link('Faults', '/faults', 'faults'),
  ];
}

/** Two initials for the round avatar. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? '')][0] ?? '').join('');
}
