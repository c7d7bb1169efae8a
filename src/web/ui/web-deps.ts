import type { Request, RequestHandler } from 'express';
import type { Clock, RandomBytes } from '../../clock.ts';
import type { CourseCategories } from '../../domain/categories/category-page.ts';
import type { Download } from '../../domain/download.ts';
import type { Institution } from '../../domain/institution.ts';
import type { LaunchContext, Session } from '../../domain/launch-context.ts';
import type { ChooseLanguage } from '../../i18n/language.ts';
import type { Log } from '../../log.ts';
import type { Passback } from '../../passback/passback.ts';
import type { UnreadRuns } from '../../passback/runs/unread-runs.ts';
import type { NightlySchedule } from '../../passback/schedule/nightly-schedule.ts';
import type { NoticeSubscriptionStore } from '../../store/notice-subscriptions.ts';
import type { Look } from './frame.ts';
import type { Render, Renderer } from './render.ts';
import type { StreamDeps } from './stream-page.ts';

/** What the pages need from sessions. Each part refuses with a `ProductError`. */
export interface WebSessionGuard {
  /** Refuses requests without a living session: `session_missing`, `session_expired`. */
  readonly requireSession: RequestHandler;
  /** Refuses POSTs whose form token or origin is not ours: `form_forged`. Runs after the body parser. */
  readonly requireForm: RequestHandler;
  /** Name of the form field that carries `Session.csrfToken`. */
  readonly formTokenField: string;
  sessionOf(req: Request): Session;
  /** The path of this session's pages, without a trailing slash, for example `/s/3f9a`. */
  baseOf(req: Request): string;
  mayPost(launch: LaunchContext, institution: Institution): boolean;
}

/** The permission of the launch's person to read Canvas in their name. */
export interface WebConsents {
  has(launch: LaunchContext, institution: Institution): Promise<boolean>;
  /** The address in Canvas where the person is asked for it; null if they cannot be asked. */
  connectAddress(launch: LaunchContext, institution: Institution): Promise<string | null>;
  /** Ends it. */
  revoke(launch: LaunchContext, institution: Institution): Promise<void>;
}

/** E-mail that people ask for. */
export interface WebNotices extends Pick<NoticeSubscriptionStore, 'find' | 'save' | 'remove'> {
  /** Whether the operator has set a mail server. */
  readonly isOffered: boolean;
}

/** Everything the pages need. */
export interface WebDeps {
  readonly passback: Passback;
  readonly nightly: Pick<NightlySchedule, 'read' | 'readOnBehalfOf' | 'switchOn' | 'switchOff'>;
  readonly consents: WebConsents;
  readonly notices: WebNotices;
  readonly unread: UnreadRuns;
  readonly categories: CourseCategories;
  readonly guard: WebSessionGuard;
  readonly readInstitution: (launch: LaunchContext) => Promise<Institution>;
  readonly render: Render;
  readonly begin: Renderer['begin'];
  readonly stream: StreamDeps;
  readonly chooseLanguage: ChooseLanguage;
  /**
   * The full address of the tool's launch, for the way from a dialog to Grade Sync:
   * `<PUBLIC_URL>/lti/launch`.
   */
  readonly launchUrl: string;
  readonly clock: Clock;
  /** Called for every file that a person downloads. */
  readonly onDownload: (launch: LaunchContext, download: Download) => void;
}

/** What the error pages need; they also serve requests without a session. */
export interface ErrorPageDeps {
  readonly render: Render;
  readonly hasBegun: Renderer['hasBegun'];
  readonly chooseLanguage: ChooseLanguage;
  readonly log: Log;
  readonly randomBytes: RandomBytes;
  /** The session's base, if the request has one; null outside sessions. */
  readonly baseOf: (req: Request) => string | null;
  /** Whether the page is in a Canvas dialog, which keeps its size. */
  readonly isInDialog: (req: Request) => boolean;
  /** The path of Administration if the request is an administrator's: their way back. */
  readonly administrationOf?: (req: Request) => string | null;
  /**
   * The address in Canvas where this request's person is asked for consent; null without a session. It is
   * made for this answer, because the cookie of a framed session does not reach a new window.
   */
  readonly connectAddress: (req: Request) => Promise<string | null>;
  /** Who asks, as far as it is known: outside sessions only the browser's languages are. */
  readonly personOf: (req: Request) => {
    /** In the order in which they are tried. */
    readonly locales: readonly string[];
    readonly look: Look;
    /** The institution's name for its SIS; null: the institution is unknown. */
    readonly sisLabel: string | null;
  };
}
