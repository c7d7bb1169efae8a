import type { LocalDate } from './local-date.ts';

export interface SisClass {
  readonly sourcedId: string;
  readonly title: string;
  readonly schoolSourcedId: string;
  readonly classCode: string | null;
  readonly termSourcedIds: readonly string[];
}

export interface SisCategory {
  readonly sourcedId: string;
  readonly title: string;
  /** Null: valid for every class. */
  readonly classSourcedId: string | null;
}

export interface SisGradingPeriod {
  readonly sourcedId: string;
  readonly title: string;
  /** First day, inclusive. */
  readonly startDate: LocalDate;
  /** Last day, inclusive. */
  readonly endDate: LocalDate;
}

export interface SisStudent {
  readonly sourcedId: string;
  readonly identifier: string | null;
  readonly username: string | null;
  readonly email: string | null;
}

export interface SisLineItem {
  readonly sourcedId: string;
  readonly title: string;
  readonly description: string | null;
  readonly classSourcedId: string;
  readonly schoolSourcedId: string;
  readonly categorySourcedId: string | null;
  /** Only where the tool must describe the category itself, as in a CSV file. */
  readonly categoryTitle?: string;
  readonly gradingPeriodSourcedId: string | null;
  /** What the institution gives every line item beside the profile's; never read of the SIS. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Days in the course's time zone; empty if a line item from the SIS has none. */
  readonly assignDate: LocalDate;
  readonly dueDate: LocalDate;
  readonly resultValueMin: number;
  /** Points possible; 0 if a line item from the SIS has none. */
  readonly resultValueMax: number;
}

export const scoreStatuses = [
  'exempt',
  'fully graded',
  'not submitted',
  'partially graded',
  'submitted',
] as const;
export type ScoreStatus = (typeof scoreStatuses)[number];

export interface SisResult {
  readonly sourcedId: string;
  readonly lineItemSourcedId: string;
  readonly studentSourcedId: string;
  readonly classSourcedId: string;
  readonly scoreStatus: ScoreStatus;
  /** Null only with a status that needs no score. OneRoster 1.1 always needs one. */
  readonly score: number | null;
  readonly scoreDate: LocalDate;
  readonly late: boolean;
  readonly missing: boolean;
  /** The grade in words or letters, as Canvas writes it; only in 1.2, and only where the institution sends it (P18). */
  readonly textScore?: string | undefined;
  /** What the tool says of the result; empty: nothing, absent: comments are left alone (P19). Never read of the SIS. */
  readonly comment?: string | undefined;
}

/** A score as it is sent to the SIS. */
export type SentScore = Pick<
  SisResult,
  'score' | 'scoreStatus' | 'late' | 'missing' | 'scoreDate' | 'textScore' | 'comment'
>;

/** What of a result is a score, as it is sent. */
export function toSentScore(result: SentScore): SentScore {
  const { score, scoreStatus, late, missing, scoreDate, textScore, comment } = result;
  return {
    ...{ score, scoreStatus, late, missing, scoreDate },
    ...(textScore === undefined ? {} : { textScore }),
    ...(comment === undefined ? {} : { comment }),
  };
}
