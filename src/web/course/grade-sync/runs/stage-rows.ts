import type { RunSummary } from '../../../../domain/run.ts';
import { isOpen } from '../../../ui/run-words.ts';
import type { Visit } from '../../../ui/visit.ts';

/** One of the five stages with its times. */
export interface StageRow {
  readonly number: string;
  readonly name: string;
  readonly mark: 'done' | 'now' | 'next' | 'stopped' | 'skipped';
  /** The mark in words. */
  readonly markLabel: string;
  readonly times: string | null;
}

/** The five stages of a run. `now` gives the time a stage has taken so far. */
export function buildStages(visit: Visit, run: RunSummary, now: Date): readonly StageRow[] {
  const { texts, formats } = visit;
  const words = texts.catalogue.run;
  const labels = {
    done: words.stageDone,
    now: words.stageNow,
    next: words.stageNext,
    stopped: words.stageStopped,
    skipped: words.stageSkipped,
  };
  return texts.catalogue.stages.map((name, index) => {
    const stage = index + 1;
    const mark = markStage(run, stage);
    return {
      number: formats.number(stage),
      name,
      mark,
      markLabel: labels[mark],
      times: describeTimes(visit, run, stage, now),
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
  { texts, say, formats }: Visit,
  run: RunSummary,
  stage: number,
  now: Date,
): string | null {
  const times = run.stages.find((one) => one.stage === stage);
  if (times === undefined) return null;
  const words = texts.catalogue.run;
  const end = times.endedAt ?? run.endedAt ?? now;
  const started = say(words.startedAt, { time: formats.time(times.startedAt) });
  const took = say(words.took, { duration: formats.duration(end.getTime() - times.startedAt.getTime()) });
  return (times.endedAt ?? run.endedAt) ? `${started} · ${took}` : started;
}
