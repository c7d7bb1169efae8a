import type { Tone } from '../../ui/describe-run.ts';

/** One kind of count; `pattern` tells it apart without colour. */
export interface ChartSeries {
  readonly label: string;
  readonly tone: Tone;
  readonly pattern: 'plain' | 'stripes' | 'crossed';
  /** One for each day. */
  readonly values: readonly number[];
}

/** A stacked bar chart, for `views/administration/trends/chart.ejs`. Lengths are in the image's own pixels. */
export interface Chart {
  readonly title: string;
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly base: number;
  readonly legend: readonly Pick<ChartSeries, 'label' | 'tone' | 'pattern'>[];
  readonly bars: readonly (Pick<ChartSeries, 'tone' | 'pattern'> & {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  })[];
  /** What the highest bar counts. */
  readonly max: string;
  /** The first, a middle and the last day. */
  readonly days: readonly string[];
}

const width = 640;
const top = 4;
const base = 144;
const height = 148;
const gap = 3;

export function buildChart({
  title,
  label,
  days,
  series,
  number,
}: {
  readonly title: string;
  readonly label: string;
  /** Their names, in order. */
  readonly days: readonly string[];
  readonly series: readonly ChartSeries[];
  readonly number: (value: number) => string;
}): Chart {
  const sums = days.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const most = Math.max(1, ...sums);
  const step = width / days.length;
  const bars = days.flatMap((_, at) => {
    let y = base;
    return series.flatMap(({ values, tone, pattern }) => {
      const value = values[at] ?? 0;
      if (value === 0) return [];
      // One in a thousand is still seen.
      const tall = Math.max(2, round(((base - top) * value) / most));
      y = round(y - tall);
      return [{ tone, pattern, x: round(at * step + gap / 2), y, width: round(step - gap), height: tall }];
    });
  });
  const last = days.length - 1;
  return {
    title,
    label,
    width,
    height,
    base,
    legend: series.map(({ label: name, tone, pattern }) => ({ label: name, tone, pattern })),
    bars,
    max: number(Math.max(0, ...sums)),
    days: [0, Math.floor(last / 2), last].map((at) => days[at] ?? ''),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
