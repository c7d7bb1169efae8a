import { createHash } from 'node:crypto';
import type { Clock, RandomBytes, Sleep } from '../clock.ts';
import type { Institution } from '../domain/institution.ts';
import {
  filterNotices,
  type NoticeCause,
  type NoticedRun,
  type Notices,
  readAddresses,
} from '../domain/notices.ts';
import { type BackoffBounds, backoffDelay } from '../http/backoff-delay.ts';
import type { Http } from '../http/http.ts';
import type { ChooseLanguage } from '../i18n/language.ts';
import type { Log } from '../log.ts';
import type { NightlySyncStore } from '../store/nightly-syncs.ts';
import type { NoticeSubscriptionStore } from '../store/notice-subscriptions.ts';
import type { Outbox, OutboxMessage, OutboxWay } from '../store/outbox.ts';
import type { ScheduleStore } from '../store/schedules.ts';
import type { WebhookStore } from '../store/webhooks.ts';
import { collectNotices } from './collect-notices.ts';
import { findDigest } from './digest-time.ts';
import type { Mailer } from './mailer.ts';
import { sendToWebhook, type WebhookSenderDeps } from './webhook-sender.ts';
import { type DigestFor, writeDigest } from './write-digest.ts';
import { writeEvents } from './write-events.ts';

export interface NoticeRunnerDeps {
  /** Null: the operator has set no mail server. */
  readonly mailer: Mailer | null;
  readonly webhooks: Pick<WebhookStore, 'find'> & WebhookSenderDeps['webhooks'];
  readonly http: Http;
  readonly outbox: Outbox;
  readonly subscriptions: Pick<NoticeSubscriptionStore, 'list'>;
  readonly nightlySyncs: Pick<NightlySyncStore, 'list'>;
  readonly schedules: Pick<ScheduleStore, 'list'>;
  readonly findRuns: (institutionId: string, since: Date) => Promise<readonly NoticedRun[]>;
  readonly listInstitutions: () => Promise<readonly Institution[]>;
  readonly chooseLanguage: ChooseLanguage;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}

/** Writes the day's e-mails and webhook events and sends them. Any number may run, in any number of processes. */
export interface NoticeRunner {
  /** Puts what the day has to tell into the outbox. Returns how many messages are new. */
  writeDue(): Promise<number>;
  /** Sends what is due. Returns how many were taken. */
  sendDue(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

const pollMs = 60_000;
/** Longer than a mail server or a webhook is waited for. */
const claimMs = 2 * 60_000;
const backoff: BackoffBounds = { firstMs: 60_000, longestMs: 60 * 60_000 };
/** A day of attempts: then the next day's e-mail says what matters. */
const maxAttempts = 20;
/** So long an id keeps the same message from going out twice. */
const keptMs = 7 * 24 * 60 * 60_000;

export function createNoticeRunner(deps: NoticeRunnerDeps): NoticeRunner {
  const { outbox, clock, sleep, log, mailer } = deps;
  const stopping = new AbortController();
  let loop = Promise.resolve();

  const writeDue = async (): Promise<number> => {
    let written = 0;
    for (const institution of await deps.listInstitutions()) {
      if (institution.enabled) written += await writeOfInstitution(deps, institution);
    }
    await outbox.sweep(new Date(clock().getTime() - keptMs));
    return written;
  };
  const sendWaiting = async (way: OutboxWay): Promise<number> => {
    let sent = 0;
    while (!stopping.signal.aborted) {
      const now = clock();
      const message = await outbox.claim(way, now, new Date(now.getTime() + claimMs));
      if (!message) break;
      if (await send(message)) sent += 1;
    }
    return sent;
  };
  // Side by side: a webhook that does not answer holds up no e-mail.
  const sendDue = async (): Promise<number> => {
    const ways: readonly OutboxWay[] = mailer === null ? ['webhook'] : ['mail', 'webhook'];
    const sent = await Promise.all(ways.map(sendWaiting));
    return sent.reduce((sum, one) => sum + one, 0);
  };
  const send = async (message: OutboxMessage): Promise<boolean> => {
    const { institutionId, attempts } = message;
    const { refusal, retryAfterMs } = await attempt(deps, message);
    if (refusal === null) {
      await outbox.close(message);
      log.info({ event: 'notice_sent', institutionId, way: wayOf(message) }, 'A notice was sent');
      return true;
    }
    log.warn(
      { event: 'notice_refused', institutionId, way: wayOf(message), attempts, code: refusal },
      'A notice could not be sent',
    );
    if (attempts >= maxAttempts || refusal === gone) await outbox.close(message);
    else {
      const ms = backoffDelay(attempts, backoff, deps.randomBytes, retryAfterMs);
      await outbox.postpone(message, new Date(clock().getTime() + ms));
    }
    return false;
  };
  const poll = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await writeDue();
        await sendDue();
      } catch (error) {
        log.error({ event: 'notices_failed', err: error }, 'Could not look for notices');
      }
      await sleep(pollMs, stopping.signal);
    }
  };
  return {
    writeDue,
    sendDue,
    start() {
      loop = poll();
    },
    async stop() {
      stopping.abort();
      await loop;
      mailer?.close();
    },
  };
}

