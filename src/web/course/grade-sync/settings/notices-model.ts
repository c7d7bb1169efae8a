import type { CourseContext } from '../../../ui/course-context.ts';
import type { FormToken } from '../../../ui/page-context.ts';

/** The person's e-mail about their own grade syncs. */
export interface NoticeChoice {
  /** Null: none. */
  readonly address: string | null;
  /** What was typed and is no address; null: nothing wrong. */
  readonly refused: string | null;
}

/** What `views/course/grade-sync/settings/notices.ejs` prints. */
export interface NoticesModel {
  readonly title: string;
  readonly explain: string;
  readonly state: string;
  readonly label: string;
  readonly value: string;
  readonly fault: string | null;
  readonly action: string;
  readonly save: string;
  readonly stop: string | null;
  readonly formToken: FormToken;
}

export function buildNotices(
  { messages, t, links, formToken }: CourseContext,
  { address, refused }: NoticeChoice,
): NoticesModel {
  const texts = messages.notices.subscription;
  const state = address === null ? t(texts.off) : t(texts.on, { address });
  return {
    title: t(texts.title),
    explain: `${t(texts.explain)} ${t(texts.courses)}`,
    state,
    label: t(texts.label),
    value: refused ?? address ?? '',
    fault: refused === null ? null : t(texts.fault),
    action: links.notices,
    save: t(texts.save),
    stop: address === null ? null : t(texts.stop),
    formToken,
  };
}
