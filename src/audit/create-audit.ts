import type { Clock, RandomBytes } from '../clock.ts';
import type { Institution } from '../domain/institution.ts';
import { ProductError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AuditAction, AuditActor, AuditRecord, AuditStore } from '../store/audit.ts';
import { keyOfRun } from '../store/passback/course-scope.ts';
import type { RunEnds } from '../store/passback/run-ends.ts';
import type { RunRecord } from '../store/passback/run-record.ts';
import { describeChange } from './describe-change.ts';

/** An audit line as its caller knows it; the rest takes defaults. */
export type AuditLine = Pick<AuditRecord, 'institutionId' | 'action' | 'actor'> &
  Partial<Pick<AuditRecord, 'outcome' | 'code' | 'courseId' | 'runId' | 'facts'>>;

/** One page of the record, newest first. `next` asks for the page after it; null on the last one. */
export interface AuditPage {
  readonly lines: readonly AuditRecord[];
  readonly next: string | null;
}

/** The audit record (S31): who did what, when and in which institution, refusals included. */
export interface Audit {
  /** Adds a line. Never rejects: a failed write is logged as an error, and the person's request continues. */
  record(line: AuditLine): Promise<void>;
  /**
   * Counts a refusal of somebody who proved nothing, in one line per institution, cause and hour: strangers
   * may try as often as they like (S49). Like `record`, it never rejects.
   */
  countRefusal(line: AuditLine & { readonly facts: AuditRecord['facts'] }): void;
  /** Adds one line per changed setting. For secrets it says only that they changed. */
  recordChange(actor: AuditActor, before: Institution | null, after: Institution): Promise<void>;
  /** Adds the line of an ended run: what was disclosed to which SIS (I8). Repeating it adds nothing. */
  recordRunEnd(runId: string): Promise<void>;
  /** Adds the missing lines of runs whose process died before it wrote them. Returns their number. */
  recordMissedRunEnds(): Promise<number>;
  /** @throws ProductError `form_invalid` if `page` is not the `next` of an earlier answer */
  read(
    institutionId: string,
    query: { readonly actions: readonly AuditAction[]; readonly page: string | null; readonly limit: number },
  ): Promise<AuditPage>;
  stream(institutionId: string, actions: readonly AuditAction[]): AsyncIterable<AuditRecord>;
  /** Resolves when every line has been written; awaited before the connection closes. */
  settled(): Promise<void>;
}

export interface AuditDeps {
  readonly store: AuditStore;
  readonly runEnds: RunEnds;
  readonly findInstitution: (id: string) => Promise<Institution | null>;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}

const hourMs = 60 * 60_000;

/** How far back to look for runs without a line: longer than any outage that a worker survives. */
const missedMs = 3 * 24 * 60 * 60_000;

