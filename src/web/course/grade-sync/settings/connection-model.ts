import { type Alert, buildAlert } from '../../../ui/alert.ts';
import type { CourseContext } from '../../../ui/course-context.ts';
import { safeLink } from '../../../ui/links.ts';
import type { FormToken } from '../../../ui/page-context.ts';

/** The person's permission to read Canvas in their name. */
export type Connection =
  | { readonly kind: 'connected' }
  /** `address`: where Canvas asks them; null if they cannot be asked. */
  | { readonly kind: 'not_connected'; readonly address: string | null };

/** What `views/course/grade-sync/settings/connection.ejs` prints. */
export interface ConnectionModel {
  readonly title: string;
  readonly explain: string;
  readonly state: string;
  readonly alert: Alert | null;
  readonly end: { readonly label: string; readonly note: string; readonly action: string } | null;
  /** Opens a new window: Canvas may refuse to show its consent page in a frame. */
  readonly connect: { readonly label: string; readonly href: string; readonly newWindow: string } | null;
  readonly again: { readonly label: string; readonly href: string };
  readonly formToken: FormToken;
}

/** The part *Connection to Canvas* of Settings. `nightlyCourses`: courses whose nightly sync reads in the person's name. */
export function buildConnection(
  context: CourseContext,
  connection: Connection,
  nightlyCourses: readonly string[],
): ConnectionModel {
  const { messages, t, links, formToken } = context;
  const { settings, errorPage, frame } = messages;
  const texts = settings.connection;
  const isConnected = connection.kind === 'connected';
  const address = isConnected ? null : safeLink(connection.address);
  const warning = t(isConnected ? texts.nightlyWillStop : texts.nightlyStopped, {
    courses: nightlyCourses.join(', '),
  });
  return {
    title: t(texts.title),
    explain: t(texts.explain),
    state: t(isConnected ? texts.connected : texts.notConnected),
    alert: nightlyCourses.length > 0 ? buildAlert('warning', null, [warning]) : null,
    end: isConnected ? { label: t(texts.end), note: t(texts.endNote), action: links.endConnection } : null,
    connect:
      address === null ? null : { label: t(errorPage.connect), href: address, newWindow: frame.newWindow },
    again: { label: t(errorPage.again), href: links.settings },
    formToken,
  };
}
