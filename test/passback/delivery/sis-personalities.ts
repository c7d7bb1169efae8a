import type { SisLineItem, SisResult } from '../../../src/domain/sis.ts';
import type { SisProfile } from '../../../src/oneroster/profile/sis-profile.ts';
import type { SisHabits } from '../../support/passback/in-memory-sis.ts';

/** The runs that each SIS meets, in this order. */
export const runsInTurn = [
  'first',
  'unchanged',
  'unchanged again',
  'changed',
  'renamed',
  'remaster',
] as const;
export type RunInTurn = (typeof runsInTurn)[number];

/**
 * What a run says about the student's grade, what the SIS holds afterwards, and how many requests of the run wrote it.
 */
export type Expected = readonly [said: string, held: string, puts: number];

type Show = (results: readonly SisResult[]) => readonly SisResult[];

/** A SIS that answers every write with success and misbehaves in one way. */
export interface Personality {
  /** Follows "a SIS that". */
  readonly sis: string;
  readonly habits?: SisHabits;
  /** How it shows what it holds. */
  readonly show?: () => Show;
  /** What somebody types over in the line item before the run `unchanged`. */
  readonly typed?: Partial<SisLineItem>;
  /** What it does concerns line items: what is said and held names them, and the requests that wrote them count. */
  readonly ofLineItem?: true;
  readonly profile?: Partial<SisProfile>;
  /** The list that it answers with 403, by the request that reads it. */
  readonly refuses?: 'readStudents' | 'readLineItems' | 'readResults' | 'readPeriods' | 'readCategories';
  /** The student's grade at first. */
  readonly grade: Grade;
  /** The grade before the run `changed`. */
  readonly changed: Grade;
  readonly runs: Readonly<Record<RunInTurn, Expected>>;
}

interface Grade {
  readonly score: number | null;
  readonly excused?: boolean;
}

/** Changes how a result is shown. */
const shows =
  (change: (result: SisResult) => readonly SisResult[]): (() => Show) =>
  () =>
  (results) =>
    results.flatMap(change);

/** Shows nothing until it has been asked that often. */
const showsLate = (looks: number) => (): Show => {
  let asked = 0;
  return (results) => {
    asked += 1;
    return asked < looks ? [] : results;
  };
};

const excused = { score: null, excused: true };
const score = { grade: { score: 8.75 }, changed: { score: 6.25 } };
const oneRoster11 = {
  version: '1.1',
  lateAndMissing: 'omit',
  exempt: 'score-zero',
} as const satisfies Partial<SisProfile>;

/** All is well: what every SIS should look like. */
const kept: Readonly<Record<RunInTurn, Expected>> = {
  first: ['confirmed', '8.75', 1],
  unchanged: ['unchanged', '8.75', 0],
  'unchanged again': ['unchanged', '8.75', 0],
  changed: ['confirmed', '6.25', 1],
  renamed: ['held_back details_only', '6.25', 0],
  remaster: ['confirmed', '6.25', 1],
};

/** The same, with the line item that holds the score. */
const keptInLineItem: Readonly<Record<RunInTurn, Expected>> = {
  first: ['confirmed', '8.75 of 10 in Assignment_a1', 2],
  unchanged: ['unchanged', '8.75 of 10 in Assignment_a1', 0],
  'unchanged again': ['unchanged', '8.75 of 10 in Assignment_a1', 0],
  changed: ['confirmed', '6.25 of 10 in Assignment_a1', 1],
  renamed: ['held_back details_only', '6.25 of 10 in Assignment_a1', 0],
  remaster: ['confirmed', '6.25 of 10 in Renamed', 2],
};

/** It takes everything and shows no result. */
const unverified: Readonly<Record<RunInTurn, Expected>> = {
  ...kept,
  first: ['sent', '8.75', 1],
  changed: ['sent', '6.25', 1],
  remaster: ['sent', '6.25', 1],
};

/** Nothing can be sent for want of a list. */
const refusal: Expected = ['skipped assignment_refused', 'nothing', 0];
const refused: Readonly<Record<RunInTurn, Expected>> = {
  first: refusal,
  unchanged: refusal,
  'unchanged again': refusal,
  changed: refusal,
  renamed: refusal,
  remaster: refusal,
};

