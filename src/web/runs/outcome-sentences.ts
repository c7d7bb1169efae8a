import { needsAttention, type RunSummary } from '../../domain/run.ts';
import type { CourseContext } from '../ui/course-context.ts';
import { isOpen } from '../ui/describe-run.ts';

/**
 * What became of a run, in plain words: what its state means, then the counts that are not zero. Never says
 * that grades were sent when they were not.
 */
export function buildOutcome({ messages, t, formats }: CourseContext, run: RunSummary): readonly string[] {
  const texts = messages.run;
  const isComparison = run.kind === 'compare';
  const { counts, findings } = run;
  const sent = counts.sent + counts.confirmed;
  const unread = findings?.unread ?? 0;
  const facts = isComparison
    ? [unread > 0 ? t(texts.unread, { count: unread }) : '']
    : [
        sent > 0 ? describeSent(t, texts, sent, counts.confirmed) : '',
        sent === 0 && !isOpen(run) && run.state !== 'nothing_to_send' ? t(texts.noneSent) : '',
        counts.unchanged > 0 ? t(texts.unchangedNote, { count: counts.unchanged }) : '',
        counts.heldBack > 0 ? t(texts.heldBackNote, { count: counts.heldBack }) : '',
        counts.skipped > 0 ? t(texts.skippedNote, { count: counts.skipped }) : '',
        counts.failed > 0 ? t(texts.failedNote, { count: counts.failed }) : '',
      ];
  const lead =
    run.cancelRequested && isOpen(run)
      ? texts.cancelling
      : needsAttention(run)
        ? texts.attentionSentences[isComparison ? 'comparison' : 'run']
        : (isComparison ? texts.comparisonSentences : texts.sentences)[run.state];
  const reach = [
    run.coveredSections === null ? '' : t(texts.covers, { sections: run.coveredSections.join(', ') }),
    run.shownSections === null ? '' : t(texts.shows, { sections: run.shownSections.join(', ') }),
  ];
  const confirmed = run.brake?.confirmed ?? null;
  const word =
    confirmed === null
      ? ''
      : t(texts.brake.confirmed, { name: confirmed.by, when: formats.dateTime(confirmed.at) });
  const undoes = run.kind === 'undo' ? t(texts.undo.lead) : '';
  return [undoes, t(lead), ...reach, word, ...facts].filter((sentence) => sentence !== '');
}

/** *Sent 95 grades, verified 95*: the verified ones are among those sent. */
function describeSent(
  t: CourseContext['t'],
  texts: CourseContext['messages']['run'],
  sent: number,
  confirmed: number,
): string {
  if (confirmed === 0) return t(texts.sent, { count: sent });
  return t(texts.sentVerified, { count: sent, confirmed });
}
