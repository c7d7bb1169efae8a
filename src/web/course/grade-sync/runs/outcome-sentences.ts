import type { RunSummary } from '../../../../domain/run.ts';
import { isOpen } from '../../../ui/run-words.ts';
import type { Visit } from '../../../ui/visit.ts';

/**
 * What became of a run, in plain words: first what its state means, then the counts that are not zero. Never says
 * that grades were sent when they were not.
 */
export function buildOutcome({ texts, say }: Visit, run: RunSummary): readonly string[] {
  const words = texts.catalogue.run;
  const { counts } = run;
  const sent = counts.sent + counts.confirmed;
  const facts = [
    sent > 0 ? say(words.sent, { count: sent }) : '',
    sent === 0 && !isOpen(run) && run.state !== 'nothing_to_send' ? say(words.noneSent) : '',
    counts.confirmed > 0 ? say(words.confirmed, { count: counts.confirmed }) : '',
    counts.unchanged > 0 ? say(words.unchangedNote, { count: counts.unchanged }) : '',
    counts.heldBack > 0 ? say(words.heldBackNote, { count: counts.heldBack }) : '',
    counts.skipped > 0 ? say(words.skippedNote, { count: counts.skipped }) : '',
    counts.failed > 0 ? say(words.failedNote, { count: counts.failed }) : '',
  ];
  const lead = run.cancelRequested && isOpen(run) ? words.cancelling : words.sentences[run.state];
  return [say(lead), ...facts].filter((sentence) => sentence !== '');
}
