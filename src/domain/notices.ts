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
