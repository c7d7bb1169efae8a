import type { CourseContext } from './course-context.ts';

/** A score with the letter or word that goes beside it, if any: `8.5 (B+)`. */
export function showNumber(
  { formats, messages, t }: Pick<CourseContext, 'formats' | 'messages' | 't'>,
  score: number,
  text: string | undefined,
): string {
  const number = formats.number(score);
  return text === undefined ? number : t(messages.preview.withText, { score: number, text });
}