const wayOf = ({ mail }: OutboxMessage): OutboxWay => (mail === null ? 'webhook' : 'mail');

/** Nobody takes the message any more. */
const gone = 'gone';

/** One attempt; `refusal` null: the message was taken. */
async function attempt(
  { mailer, webhooks, http, clock }: NoticeRunnerDeps,
  { _id: id, institutionId, mail, webhook }: OutboxMessage,
): Promise<{ readonly refusal: string | null; readonly retryAfterMs: number | null }> {
  try {
    if (mail !== null) await mailer?.send(mail);
    if (webhook === null) return { refusal: null, retryAfterMs: null };
    const event = { id, ...webhook };
    const { result, retryAfterMs } = await sendToWebhook({ webhooks, http, clock }, institutionId, event);
    // 410: the receiver wants no more of it (Standard Webhooks 1.0.0).
    if (result === null || result.status === 410) return { refusal: gone, retryAfterMs };
    return { refusal: result.isTaken ? null : (result.fault ?? `status ${result.status}`), retryAfterMs };
  } catch (error) {
    // Neither address nor the server's answer: it may repeat the address.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { refusal: code, retryAfterMs: null };
  }
}

interface Reader extends Pick<DigestFor, 'reader' | 'language'> {
  readonly address: string;
  readonly notices: Notices;
}

/** The day's e-mail for everybody who wants one and has something to read, and the day's events for the webhook. */
async function writeOfInstitution(deps: NoticeRunnerDeps, institution: Institution): Promise<number> {
  const { id: institutionId, name: institutionName, settings } = institution;
  const now = deps.clock();
  const due = findDigest(now, settings.nightlyWindow.timeZone);
  if (due === null) return 0;
  const hasMail = deps.mailer !== null;
  const [subscriptions, webhook] = await Promise.all([
    hasMail && settings.noticesToPeople ? deps.subscriptions.list(institutionId) : [],
    deps.webhooks.find(institutionId),
  ]);
  const addresses = hasMail ? readAddresses(settings.noticeAddresses) : [];
  if (addresses.length === 0 && subscriptions.length === 0 && webhook === null) return 0;
  const causes: readonly NoticeCause[] = settings.noticeCauses;
  const [runs, schedules, nightly] = await Promise.all([
    deps.findRuns(institutionId, due.since),
    deps.schedules.list(institutionId),
    deps.nightlySyncs.list(institutionId),
  ]);
  const failed = schedules.filter(({ last }) => last && last.problem !== null && last.startedAt >= due.since);
  const all = new Map([...collectNotices(runs, failed)].filter(([cause]) => causes.includes(cause)));
  const ownerOf = new Map(nightly.map((sync) => [sync._id, sync.switchedOnBy.ltiUserId]));
  const readers: readonly Reader[] = [
    ...addresses.map((address) => ({
      address,
      reader: 'administrator' as const,
      language: deps.chooseLanguage(settings.noticeLanguage),
      notices: all,
    })),
    ...subscriptions.map(({ address, locale, ltiUserId }) => ({
      address,
      reader: 'person' as const,
      language: deps.chooseLanguage(locale, settings.noticeLanguage),
      notices: filterNotices(
        all,
        ({ courseKey, requestedBy }) => (requestedBy ?? ownerOf.get(courseKey)) === ltiUserId,
      ),
    })),
  ];
  let written = 0;
  const add = async (message: Parameters<Outbox['add']>[0]): Promise<void> => {
    if (await deps.outbox.add(message)) written += 1;
  };
  for (const { address, notices, reader, language } of readers) {
    if (notices.size === 0) continue;
    const about = { language, institutionName, sisLabel: settings.sisLabel, reader };
    await add({
      _id: `${institutionId}:${due.day}:${reader}:${hash(address)}`,
      institutionId,
      createdAt: now,
      mail: { to: address, ...writeDigest(notices, about) },
    });
  }
  if (webhook !== null) {
    for (const { cause, ...event } of writeEvents(all, { institutionId, day: due.day, now })) {
      const _id = `${institutionId}:${due.day}:webhook:${cause}`;
      await add({ _id, institutionId, createdAt: now, webhook: event });
    }
  }
  return written;
}

const hash = (address: string): string =>
  createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 24);
