import { type Alert, buildAlert } from '../../../ui/alert.ts';
import { safeLink } from '../../../ui/links.ts';
import type { FormToken, Visit } from '../../../ui/visit.ts';

/** The person's permission to read Canvas in their name. */
export type Connection =
  | { readonly kind: 'connected' }
  /** `address`: where Canvas asks them; null where they cannot be asked. */
  | { readonly kind: 'not_connected'; readonly address: string | null };

/** What `views/grade-sync/settings/connection.ejs` prints. */
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
  visit: Visit,
  connection: Connection,
  nightlyCourses: readonly string[],
): ConnectionModel {
  const { texts, say, links, formToken } = visit;
  const { settings, errorPage, frame } = texts.catalogue;
  const words = settings.connection;
  const isConnected = connection.kind === 'connected';
  const address = isConnected ? null : safeLink(connection.address);
  const warning = say(isConnected ? words.nightlyWillStop : words.nightlyStopped, {
    courses: nightlyCourses.join(', '),
  });
  return {
    title: say(words.title),
    explain: say(words.explain),
    state: say(isConnected ? words.connected : words.notConnected),
    alert: nightlyCourses.length > 0 ? buildAlert('warning', null, [warning]) : null,
    end: isConnected
      ? { label: say(words.end), note: say(words.endNote), action: links.endConnection }
      : null,
    connect:
      address === null ? null : { label: say(errorPage.connect), href: address, newWindow: frame.newWindow },
    again: { label: say(errorPage.again), href: links.settings },
    formToken,
  };
}
