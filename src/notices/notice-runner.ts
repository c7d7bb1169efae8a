import { createHash } from 'node:crypto';
import type { Clock, RandomBytes, Sleep } from '../clock.ts';
import type { Institution } from '../domain/institution.ts';
import { filterNotices, type NoticeCause, type Notices, readAddresses } from '../domain/notices.ts';
import { type BackoffBounds, backoffDelay } from '../http/backoff-delay.ts';
import type { ChooseLanguage } from '../i18n/language.ts';
import type { Log } from '../log.ts';
import type { NightlySyncStore } from '../store/nightly-syncs.ts';
import type { NoticeSubscriptionStore } from '../store/notice-subscriptions.ts';
import type { Outbox, OutboxMessage } from '../store/outbox.ts';
import type { NoticedRun } from '../store/passback/noticed-runs.ts';
import type { ScheduleStore } from '../store/schedules.ts';
import { collectNotices } from './collect-notices.ts';
import { findDigest } from './digest-time.ts';
import type { Mailer } from './mailer.ts';
import { type DigestFor, writeDigest } from './write-digest.ts';

export interface NoticeRunnerDeps {
  readonly mailer: Mailer;
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

/** Writes the day's e-mails and sends them. Any number may run, in any number of processes. */
export interface NoticeRunner {
  /** Puts the e-mails of the day that are due into the outbox. Returns how many are new. */
  writeDue(): Promise<number>;
  /** Sends what is due. Returns how many the server took. */
  sendDue(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

const pollMs = 60_000;
/** Longer than the mailer waits for a server. */
const claimMs = 2 * 60_000;
const backoff: BackoffBounds = { firstMs: 60_000, longestMs: 60 * 60_000 };
/** A day of attempts: then the next day's e-mail says what matters. */
const maxAttempts = 20;
/** So long an id keeps the same e-mail from going out twice. */
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
  const sendDue = async (): Promise<number> => {
    let sent = 0;
    while (!stopping.signal.aborted) {
      const now = clock();
      const message = await outbox.claim(now, new Date(now.getTime() + claimMs));
      if (!message) break;
      if (await send(message)) sent += 1;
    }
    return sent;
  };
  const send = async (message: OutboxMessage): Promise<boolean> => {
    const { institutionId, attempts, mail } = message;
    if (mail === null) return false;
    try {
      await mailer.send(mail);
    } catch (error) {
      // Neither address nor server's answer: it may repeat the address.
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      log.warn({ event: 'mail_refused', institutionId, attempts, code }, 'An e-mail could not be sent');
      if (attempts >= maxAttempts) await outbox.close(message);
      else {
        const ms = backoffDelay(attempts, backoff, deps.randomBytes);
        await outbox.postpone(message, new Date(clock().getTime() + ms));
      }
      return false;
    }
    await outbox.close(message);
    log.info({ event: 'mail_sent', institutionId }, 'An e-mail was sent');
    return true;
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
      mailer.close();
    },
  };
}

interface Reader extends Pick<DigestFor, 'reader' | 'language'> {
  readonly address: string;
  readonly notices: Notices;
}

/** The day's e-mail for everybody who wants one and has something to read. */
async function writeOfInstitution(deps: NoticeRunnerDeps, institution: Institution): Promise<number> {
  const { id: institutionId, name: institutionName, settings } = institution;
  const now = deps.clock();
  const due = findDigest(now, settings.nightlyWindow.timeZone);
  if (due === null) return 0;
  const subscriptions = settings.noticesToPeople ? await deps.subscriptions.list(institutionId) : [];
  const addresses = readAddresses(settings.noticeAddresses);
  if (addresses.length === 0 && subscriptions.length === 0) return 0;
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
      language: deps.chooseLanguage(locale),
      notices: filterNotices(
        all,
        ({ courseKey, requestedBy }) => (requestedBy ?? ownerOf.get(courseKey)) === ltiUserId,
      ),
    })),
  ];
  let written = 0;
  for (const { address, notices, reader, language } of readers) {
    if (notices.size === 0) continue;
    const about = { language, institutionName, sisLabel: settings.sisLabel, reader };
    const isNew = await deps.outbox.add({
      _id: `${institutionId}:${due.day}:${reader}:${hash(address)}`,
      institutionId,
      createdAt: now,
      mail: { to: address, ...writeDigest(notices, about) },
    });
    if (isNew) written += 1;
  }
  return written;
}

const hash = (address: string): string =>
  createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 24);
