import type { CanvasRestReader } from '../../canvas/canvas-reader.ts';
import type { CanvasCourse, FinalScore } from '../../domain/course.ts';
import type { InstitutionSettings } from '../../domain/institution-settings.ts';
import { withoutDust } from '../../domain/sis-habit.ts';
import { en } from '../../i18n/en/en.ts';
import { languages } from '../../i18n/languages.ts';
import type { FinalGrade } from '../../store/passback/course-record.ts';
import type { Grade } from '../../store/passback/grades.ts';
import { type CourseReading, saveGrades } from './course-reading.ts';

/** What an institution sends as final grades (P16). */
export interface FinalGradeChoice {
  readonly score: 'current' | 'final';
  readonly title: string;
  readonly ofCourse: boolean;
  readonly ofPeriods: boolean;
}

const finalGradePrefix = 'final-';

/** Whether what has gone from a course was a final grade: those of assignments are Canvas's own, or begin with `ags-`. */
export function isFinalGradeId(assignmentId: string): boolean {
  return assignmentId.startsWith(finalGradePrefix);
}

/** Null: the institution sends none. */
export function chooseFinalGrades({
  finalGrades,
  finalGradesFor,
  finalGradeTitle,
  noticeLanguage,
}: InstitutionSettings): FinalGradeChoice | null {
  if (finalGrades === 'none') return null;
  return {
    score: finalGrades,
    title: finalGradeTitle || (languages[noticeLanguage] ?? en).finalGrades.title,
    ofCourse: finalGradesFor.includes('course'),
    ofPeriods: finalGradesFor.includes('periods'),
  };
}

/**
 * The final grades of a course: its own, and one for each grading period that has begun. Before that a final score would be
 * 0 for work that nobody could do yet. Pure.
 */
export function planFinalGrades(
  { endAt, gradingPeriods }: Pick<CanvasCourse, 'endAt' | 'gradingPeriods'>,
  { title, ofCourse, ofPeriods }: FinalGradeChoice,
  now: Date,
): FinalGrade[] {
  const begun = ofPeriods ? gradingPeriods.filter(({ startAt }) => startAt <= now) : [];
  return [
    ...(ofCourse ? [{ id: `${finalGradePrefix}course`, name: title, dueAt: endAt, period: null }] : []),
    ...begun.map((period) => ({
      id: `${finalGradePrefix}${period.id}`,
      name: `${title} – ${period.title}`,
      dueAt: period.endAt,
      period,
    })),
  ];
}

/**
 * Reads the scores of a final grade into the mirror, as grades that students can see: Canvas computes them without hidden
 * work.
 */
export async function readFinalGrades(
  reading: CourseReading & { readonly rest: CanvasRestReader },
  finalGrade: FinalGrade,
  choice: FinalGradeChoice,
): Promise<void> {
  const { deps, rest, signal } = reading;
  const readAt = deps.clock();
  const scores = await rest.readFinalScores(finalGrade.period?.id ?? null, signal);
  const grades = scores.map(
    (score): Grade => ({
      assignmentId: finalGrade.id,
      personId: score.canvasUserId,
      score: chooseScore(score, choice),
      textGrade: null,
      excused: false,
      late: false,
      missing: false,
      gradedAt: null,
      postedAt: readAt,
      pendingReview: false,
      customStatus: false,
    }),
  );
  await saveGrades(reading, grades, readAt);
}

/** In percent with at most two decimals; null: no work counts yet. What a person set by hand wins. */
export function chooseScore(score: FinalScore, choice: Pick<FinalGradeChoice, 'score'>): number | null {
  const chosen = score.override ?? score[choice.score];
  return chosen === null ? null : Math.round(withoutDust(chosen * 100)) / 100;
}
