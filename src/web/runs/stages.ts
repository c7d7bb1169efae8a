import { stagesOf } from '../../domain/outcomes.ts';
import { type ComparisonFindings, needsAttention, type RunSummary } from '../../domain/run.ts';
import type { CourseContext } from '../ui/course-context.ts';
import { isOpen, nameStage } from '../ui/describe-run.ts';

/** One of the run's stages with its times. */
export interface StageRow {
  readonly number: string;
  readonly name: string;
  readonly mark: 'done' | 'now' | 'next' | 'stopped' | 'skipped';
  /** The mark in words. */
  readonly markLabel: string;
  readonly times: string | null;
}

/** The stages of a run. `now` gives the time a stage has taken so far. */
export function buildStages(context: CourseContext, run: RunSummary, now: Date): readonly StageRow[] {
  const { messages, formats } = context;
  const texts = messages.run;
  const labels = {
    done: texts.stageDone,
    now: texts.stageNow,
    next: texts.stageNext,
    stopped: texts.stageStopped,
    skipped: texts.stageSkipped,
  };
  return stagesOf(run.kind).map((stage, index) => {
    const mark = markStage(run, stage);
    return {
      number: formats.number(index + 1),
      name: messages.stages[stage - 1] ?? '',
      mark,
      markLabel: labels[mark],
      times: describeTimes(context, run, stage, now),
    };
  });
}

function markStage(run: RunSummary, stage: number): StageRow['mark'] {
  const times = run.stages.find((one) => one.stage === stage);
  if (times?.endedAt) return 'done';
  if (isOpen(run)) return times && stage === run.stage ? 'now' : 'next';
  if (run.state === 'failed' || run.state === 'cancelled') return stage === run.stage ? 'stopped' : 'next';
  return times ? 'done' : 'skipped';
}

function describeTimes(
  { messages, t, formats }: CourseContext,
  run: RunSummary,
  stage: number,
  now: Date,
): string | null {
  const times = run.stages.find((one) => one.stage === stage);
  if (times === undefined) return null;
  const texts = messages.run;
  const end = times.endedAt ?? run.endedAt ?? now;
  const started = t(texts.startedAt, { time: formats.time(times.startedAt) });
  const took = t(texts.took, { duration: formats.duration(end.getTime() - times.startedAt.getTime()) });
  return (times.endedAt ?? run.endedAt) ? `${started} · ${took}` : started;
}

/** A run's stage, with its bar while it is active. */
export interface StageCell {
  readonly of: string;
  readonly name: string;
  readonly bar: { readonly percent: number; readonly label: string } | null;
}

/** Stage *n of 5* with its name; the bar under it counts that stage. */
export function buildStage(context: CourseContext, run: RunSummary): StageCell {
  const { messages, t, formats } = context;
  const texts = messages.history;
  const name = nameStage(context, run);
  const share = Math.min(1, Math.max(0, run.progress));
  const all = stagesOf(run.kind);
  const position = { stage: all.indexOf(run.stage) + 1, total: all.length };
  return {
    of: t(texts.stageOf, position),
    name,
    bar: isOpen(run)
      ? {
          percent: Math.round(share * 100),
          label: t(texts.progress, { ...position, name, percent: formats.percent(share) }),
        }
      : null,
  };
}

/** What a comparison found, in one line. */
export function describeFindings(
  { messages, t, formats }: Pick<CourseContext, 'messages' | 't' | 'formats'>,
  { changed, missing }: ComparisonFindings,
): string {
  const counts = { changed: formats.number(changed), missing: formats.number(missing) };
  return t(messages.history.found, counts);
}

/** Shown under a state: the next try, that it waits for another run, that it is being cancelled. */
export function buildStatusNote({ messages, t, formats }: CourseContext, run: RunSummary): string | null {
  const texts = messages.history;
  if (!isOpen(run)) return run.findings && describeFindings({ messages, t, formats }, run.findings);
  if (run.cancelRequested) return t(texts.cancelling);
  if (run.state === 'queued') return t(texts.afterTheOther);
  if ((run.state === 'waiting_for_sis' || needsAttention(run)) && run.nextAt)
    return t(texts.nextTry, { when: formats.time(run.nextAt) });
  return null;
}
