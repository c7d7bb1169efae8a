import { soakEvents } from './plan-round.ts';
import type { RoundReport } from './play-round.ts';
import type { SoakEnd } from './run-soak.ts';

/** The figures of a soak as a table for `docs/reliability.md`; `how` says what was run, its seed included. */
export function summarizeSoak(
  how: string,
  reports: readonly RoundReport[],
  { stuckWorkers }: SoakEnd,
): string {
  const sum = (count: (report: RoundReport) => number): number =>
    reports.reduce((total, report) => total + count(report), 0);
  const broken = reports.flatMap((report) =>
    report.broken.map((words) => `round ${report.plan.round}: ${words}`),
  );
  const seconds = reports.map(({ ms }) => ms / 1_000).sort((a, b) => a - b);
  const at = (share: number): string => (seconds[Math.floor(share * (seconds.length - 1))] ?? 0).toFixed(1);
  const rows: readonly (readonly [string, string | number])[] = [
    ['rounds', reports.length],
    ...soakEvents.map(
      (event) => [event, sum(({ happened }) => happened.filter((what) => what === event).length)] as const,
    ),
    ['faults of the SIS', sum(({ faults }) => faults)],
    ['requests to the SIS', sum(({ requests }) => requests)],
    ['written after sleepers woke, and mended (Z21)', sum(({ afterWaking }) => afterWaking)],
    ['grades and line items written', sum(({ writes }) => writes)],
    ['workers that gave themselves up (Z18)', stuckWorkers],
    ['seconds of a round: median, 99 %, longest', `${at(0.5)}, ${at(0.99)}, ${at(1)}`],
    ['broken invariants', broken.length],
  ];
  return [
    `| ${how} | |`,
    '|---|--:|',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    ...broken.map((words) => `| broken | ${words.replace(/\s+/g, ' ').replaceAll('|', '/')} |`),
    '',
  ].join('\n');
}
