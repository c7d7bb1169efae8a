import { expect } from 'chai';
import type { SisResult } from '../../../src/domain/sis.ts';
import type { SisProfile } from '../../../src/oneroster/profile/sis-profile.ts';
import type { Harness } from '../../support/passback/harness.ts';
import type { SisHabits } from '../../support/passback/in-memory-sis.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

type Show = (results: readonly SisResult[]) => readonly SisResult[];

/** Changes how the first student's result is shown. */
const shows =
  (change: (result: SisResult) => readonly SisResult[]): Show =>
  (results) =>
    results.flatMap((result) => (result.studentSourcedId === 'S1000' ? change(result) : [result]));

/** Leaves the first student out until it has been asked that often. */
function showLate(looks: number): Show {
  let asked = 0;
  return (results) => {
    // The other class has a line item of its own.
    if (results.some(({ studentSourcedId }) => studentSourcedId === 'S1000')) asked += 1;
    return asked < looks ? results.filter(({ studentSourcedId }) => studentSourcedId !== 'S1000') : results;
  };
}

/** What a person reads of the one student with a special grade, against what the SIS holds. */
interface Row {
  readonly sis: string;
  readonly habits?: SisHabits;
  readonly show?: Show;
  readonly profile?: Partial<SisProfile>;
  /** The grade of the first student; the others have scores that the SIS keeps. */
  readonly grade: { readonly score: number | null; readonly excused?: boolean };
  /** The outcome and reason in the first run, and in a second one right after it. */
  readonly said: readonly [first: string, second: string];
  /** The score and status in the SIS afterwards; null: no result. */
  readonly held: readonly [score: number | null, status: string] | null;
  /** How many of the requests wrote a result of this student. */
  readonly writes: number;
}

const excused = { score: null, excused: true };
const score = { score: 87.5 };
const oneRoster11 = {
  version: '1.1',
  lateAndMissing: 'omit',
  exempt: 'score-zero',
} as const satisfies Partial<SisProfile>;

const table: readonly Row[] = [
  {
    sis: 'keeps the status',
    profile: oneRoster11,
    grade: excused,
    said: ['confirmed', 'unchanged'],
    held: [0, 'exempt'],
    writes: 1,
  },
  {
    sis: 'is not known to keep the status',
    habits: { ignoresStatus: true },
    profile: { ...oneRoster11, exempt: 'refuse' },
    grade: excused,
    said: ['failed exempt_not_expressible', 'failed exempt_not_expressible'],
    held: null,
    writes: 0,
  },
  {
    sis: 'drops the status',
    habits: { ignoresStatus: true },
    profile: oneRoster11,
    grade: excused,
    said: ['failed excuse_not_kept', 'failed excuse_not_kept'],
    held: null,
    writes: 1,
  },
  {
    sis: 'drops the status and keeps what is deleted',
    habits: { ignoresStatus: true, keepsDeleted: true },
    profile: oneRoster11,
    grade: excused,
    said: ['failed excuse_counts', 'failed excuse_counts'],
    held: [0, 'fully graded'],
    writes: 1,
  },
  {
    sis: 'shows another score beside the one it accepted',
    show: shows((result) => [result, { ...result, sourcedId: 'twin', score: 0 }]),
    grade: score,
    said: ['failed result_twice', 'failed result_twice'],
    held: [87.5, 'fully graded'],
    writes: 1,
  },
  {
    sis: 'shows another score before the one it accepted',
    show: shows((result) => [{ ...result, sourcedId: 'older', score: 0 }, result]),
    grade: score,
    said: ['failed result_twice', 'failed result_twice'],
    held: [87.5, 'fully graded'],
    writes: 1,
  },
  {
    sis: 'shows the same score twice',
    show: shows((result) => [result, { ...result, sourcedId: 'twin' }]),
    grade: score,
    said: ['confirmed', 'unchanged'],
    held: [87.5, 'fully graded'],
    writes: 1,
  },
  {
    sis: 'shows what it accepted at the third look',
    show: showLate(3),
    grade: score,
    said: ['confirmed', 'unchanged'],
    held: [87.5, 'fully graded'],
    writes: 1,
  },
  {
    sis: 'shows what it accepted after the run has ended',
    show: showLate(6),
    grade: score,
    said: ['sent not_verified', 'unchanged'],
    held: [87.5, 'fully graded'],
    writes: 1,
  },
  {
    sis: 'shows an id of its own for the result',
    show: shows((result) => [{ ...result, sourcedId: '4711' }]),
    grade: score,
    said: ['confirmed', 'unchanged'],
    held: [87.5, 'fully graded'],
    writes: 1,
  },
  {
    sis: 'keeps scores as 32-bit floats',
    show: shows((result) => [{ ...result, score: Math.fround(result.score ?? 0) }]),
    grade: { score: 852.33 },
    said: ['confirmed', 'unchanged'],
    held: [852.33, 'fully graded'],
    writes: 1,
  },
  {
    sis: 'pads ids and writes them in small letters',
    show: shows((result) => [{ ...result, studentSourcedId: ' s1000 ' }]),
    grade: score,
    said: ['confirmed', 'unchanged'],
    held: [87.5, 'fully graded'],
    writes: 1,
  },
  {
    // It is in doubt, so every run sends it again.
    sis: 'rounds scores',
    show: shows((result) => [{ ...result, score: Math.round(result.score ?? 0) }]),
    grade: score,
    said: ['failed not_confirmed', 'failed not_confirmed'],
    held: [87.5, 'fully graded'],
    writes: 2,
  },
];

describe('what a run says, and what the SIS holds', function () {
  this.timeout(60_000);
  const { harness: newHarness } = useHarness();

  for (const { sis, habits, show, profile, grade, said, held, writes } of table) {
    it(`a SIS that ${sis}: ${said.join(', then ')}`, async () => {
      const harness = newHarness({ students: 1, assignments: 1 });
      harness.sis.habits = habits ?? {};
      harness.sis.show = show ?? harness.sis.show;
      harness.sis.profile = { ...harness.sis.profile, ...profile };
      harness.canvas.grade('a1', '1000', grade);
      let written = 0;
      harness.sis.faults = ({ kind, id }) => {
        if (kind === 'putResult' && id === 'S1000') written += 1;
        return null;
      };
      const sayings = [await say(harness), await say(harness)];
      const kept = [...harness.sis.results.values()].find(
        ({ studentSourcedId }) => studentSourcedId === 'S1000',
      );
      expect({
        said: sayings,
        held: kept ? [kept.score, kept.scoreStatus] : null,
        writes: written,
      }).to.deep.equal({ said, held, writes });
    });
  }
});

/** Posts everything, and says what became of the first student's grade. */
async function say(harness: Harness): Promise<string> {
  const { id } = await harness.post();
  const item = (await harness.items(id)).find(({ studentSisId }) => studentSisId === 'S1000');
  if (!item) return 'unchanged';
  return item.reason ? `${item.outcome} ${item.reason}` : item.outcome;
}