export const personalities: readonly Personality[] = [
  { sis: 'keeps what it is sent', ...score, runs: kept },
  {
    sis: 'keeps the status',
    profile: oneRoster11,
    grade: excused,
    changed: { score: 7, excused: false },
    runs: {
      first: ['confirmed', '0 exempt', 1],
      unchanged: ['unchanged', '0 exempt', 0],
      'unchanged again': ['unchanged', '0 exempt', 0],
      changed: ['confirmed', '7', 1],
      renamed: ['held_back details_only', '7', 0],
      remaster: ['confirmed', '7', 1],
    },
  },
  {
    sis: 'is not known to keep the status',
    habits: { ignoresStatus: true },
    profile: { ...oneRoster11, exempt: 'refuse' },
    grade: excused,
    changed: { score: 7, excused: false },
    runs: {
      first: ['failed exempt_not_expressible', 'nothing', 0],
      unchanged: ['failed exempt_not_expressible', 'nothing', 0],
      'unchanged again': ['failed exempt_not_expressible', 'nothing', 0],
      changed: ['confirmed', '7', 1],
      renamed: ['held_back details_only', '7', 0],
      remaster: ['confirmed', '7', 1],
    },
  },
  {
    sis: 'drops the status',
    habits: { ignoresStatus: true },
    profile: oneRoster11,
    grade: excused,
    changed: { score: 7, excused: false },
    runs: {
      first: ['failed excuse_not_kept', 'nothing', 1],
      unchanged: ['failed excuse_not_kept', 'nothing', 0],
      'unchanged again': ['failed excuse_not_kept', 'nothing', 0],
      changed: ['confirmed', '7', 1],
      renamed: ['held_back details_only', '7', 0],
      remaster: ['confirmed', '7', 1],
    },
  },
  {
    sis: 'drops the status and keeps what is deleted',
    habits: { ignoresStatus: true, keepsDeleted: true },
    profile: oneRoster11,
    grade: excused,
    changed: { score: 7, excused: false },
    runs: {
      first: ['failed excuse_counts', '0', 1],
      unchanged: ['failed excuse_counts', '0', 0],
      'unchanged again': ['failed excuse_counts', '0', 0],
      changed: ['confirmed', '7', 1],
      renamed: ['held_back details_only', '7', 0],
      remaster: ['confirmed', '7', 1],
    },
  },
  {
    sis: 'shows another score beside the one it accepted',
    show: shows((result) => [result, { ...result, sourcedId: 'twin', score: 0 }]),
    ...score,
    runs: {
      first: ['failed result_twice', '8.75', 1],
      unchanged: ['failed result_twice', '8.75', 0],
      'unchanged again': ['failed result_twice', '8.75', 0],
      changed: ['failed result_twice', '6.25', 1],
      renamed: ['failed result_twice', '6.25', 0],
      remaster: ['failed result_twice', '6.25', 1],
    },
  },
  {
    sis: 'shows another score before the one it accepted',
    show: shows((result) => [{ ...result, sourcedId: 'older', score: 0 }, result]),
    ...score,
    runs: {
      first: ['failed result_twice', '8.75', 1],
      unchanged: ['failed result_twice', '8.75', 0],
      'unchanged again': ['failed result_twice', '8.75', 0],
      changed: ['failed result_twice', '6.25', 1],
      renamed: ['failed result_twice', '6.25', 0],
      remaster: ['failed result_twice', '6.25', 1],
    },
  },
  {
    sis: 'shows the same score twice',
    show: shows((result) => [result, { ...result, sourcedId: 'twin' }]),
    ...score,
    runs: kept,
  },
  { sis: 'shows what it accepted at the third look', show: showsLate(3), ...score, runs: kept },
  {
    sis: 'shows what it accepted after the run has ended',
    show: showsLate(6),
    ...score,
    runs: {
      first: ['sent not_verified', '8.75', 1],
      unchanged: ['unchanged', '8.75', 0],
      'unchanged again': ['unchanged', '8.75', 0],
      changed: ['confirmed', '6.25', 1],
      renamed: ['held_back details_only', '6.25', 0],
      remaster: ['confirmed', '6.25', 1],
    },
  },
  {
    sis: 'never shows a result',
    habits: { hidesResults: true },
    ...score,
    runs: {
      first: ['sent not_verified', '8.75', 1],
      unchanged: ['sent never_shown', '8.75', 1],
      'unchanged again': ['unchanged never_shown', '8.75', 0],
      changed: ['sent not_verified', '6.25', 1],
      renamed: ['sent never_shown', '6.25', 1],
      remaster: ['sent never_shown', '6.25', 1],
    },
  },
  {
    sis: 'keeps the first score and no later one',
    habits: { createsOnly: true },
    ...score,
    runs: {
      first: ['confirmed', '8.75', 1],
      unchanged: ['unchanged', '8.75', 0],
      'unchanged again': ['unchanged', '8.75', 0],
      changed: ['sent not_verified 8.75', '8.75', 1],
      renamed: ['sent never_shown 8.75', '8.75', 1],
      remaster: ['sent never_shown 8.75', '8.75', 1],
    },
  },
  {
    sis: 'shows an id of its own for the result',
    show: shows((result) => [{ ...result, sourcedId: '4711' }]),
    ...score,
    runs: kept,
  },
  {
    sis: 'pads ids and writes them in small letters',
    show: shows((result) => [{ ...result, studentSourcedId: ` ${result.studentSourcedId.toLowerCase()} ` }]),
    ...score,
    runs: kept,
  },
  {
    sis: 'keeps scores as 32-bit floats',
    habits: { floats: true },
    grade: { score: 852.33 },
    changed: { score: 6.1 },
    runs: {
      first: ['confirmed', '852.3300170898438', 1],
      unchanged: ['unchanged', '852.3300170898438', 0],
      'unchanged again': ['unchanged', '852.3300170898438', 0],
      changed: ['confirmed', '6.099999904632568', 1],
      renamed: ['held_back details_only', '6.099999904632568', 0],
      remaster: ['confirmed', '6.099999904632568', 1],
    },
  },
  {
    sis: 'rounds to whole points',
    habits: { decimals: 0 },
    ...score,
    runs: {
      first: ['sent sis_rounds 9', '9', 1],
      unchanged: ['unchanged sis_rounds 9', '9', 0],
      'unchanged again': ['unchanged sis_rounds 9', '9', 0],
      changed: ['sent sis_rounds 6', '6', 1],
      renamed: ['unchanged sis_rounds 6', '6', 0],
      remaster: ['sent sis_rounds 6', '6', 1],
    },
  },
  {
    sis: 'cuts decimals off',
    habits: { decimals: 0, truncates: true },
    ...score,
    runs: {
      first: ['sent sis_rounds 8', '8', 1],
      unchanged: ['unchanged sis_rounds 8', '8', 0],
      'unchanged again': ['unchanged sis_rounds 8', '8', 0],
      changed: ['sent sis_rounds 6', '6', 1],
      renamed: ['unchanged sis_rounds 6', '6', 0],
      remaster: ['sent sis_rounds 6', '6', 1],
    },
  },
  {
    sis: 'keeps one decimal',
    habits: { decimals: 1 },
    grade: { score: 8.75 },
    changed: { score: 8.84 },
    runs: {
      first: ['sent sis_rounds 8.8', '8.8', 1],
      unchanged: ['unchanged sis_rounds 8.8', '8.8', 0],
      'unchanged again': ['unchanged sis_rounds 8.8', '8.8', 0],
      changed: ['sent sis_rounds 8.8', '8.8', 1],
      renamed: ['unchanged sis_rounds 8.8', '8.8', 0],
      remaster: ['sent sis_rounds 8.8', '8.8', 1],
    },
  },
  {
    sis: 'lowers scores to the points possible',
    habits: { capsScores: true },
    grade: { score: 12 },
    changed: { score: 9 },
    runs: {
      first: ['sent sis_caps 10', '10', 1],
      unchanged: ['unchanged sis_caps 10', '10', 0],
      'unchanged again': ['unchanged sis_caps 10', '10', 0],
      changed: ['confirmed', '9', 1],
      renamed: ['held_back details_only', '9', 0],
      remaster: ['confirmed', '9', 1],
    },
  },
  {
    sis: 'shows scores that nobody sent',
    show: shows((result) => [{ ...result, score: 3.3 }]),
    ...score,
    runs: {
      first: ['failed not_confirmed 3.3', '8.75', 1],
      unchanged: ['sent never_shown 3.3', '8.75', 1],
      'unchanged again': ['unchanged never_shown 3.3', '8.75', 0],
      changed: ['sent not_verified 3.3', '6.25', 1],
      renamed: ['sent never_shown 3.3', '6.25', 1],
      remaster: ['sent never_shown 3.3', '6.25', 1],
    },
  },
  {
    sis: 'keeps five characters of a title',
    habits: { titleLength: 5 },
    ofLineItem: true,
    ...score,
    runs: {
      first: ['sent line_item_differs title=Assig', '8.75 of 10 in Assig', 2],
      unchanged: ['unchanged title=Assig', '8.75 of 10 in Assig', 0],
      'unchanged again': ['unchanged title=Assig', '8.75 of 10 in Assig', 0],
      changed: ['sent line_item_differs title=Assig', '6.25 of 10 in Assig', 1],
      renamed: ['held_back details_only', '6.25 of 10 in Assig', 0],
      remaster: ['sent line_item_differs title=Renam', '6.25 of 10 in Renam', 2],
    },
  },
  {
    sis: 'gives every assignment 100 points',
    habits: { points: 100 },
    ofLineItem: true,
    ...score,
    runs: {
      first: ['sent line_item_differs resultValueMax=100', '8.75 of 100 in Assignment_a1', 2],
      unchanged: ['unchanged resultValueMax=100', '8.75 of 100 in Assignment_a1', 0],
      'unchanged again': ['unchanged resultValueMax=100', '8.75 of 100 in Assignment_a1', 0],
      changed: ['sent line_item_differs resultValueMax=100', '6.25 of 100 in Assignment_a1', 1],
      renamed: ['held_back details_only', '6.25 of 100 in Assignment_a1', 0],
      remaster: ['sent line_item_differs resultValueMax=100', '6.25 of 100 in Renamed', 2],
    },
  },
  {
    sis: 'lets somebody type over the points',
    typed: { resultValueMax: 50 },
    ofLineItem: true,
    ...score,
    runs: {
      first: ['confirmed', '8.75 of 10 in Assignment_a1', 2],
      unchanged: ['unchanged resultValueMax=50', '8.75 of 50 in Assignment_a1', 0],
      'unchanged again': ['unchanged resultValueMax=50', '8.75 of 50 in Assignment_a1', 0],
      changed: ['confirmed', '6.25 of 10 in Assignment_a1', 2],
      renamed: ['held_back details_only', '6.25 of 10 in Assignment_a1', 0],
      remaster: ['confirmed', '6.25 of 10 in Renamed', 2],
    },
  },
  {
    sis: 'keeps the first content of a line item and no later one',
    habits: { createsLineItemsOnly: true },
    ofLineItem: true,
    ...score,
    runs: {
      ...keptInLineItem,
      remaster: ['sent line_item_differs title=Assignment_a1', '6.25 of 10 in Assignment_a1', 2],
    },
  },
  {
    sis: 'makes another line item of each PUT',
    habits: { addsLineItems: true },
    ofLineItem: true,
    ...score,
    runs: {
      ...keptInLineItem,
      remaster: ['sent line_item_differs twice', '6.25 of 10 in Assignment_a1 and Renamed', 2],
    },
  },
  {
    sis: 'keeps no line item',
    habits: { hidesLineItems: true },
    ofLineItem: true,
    ...score,
    runs: {
      first: ['sent line_item_differs absent', '8.75 of nothing', 2],
      unchanged: ['sent line_item_differs absent', '8.75 of nothing', 2],
      'unchanged again': ['unchanged absent', '8.75 of nothing', 0],
      changed: ['sent line_item_differs absent', '6.25 of nothing', 1],
      renamed: ['held_back details_only', '6.25 of nothing', 0],
      remaster: ['sent line_item_differs absent', '6.25 of nothing', 2],
    },
  },
  {
    sis: 'refuses new ids and creates by POST',
    habits: { updatesOnly: true },
    ofLineItem: true,
    // What is learned concerns the whole SIS: the others of a course would follow it.
    profile: { maxInFlight: 3 },
    ...score,
    runs: keptInLineItem,
  },
  { sis: 'refuses to show its students', refuses: 'readStudents', ...score, runs: kept },
  { sis: 'refuses to show its assignments', refuses: 'readLineItems', ...score, runs: kept },
  { sis: 'refuses to show its grading periods', refuses: 'readPeriods', ...score, runs: kept },
  { sis: 'refuses to show its results', refuses: 'readResults', ...score, runs: unverified },
  {
    sis: 'refuses to show categories and needs none',
    refuses: 'readCategories',
    profile: { ...oneRoster11, category: 'optional' },
    ...score,
    runs: kept,
  },
  { sis: 'refuses to show categories and needs one', refuses: 'readCategories', ...score, runs: refused },
  {
    sis: 'refuses to show its students and knows them by another id',
    refuses: 'readStudents',
    profile: { matchStudentBy: 'identifier' },
    ...score,
    runs: refused,
  },
];