export function createAudit(deps: AuditDeps): Audit {
  const { store, runEnds, clock, randomBytes, log } = deps;
  const pendingWrites = new Set<Promise<void>>();

  const complete = (line: AuditLine & Partial<Pick<AuditRecord, '_id' | 'at'>>): AuditRecord => ({
    _id: randomBytes(12).toString('hex'),
    at: clock(),
    outcome: 'done',
    code: null,
    courseId: null,
    runId: null,
    facts: {},
    ...line,
  });
  const append = (line: Parameters<typeof complete>[0]): Promise<void> => store.append(complete(line));
  /** Tracks a write until it is done, and logs its failure. */
  const attempt = (action: AuditAction, institutionId: string, write: () => Promise<void>): Promise<void> => {
    const writing = write()
      .catch((error: unknown) => {
        log.error({ event: 'audit_failed', action, institutionId, err: error }, 'An audit line is missing');
      })
      .finally(() => pendingWrites.delete(writing));
    pendingWrites.add(writing);
    return writing;
  };
  /** Refusals that are not written yet, by the id of their line. */
  const refusals = new Map<string, { readonly record: AuditRecord; times: number }>();
  let writingRefusals = false;
  /** One write at a time: however many refusals come meanwhile, they wait as one number. */
  const writeRefusals = async (): Promise<void> => {
    if (writingRefusals) return;
    writingRefusals = true;
    for (const [id, { record, times }] of refusals) {
      refusals.delete(id);
      await attempt(record.action, record.institutionId, () => store.count(record, times));
    }
    writingRefusals = false;
  };
  const appendRunEnd = async (run: RunRecord): Promise<void> => {
    const [disclosed, institution] = await Promise.all([
      runEnds.countDisclosed(keyOfRun(run)),
      deps.findInstitution(run.institutionId),
    ]);
    // The institution was erased meanwhile; nothing of it may be stored again (S38).
    if (institution === null) return;
    const { _id: runId, institutionId, course, kind, state, endedAt, requestedBy } = run;
    await append({
      _id: `run-end:${runId}`,
      at: endedAt ?? clock(),
      institutionId,
      action: 'disclosure',
      actor: requestedBy.kind === 'nightly' ? nightly : { ...person, id: requestedBy.ltiUserId },
      courseId: course.contextId,
      runId,
      facts: { sis: sisHostOf(institution), kind, state, ...disclosed },
    });
  };

  return {
    record: (line) => attempt(line.action, line.institutionId, () => append(line)),
    countRefusal(line) {
      const hour = Math.floor(clock().getTime() / hourMs);
      const cause = [line.code, ...Object.values(line.facts)].map((part) => part ?? '').join(':');
      const _id = `refusals:${line.institutionId}:${hour}:${cause}`;
      const known = refusals.get(_id);
      if (known) known.times += 1;
      else refusals.set(_id, { record: complete({ ...line, _id }), times: 1 });
      void writeRefusals();
    },
    async recordChange(actor, before, after) {
      for (const facts of describeChange(before, after)) {
        const line = { institutionId: after.id, action: 'setting_changed', actor, facts } as const;
        await attempt(line.action, after.id, () => append(line));
      }
    },
    async recordRunEnd(runId) {
      const run = await runEnds.find(runId).catch(() => null);
      // If the run cannot be read now, `recordMissedRunEnds` finds it later.
      if (run?.endedAt && run.kind !== 'compare')
        await attempt('disclosure', run.institutionId, () => appendRunEnd(run));
    },
    async recordMissedRunEnds() {
      let missed = 0;
      const since = new Date(clock().getTime() - missedMs);
      for await (const run of runEnds.streamEndedSince(since)) {
        const known = await store.findIds([`run-end:${run._id}`]);
        if (known.size > 0) continue;
        await attempt('disclosure', run.institutionId, () => appendRunEnd(run));
        missed += 1;
      }
      return missed;
    },
    async read(institutionId, { actions, page, limit }) {
      const before = page === null ? null : parsePage(page);
      const found = await store.read({ institutionId, actions, before }, limit + 1);
      const lines = found.slice(0, limit);
      const last = lines.at(-1);
      return { lines, next: found.length > limit && last ? namePage(last) : null };
    },
    stream: (institutionId, actions) => store.stream({ institutionId, actions, before: null }),
    async settled() {
      while (pendingWrites.size > 0 || refusals.size > 0) await Promise.all(pendingWrites);
    },
  };
}

const person: AuditActor = { kind: 'person', id: null, role: null };
const nightly: AuditActor = { kind: 'nightly', id: null, role: null };

/** The host that receives the grades; for a SIS that takes files, its profile. */
function sisHostOf({ sis }: Institution): string | null {
  const address = sis?.gradebookUrl;
  if (address === '') return sis?.profile ?? null;
  return address && URL.canParse(address) ? new URL(address).host : null;
}

function namePage({ at, _id }: AuditRecord): string {
  return `${at.getTime()}.${_id}`;
}

function parsePage(page: string): Pick<AuditRecord, '_id' | 'at'> {
  const [, at, _id] = /^(\d{1,15})\.([\w:-]{1,180})$/.exec(page) ?? [];
  if (at === undefined || _id === undefined) throw new ProductError('form_invalid', { detail: 'page' });
  return { at: new Date(Number(at)), _id };
}
