import type { RunKind, RunState } from './outcomes.ts';
import type { Reach } from './reach.ts';

/** What a notice is about, in the order in which it is told. */
export const noticeCauses = ['failed', 'attention', 'braked', 'problems', 'drift', 'schedule'] as const;
export type NoticeCause = (typeof noticeCauses)[number];

/** Languages of notices; `languages.test` holds them to the catalogue. */
export const noticeLanguages = ['en', 'es'] as const;

/** An e-mail address as people type it; the mail server decides about the rest. */
export const mailAddress = /^[^\s@,;<>"]{1,64}@[^\s@,;<>"]{1,255}$/;

/** The addresses of a list that is separated by commas. */
export function readAddresses(list: string): readonly string[] {
  return list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** A run that somebody may have to know of. */
export interface NoticedRun {
  readonly runId: string;
  readonly courseKey: string;
  readonly title: string;
  readonly canvasCourseId: string | null;
  readonly reach: Reach;
  readonly kind: RunKind;
  readonly state: RunState;
  readonly requestedBy: string | null;
  /** It waits because of the brake, not of credentials. */
  readonly isBraked: boolean;
  /** Grades that a comparison found changed or missing in the SIS. */
  readonly drifted: number;
}

/** Why somebody should know of a run; null: nobody needs to. */
export function findNoticeCause({
  kind,
  state,
  isBraked,
  drifted,
}: Pick<NoticedRun, 'kind' | 'state' | 'isBraked' | 'drifted'>): NoticeCause | null {
  if (state === 'waiting_for_person') return isBraked ? 'braked' : 'attention';
  if (state === 'failed') return 'failed';
  if (kind === 'compare') return drifted > 0 ? 'drift' : null;
  return state === 'completed_with_problems' ? 'problems' : null;
}

/** A course that a notice names, with whose doing it was. */
export interface NoticedCourse {
  readonly courseKey: string;
  readonly title: string;
  /** Null of a schedule, and where Canvas did not say. */
  readonly canvasCourseId: string | null;
  /** The person who requested it; null: it started at its time. */
  readonly requestedBy: string | null;
}

/** What happened, by cause. Each course stands once under a cause. */
export type Notices = ReadonlyMap<NoticeCause, readonly NoticedCourse[]>;

/** The notices about some of the courses; causes without any are left out. */
export function filterNotices(notices: Notices, keep: (course: NoticedCourse) => boolean): Notices {
  return new Map(
    [...notices]
      .map(([cause, courses]) => [cause, courses.filter(keep)] as const)
      .filter(([, courses]) => courses.length > 0),
  );
}
